"""Sends traces and figures to a collector, over OTLP on HTTP.

A trace's id and that of its first span are made of its request's digest, so each process that works
on the request adds to the same trace and nothing need be kept for that.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from opentelemetry.trace import Span as Traced

from bot.core.question import digest
from bot.observing.current import Current
from bot.observing.figures import ALL, Figure
from bot.observing.spans import Facts, Span

_PATIENCE = 2.0
"""Seconds that a collector has to answer: one that is gone does not keep us from leaving."""
_GIVEN: ContextVar[tuple[int, int] | None] = ContextVar("given", default=None)
"""The ids of the span that is begun next."""


def resource(replica: str, version: str) -> Resource:
    """What this process is; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are heard."""
    facts = {SERVICE_INSTANCE_ID: replica, "service.version": version}
    named = "OTEL_SERVICE_NAME" in os.environ
    return Resource.create(facts if named else facts | {SERVICE_NAME: "coach"})


class _Ids(RandomIdGenerator):
    def generate_trace_id(self) -> int:
        given = _GIVEN.get()
        return given[0] if given else super().generate_trace_id()

    def generate_span_id(self) -> int:
        given = _GIVEN.get()
        return given[1] if given else super().generate_span_id()


class _Part:
    def __init__(self, span: Traced) -> None:
        self._span = span

    def end(self, trouble: str = "", facts: Facts | None = None) -> None:
        """It is over."""
        if facts:
            self._span.set_attributes(facts)
        if trouble:
            self._span.set_attribute("error.type", trouble)
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()


class OtlpSpans:
    """The port `Spans`."""

    def __init__(self, endpoint: str, what: Resource) -> None:
        self._provider = TracerProvider(resource=what, id_generator=_Ids(), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=_PATIENCE)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("coach")

    def recorded(self, current: Current, seconds: float) -> None:
        """A request was recorded: the first part, of which all others are."""
        before = _GIVEN.set(_ids_of(current))
        try:
            span = self._tracer.start_span(
                current.kind,
                Context(),
                SpanKind.SERVER,
                attributes=_told(current),
                start_time=time.time_ns() - int(seconds * 1e9),
            )
        finally:
            _GIVEN.reset(before)
        span.end()

    @contextmanager
    def work(self, current: Current, name: str) -> Iterator[Span]:
        """Work on a request: what begins within the block is a part of it."""
        trace, first = _ids_of(current)
        decided = self._provider.sampler.should_sample(None, trace, name).decision
        is_kept = decided is Decision.RECORD_AND_SAMPLE
        flags = TraceFlags(TraceFlags.SAMPLED if is_kept else TraceFlags.DEFAULT)
        parent = SpanContext(trace, first, is_remote=True, trace_flags=flags)
        with self._tracer.start_as_current_span(
            f"work {name}",
            set_span_in_context(NonRecordingSpan(parent), Context()),
            SpanKind.CONSUMER,
            attributes=_told(current),
            record_exception=False,  # its text may hold a member's words
            set_status_on_exception=False,
            end_on_exit=False,
        ) as span:
            yield _Part(span)

    def part(self, name: str, facts: Facts) -> Span:
        """A part of the work that is under way here."""
        return _Part(self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=dict(facts)))

    def close(self) -> None:
        """Send what was not sent yet."""
        self._provider.shutdown()


class OtlpBook:
    """The port `Book`. Names are those of Prometheus without the suffixes that a collector adds
    for it."""

    def __init__(self, endpoint: str, what: Resource) -> None:
        exporter = OTLPMetricExporter(endpoint=f"{endpoint}/v1/metrics", timeout=_PATIENCE)
        reader = PeriodicExportingMetricReader(exporter)
        self._provider = MeterProvider([reader], resource=what, shutdown_on_exit=False)
        self._meter = self._provider.get_meter("coach")
        self._standing: dict[str, dict[tuple[str, ...], float]] = {}
        self._kept: dict[str, Any] = {one.name: self._made(one) for one in ALL}

    def _made(self, one: Figure) -> Any:
        name, unit = one.name.removesuffix("_total"), "1"
        if name.endswith("_seconds"):
            name, unit = name.removesuffix("_seconds"), "s"
        if one.kind == "counter":
            return self._meter.create_counter(name, unit, one.help)
        if one.kind == "gauge":
            look = [self._looking(one)]
            return self._meter.create_observable_gauge(name, look, unit, one.help)
        return self._meter.create_histogram(
            name, unit, one.help, explicit_bucket_boundaries_advisory=one.buckets
        )

    def _looking(self, one: Figure) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def look(_: CallbackOptions) -> Iterable[Observation]:
            values = self._standing.get(one.name, {})
            return [Observation(value, _labelled(one, labels)) for labels, value in values.items()]

        return look

    def add(self, figure: Figure, amount: float, *labels: str) -> None:
        """Count."""
        self._kept[figure.name].add(amount, _labelled(figure, labels))

    def observe(self, figure: Figure, seconds: float, *labels: str) -> None:
        """Put a duration into its histogram."""
        self._kept[figure.name].record(seconds, _labelled(figure, labels))

    def put(self, figure: Figure, values: dict[tuple[str, ...], float]) -> None:
        """What a gauge stands at now, by its labels; what it stood at before is gone."""
        self._standing[figure.name] = values

    def close(self) -> None:
        """Send what was not sent yet."""
        self._provider.shutdown(timeout_millis=_PATIENCE * 1000)


def _labelled(figure: Figure, labels: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(figure.labels, labels, strict=True))


def _ids_of(current: Current) -> tuple[int, int]:
    return int(current.request, 16), int(digest(f"first span of {current.request}", 16), 16)


def _told(current: Current) -> dict[str, str]:
    return {f"coach.{name}": value for name, value in current.facts().items()}
