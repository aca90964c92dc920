"""The REST door: routing, limits, faults, and one handler per operation."""
