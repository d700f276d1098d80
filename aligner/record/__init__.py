"""The data model, its files, and the identity of segments."""
