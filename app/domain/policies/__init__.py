"""What a guild tolerates and does: its numbers and rules, as versions, and what is wrong with one.

policy.py (thresholds, ladders, limits, scopes) ── rules.py, behaviour.py (their parts)
faults.py ── rule_faults.py, scope_faults.py, duration_faults.py, behaviour_faults.py
presets.py where one starts ── book.py versions ── changes.py, leaves.py differences
"""
