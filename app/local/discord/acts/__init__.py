"""What anyone may do to that state, with the rights Discord asks for: one verb a function."""
