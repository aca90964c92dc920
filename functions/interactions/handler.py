"""Lambda's door into interactions."""

from app.bootstrap.interactions import build

handler = build()
