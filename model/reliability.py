"""Whether a probability can be believed: bins, and a small drawing of them as SVG."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
SIZE, MARGIN = 320, 40  # of the drawing, in pixels
NAMESPACE = "http://www.w3.org/2000/svg"
FONT, FRAME = 'font-family="sans-serif" font-size="11"', 'fill="none" stroke="#888"'
COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    said: float  # mean probability
    true: float  # share of texts that are so
    texts: int


def bins_of(truth: Floats, probability: Floats) -> list[Bin]:
    places = np.minimum((probability * BINS).astype(int), BINS - 1)
    return [
        Bin(
            said=float(probability[places == place].mean()),
            true=float(truth[places == place].mean()),
            texts=int((places == place).sum()),
        )
        for place in range(BINS)
        if (places == place).any()
    ]


def drawing(curves: dict[str, list[Bin]], title: str) -> str:
    """Said against true; on the grey line a model is right about how sure it is."""
    height = SIZE + 2 * MARGIN + 16 * len(curves)
    parts = [
        f'<svg xmlns="{NAMESPACE}" width="{SIZE + 2 * MARGIN}" height="{height}" {FONT}>',
        f'<text x="{MARGIN}" y="20" font-size="13">{_escaped(title)}</text>',
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIZE}" height="{SIZE}" {FRAME}/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#bbb"/>',
    ]
    for tick in (0.0, 0.5, 1.0):
        parts.append(f'<text x="{_x(tick) - 8}" y="{_y(0) + 14}">{tick}</text>')
        parts.append(f'<text x="{MARGIN - 24}" y="{_y(tick) + 4}">{tick}</text>')
    for at, (name, bins) in enumerate(curves.items()):
        colour = COLOURS[at % len(COLOURS)]
        points = " ".join(f"{_x(one.said):.1f},{_y(one.true):.1f}" for one in bins)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        parts += [
            f'<circle cx="{_x(one.said):.1f}" cy="{_y(one.true):.1f}" r="3" fill="{colour}">'
            f"<title>{one.texts} texts: said {one.said:.2f}, true {one.true:.2f}</title></circle>"
            for one in bins
        ]
        y = SIZE + 2 * MARGIN + 16 * at
        parts.append(f'<text x="{MARGIN}" y="{y}" fill="{colour}">{_escaped(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _x(value: float) -> float:
    return MARGIN + value * SIZE


def _y(value: float) -> float:
    return MARGIN + (1 - value) * SIZE


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
