"""The figures that are kept of the house at work, by the names under which Prometheus has them.

No label has more values than our own code, the platforms or the operator's processes have.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
LONG = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 300.0, 600.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of them; `buckets` (seconds) are a histogram's upper bounds."""

    name: str
    help: str
    kind: Literal["counter", "gauge", "histogram"]
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


def _counter(name: str, told: str, *labels: str) -> Figure:
    return Figure(f"coach_{name}_total", told, "counter", labels)


def _gauge(name: str, told: str, *labels: str) -> Figure:
    return Figure(f"coach_{name}", told, "gauge", labels)


def _seconds(name: str, told: str, buckets: tuple[float, ...], *labels: str) -> Figure:
    return Figure(f"coach_{name}_seconds", told, "histogram", labels, buckets)


REQUESTS = _counter("requests", "Requests that were recorded", "platform", "kind")
RECORDING = _seconds("recording", "From a request's hand-over until it is on disk", QUICK)
ACKNOWLEDGEMENT = _seconds(
    "acknowledgement", "From a platform's delivery until it is acknowledged", QUICK, "platform"
)
WORK = _seconds(
    "work", "Short work by its request, long work by its name, each try", LONG, "work", "length"
)
FAILED_WORK = _counter("work_failed", "Work that ended in an error", "work", "error")
FIRST_TEXT = _seconds(
    "feedback_first_text",
    "From an answer's record until the first of its feedback is said, its place in line aside",
    LONG,
    "platform",
)
FEEDBACK = _seconds(
    "feedback", "From an answer's record until its whole feedback stands", LONG, "platform"
)
STREAMS = _gauge("streams_open", "Messages that grow now", "platform")
ERRORS = _counter("errors", "Errors that somebody met", "platform", "error")
POSTS_DUE = _counter("posts_due", "Questions of the day that fell due", "platform")
POSTS = _counter("posts", "Questions of the day that were asked", "platform")
POSTS_LATE = _counter("posts_late", "Those asked over a minute after they were due", "platform")
POSTS_MISSED = _counter("posts_missed", "Days whose question is too late to be asked", "platform")
POSTING = _seconds(
    "posting_delay", "From when a question of the day is due until it stands", LONG, "platform"
)
CALLS = _counter("model_calls", "Calls to the model; no error: an empty one", "method", "error")
CALL = _seconds("model_call", "A call to the model, in whole", LONG, "method")
FIRST_TOKEN = _seconds("model_first_token", "Until a call's first token", LONG, "method")
TOKENS = _counter(
    "model_tokens", "Tokens as the server counts them; cached ones are prompt, too", "kind"
)
TURNED_AWAY = _counter("rate_limited", "Answers 429 of a platform", "platform")
CONNECTED = _gauge("platform_connected", "1 where all is heard that should be", "platform")
PAUSED = _gauge("platform_paused", "1 where sending is paused", "platform")
LOGGED = _counter("log_lines", "Lines of the log that say that something is wrong", "level", "part")
STORE_UP = _gauge("store_up", "1 where the database answered for these figures")
INBOX = _gauge("inbox_requests", "Requests not done: waiting, or taken", "kind", "state")
OLDEST = _gauge("inbox_oldest_seconds", "For how long the oldest request waits that none took")
LINE = _gauge("line_jobs", "Jobs in line for the model's turns", "kind", "state")
WORKFLOWS = _gauge("workflows", "Long work that is not over", "work")
HEARTBEAT = _gauge("replica_heartbeat_age_seconds", "Since a process's last sign", "replica")
PROCESS = _gauge("process_info", "1: what this process is", "replica", "roles", "version")

ALL = tuple(one for one in globals().values() if isinstance(one, Figure))


class Book(Protocol):
    """Where figures are kept. Labels are given in the order in which the figure has them."""

    def add(self, figure: Figure, amount: float, *labels: str) -> None:
        """Count."""
        ...

    def observe(self, figure: Figure, seconds: float, *labels: str) -> None:
        """Put a duration into its histogram."""
        ...

    def put(self, figure: Figure, values: dict[tuple[str, ...], float]) -> None:
        """What a gauge stands at now, by its labels; what it stood at before is gone."""
        ...
