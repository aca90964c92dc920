"""A faithful, strict stand-in for Discord: gateway, REST and interactions in one process."""
