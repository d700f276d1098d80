"""Pages about all records: home, divergences, glossary, people, status, feed."""
