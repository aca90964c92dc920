"""Texts that we wrote ourselves: contrast pairs and chat with its benign twins."""

from model.written.rows import kept_apart_rows, written_rows

__all__ = ["kept_apart_rows", "written_rows"]
