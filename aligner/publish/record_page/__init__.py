"""A record's page: its texts side by side, its findings, its history."""
