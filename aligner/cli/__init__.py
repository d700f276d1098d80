"""The command line: one thin file a command; each parses, calls and prints."""
