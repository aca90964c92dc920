"""Slash commands, clicks and forms: signed, timed, and their replies checked and applied."""
