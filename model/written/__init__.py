"""Texts that we wrote ourselves: contrast pairs and chat with its benign twins."""

from model.written.rows import contrast_rows, written_rows

__all__ = ["contrast_rows", "written_rows"]
