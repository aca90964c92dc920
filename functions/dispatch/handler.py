"""Lambda's door into dispatch."""

from app.bootstrap.dispatch import build

handler = build()
