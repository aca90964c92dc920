"""One function per operation: parse, act, answer."""
