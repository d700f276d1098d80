"""Review: people go through a record and settle what the machine proposes."""
