"""Why one cannot look back; the text says what to do."""


class LookBackError(Exception):
    """There is nothing to look at, or what was asked for is no time."""
