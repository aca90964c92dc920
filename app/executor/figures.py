"""What the executor counts, as Prometheus families when asked."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

BOUNDS = (0.05, 0.1, 0.15, 0.25, 0.5, 0.8, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Seconds from a decision to the call on Discord; the aim is 0.8 for the slowest in a hundred."""


class Figures(Collector):
    """Counts of one process; `gauges` are read when the figures are."""

    def __init__(self, gauges: Mapping[str, Callable[[], float]]) -> None:
        self._gauges = gauges
        self._lock = threading.Lock()
        self._effects: Counter[tuple[str, str]] = Counter()
        self._orders: Counter[str] = Counter()
        self._turns: Counter[str] = Counter()
        self._delays: Counter[float] = Counter()
        self._delay_sum = 0.0

    def effect(self, kind: str, state: str, delay: float | None) -> None:
        """One step of an effect; `delay` in seconds when Discord was called for the first time."""
        with self._lock:
            self._effects[kind, state] += 1
            if delay is not None:
                self._delay_sum += delay
                bound = next((one for one in BOUNDS if delay <= one), float("inf"))
                self._delays[bound] += 1

    def order(self, state: str) -> None:
        """An order is over."""
        with self._lock:
            self._orders[state] += 1

    def turn(self, ending: str) -> None:
        """A delivery was worked on: done, later, failed, unreadable."""
        with self._lock:
            self._turns[ending] += 1

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            effects, orders = dict(self._effects), dict(self._orders)
            turns, delays, total = dict(self._turns), dict(self._delays), self._delay_sum
        effect_family = CounterMetricFamily(
            "tribune_executor_effects", "Steps of effects", labels=["effect", "state"]
        )
        for (kind, state), count in effects.items():
            effect_family.add_metric([kind, state], count)
        yield effect_family
        yield _labelled("tribune_executor_orders", "Orders that are over", "state", orders)
        yield _labelled("tribune_executor_turns", "Deliveries worked on", "ending", turns)
        yield _histogram(delays, total)
        for name, read in self._gauges.items():
            yield GaugeMetricFamily(f"tribune_executor_{name}", name, value=read())


def _labelled(
    name: str, explanation: str, label: str, counts: Mapping[str, int]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, explanation, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)

    return family


def _histogram(delays: Mapping[float, int], total: float) -> HistogramMetricFamily:
    buckets, below = [], 0
    for bound in (*BOUNDS, float("inf")):
        below += delays.get(bound, 0)
        buckets.append(("+Inf" if bound == float("inf") else str(bound), float(below)))
    family = HistogramMetricFamily(
        "tribune_executor_delay_seconds", "From a decision to the first call on Discord for it"
    )
    family.add_metric([], buckets, total)

    return family
