"""The translation decoder: in order, many to many, with gaps."""
