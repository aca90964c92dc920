"""How long to wait before the next try; chance is an argument."""


def wait_seconds(failures: int, *, chance: float, base: float = 0.25, cap: float = 30.0) -> float:
    """Exponential with full jitter above one half; no wait before the first try."""
    if failures <= 0:
        return 0.0

    return float(min(cap, base * 2 ** min(failures - 1, 16)) * (0.5 + chance / 2))
