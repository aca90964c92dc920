"""Lambda's door into sweep."""

from app.bootstrap.sweep import build

handler = build()
