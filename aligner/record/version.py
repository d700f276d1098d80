"""The version of the program, in the one place that every floor may read."""

__version__ = "0.1.0"
