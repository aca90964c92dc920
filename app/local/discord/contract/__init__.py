"""The judge of requests: Discord's published schema, closed, with the overlay rules on top."""
