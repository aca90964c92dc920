"""Lambda's door into moderate."""

from app.bootstrap.moderate import build

handler = build()
