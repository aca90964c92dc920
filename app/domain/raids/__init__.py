"""Raids and brigades: many accounts that act as one (ST-040 to ST-045, RM-004).

    Scene (the last minutes of a guild) ── detect ──► Finding (signs, level, suspects)
    Finding ── raise ──► Raid (what is on record, with its measures) ── end, undo

Everything here is a pure function of what was observed. Nobody is touched by a finding: what a raid
does by itself binds everybody a little (invites pause, messages slow down) or judges suspects more
strictly; banning or silencing suspects takes a moderator's click, and one Undo takes it all back.
"""
