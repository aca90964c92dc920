"""What the gateway counts: plain numbers on the hot path, Prometheus families when asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(slots=True)
class ShardMetrics:
    """One shard's figures since the process started."""

    connected: bool = False
    events: int = 0
    forwarded: int = 0
    unusable: int = 0
    malformed: int = 0
    resumes: int = 0
    identifies: int = 0
    reconnects: int = 0
    deaf: int = 0
    backfilled: int = 0
    latency: float | None = None
    content_missing: bool = False


@dataclass(slots=True)
class QueueMetrics:
    """The way into the queue."""

    envelopes: int = 0
    batches: int = 0
    refused: int = 0
    failures: int = 0
    quarantined: int = 0


@dataclass(slots=True, eq=False)
class Metrics(Collector):
    """All of the process; `pending_bytes` is read when the figures are."""

    pending_bytes: Callable[[], int]
    shards: dict[int, ShardMetrics] = field(default_factory=dict)
    queue: QueueMetrics = field(default_factory=QueueMetrics)

    def collect(self) -> Iterator[Metric]:
        for name, explanation in _SHARD_COUNTERS.items():
            counter = CounterMetricFamily(f"tribune_gateway_{name}", explanation, labels=["shard"])
            for shard, figures in self.shards.items():
                counter.add_metric([str(shard)], getattr(figures, name))
            yield counter
        for name, explanation in _SHARD_GAUGES.items():
            gauge = GaugeMetricFamily(f"tribune_gateway_{name}", explanation, labels=["shard"])
            for shard, figures in self.shards.items():
                gauge.add_metric([str(shard)], float(getattr(figures, name) or 0))
            yield gauge
        for name, explanation in _QUEUE_COUNTERS.items():
            yield CounterMetricFamily(
                f"tribune_gateway_queue_{name}", explanation, value=getattr(self.queue, name)
            )
        yield GaugeMetricFamily(
            "tribune_gateway_pending_bytes",
            "Events received and not yet acknowledged by the queue",
            value=self.pending_bytes(),
        )


_SHARD_COUNTERS = {
    "events": "Dispatches received",
    "forwarded": "Events put into envelopes",
    "unusable": "Events left out because their payload was not what Discord promises",
    "malformed": "Frames that could not be read",
    "resumes": "Sessions resumed",
    "identifies": "Sessions started",
    "reconnects": "Connections ended",
    "deaf": "Connections found deaf by the canary",
    "backfilled": "Messages fetched by REST after a lost session",
}
_SHARD_GAUGES = {
    "connected": "1 while the websocket is open and started",
    "latency": "Seconds between the last heartbeat and its ACK",
    "content_missing": "1 while messages come without their content (intent missing)",
}
_QUEUE_COUNTERS = {
    "envelopes": "Envelopes acknowledged",
    "batches": "Batches sent",
    "refused": "Batch entries refused and sent again",
    "failures": "Batches that failed as a whole",
    "quarantined": "Events given up because the queue will never take them",
}
