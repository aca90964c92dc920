"""What became of decisions, and what would have been decided instead.

hindsight.py what people made of a decision ── calibration.py thresholds suggested from it
simulation.py stored evidence under a draft ── shadow.py, trial.py a draft that looks and counts
explanation.py why, with every number
"""
