"""People's decisions: taken, kept, replayed over the machine's proposal."""
