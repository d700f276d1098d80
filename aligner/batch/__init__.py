"""Many records at once: on this machine's processors, or on any engine that takes function calls."""
