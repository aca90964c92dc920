"""Tribune: moderation that is explained, limited and reversible."""
