"""What the fake Discord knows: pure state in memory, no sockets."""
