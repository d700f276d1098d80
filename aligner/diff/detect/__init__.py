"""Detectors: each yields the changes of one kind of thing."""
