"""Looking back at stored decisions from a shell: a draft tried on them, thresholds suggested."""
