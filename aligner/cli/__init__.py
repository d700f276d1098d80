"""The command line: one short file per command; each parses, calls and prints."""
