"""The door for commands, clicks and forms: Discord's signed requests in, replies out."""
