"""A book of figures that Prometheus reads."""

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot.observing.figures import ALL, Figure

CONTENT_TYPE = CONTENT_TYPE_LATEST


class PrometheusBook:
    """The port `Book`; with the figures of the process itself (memory, CPU, files)."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._kept: dict[str, Any] = {one.name: self._made(one) for one in ALL}

    def _made(self, one: Figure) -> Any:
        if one.kind == "histogram":
            buckets = one.buckets
            return Histogram(
                one.name, one.help, one.labels, buckets=buckets, registry=self._registry
            )
        kind = Counter if one.kind == "counter" else Gauge
        return kind(one.name, one.help, one.labels, registry=self._registry)

    def _of(self, figure: Figure, labels: tuple[str, ...]) -> Any:
        kept = self._kept[figure.name]
        return kept.labels(*labels) if labels else kept

    def add(self, figure: Figure, amount: float, *labels: str) -> None:
        """Count."""
        self._of(figure, labels).inc(amount)

    def observe(self, figure: Figure, seconds: float, *labels: str) -> None:
        """Put a duration into its histogram."""
        self._of(figure, labels).observe(seconds)

    def put(self, figure: Figure, values: dict[tuple[str, ...], float]) -> None:
        """What a gauge stands at now, by its labels; what it stood at before is gone."""
        if figure.labels:
            self._kept[figure.name].clear()
        for labels, value in values.items():
            self._of(figure, labels).set(value)

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)
