"""What several checks rest on, computed once a passage."""
