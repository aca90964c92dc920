"""The one way in which an effect turns out to be needless while it is made ready."""


class NothingToDo(Exception):
    """What the effect is about does not exist, or may not be done; `why` in one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
