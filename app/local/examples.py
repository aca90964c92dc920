"""What stands below the help of a command: how people use it."""


def examples(*lines: str) -> str:
    """An epilog; a blank line keeps two examples from being joined."""
    return "\n\n".join(["[bold]Examples[/]", *lines])
