"""Writes what happens into the log: a line each, for people or, as JSON, for what gathers logs."""

import json
import logging
import sys
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from bot.core import happenings as told
from bot.core.errors import where
from bot.observing import current
from bot.observing.current import CURRENT

logger = logging.getLogger("bot.work")
"""At INFO it says what becomes of each request."""

_FACTS = "facts"


class PlainLines(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        met, now = _met(record), CURRENT.get()
        said = f"{record.levelname} {record.name}: {_said(record)}" + (f" ({met})" if met else "")
        return f"{said} [request {now.request}]" if now is not None else said


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how bad, who says it and what, and the request that was being
    worked on."""

    replica = ""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        now, more = CURRENT.get(), dict(getattr(record, _FACTS, {}))
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "message": more.pop("event", "") or _said(record),
            "replica": self.replica,
            **(now.facts() if now is not None else {}),
            **more,
        }
        if met := _met(record):
            facts["error"] = met
        return json.dumps({name: one for name, one in facts.items() if one != ""}, default=str)


def _said(record: logging.LogRecord) -> str:
    """What a line says. Of a library's, the first line without what is filled in: the rest may be
    what a member wrote."""
    if record.name.partition(".")[0] == "bot":
        return record.getMessage()
    return str(record.msg).partition("\n")[0]


def _met(record: logging.LogRecord) -> str:
    """An exception's kind and place: its text may hold a member's words."""
    met = record.exc_info[1] if record.exc_info else None
    return where(met) if met is not None else ""


def begin(wanted: str) -> None:
    """Write the log to standard error.

    `wanted` is what COACH_LOG says: `json`, a level for our own parts, or both (`json,DEBUG`).
    Others stay at warnings: they may log what members write.
    """
    words = wanted.upper().replace(",", " ").split()
    is_json = "JSON" in words
    levels = [one for one in words if one in logging.getLevelNamesMapping()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if is_json else PlainLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("bot").setLevel((levels or ["INFO" if is_json else "WARNING"])[0])
    logging.captureWarnings(is_json)


def named(replica: str) -> None:
    """Have the lines say which process writes them."""
    for one in _json():
        one.replica = replica


def are_json() -> bool:
    """Whether the log is of JSON."""
    return bool(_json())


def _json() -> list[JsonLines]:
    found = (handler.formatter for handler in logging.getLogger().handlers)
    return [one for one in found if isinstance(one, JsonLines)]


def tell(happening: told.Happening) -> None:
    """Write what happened, at INFO: what is seen in great number, such as calls to the model, at
    DEBUG."""
    level = logging.DEBUG if isinstance(happening, _MANY) else logging.INFO
    if not logger.isEnabledFor(level):
        return
    facts = _facts(happening)
    said = " ".join(f"{name}={one}" for name, one in facts.items())
    event = type(happening).__name__.lower()
    logger.log(level, "%s %s", event, said, extra={_FACTS: {"event": event, **facts}})


_MANY = (told.Called, told.Acknowledged, told.Streamed)


def _facts(happening: told.Happening) -> dict[str, Any]:
    if isinstance(happening, told.Recorded):
        seconds = round(happening.seconds, 4)
        return {**current.of(happening.request).facts(), "seconds": seconds}
    found = {one.name: getattr(happening, one.name) for one in fields(happening)}
    if isinstance(happening, told.Called):
        usage = found.pop("usage")
        found |= {one.name: getattr(usage, one.name) for one in fields(usage)}
    if isinstance(happening, told.Posted):
        found["after"] = happening.after.total_seconds()
    return {name: _short(one) for name, one in found.items() if one is not None and one != ""}


def _short(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
