"""The file that a command writes at its end: looked at first, so that no work is done in vain."""

import os
from pathlib import Path

import typer


def writable(path: Path | None) -> Path | None:
    """The callback of such an option.

    Raises:
        typer.BadParameter: nothing can be written there.
    """
    if path is None:
        return None
    folder = path.absolute().parent
    if path.is_dir():
        raise typer.BadParameter(f"{path} is a folder: name a file in it.")
    if not folder.is_dir():
        raise typer.BadParameter(f"there is no folder {folder}.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise typer.BadParameter(f"{path} may not be written.")

    return path
