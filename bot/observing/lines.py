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


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how bad, who says it and what, and the request that was being
    worked on. An exception is its kind and place, since its text may hold a member's words."""

    replica = ""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        now, more = CURRENT.get(), dict(getattr(record, _FACTS, {}))
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "message": more.pop("event", "") or record.getMessage(),
            "replica": self.replica,
            **(now.facts() if now is not None else {}),
            **more,
        }
        if record.exc_info and record.exc_info[1] is not None:
            facts["error"] = where(record.exc_info[1])
        return json.dumps({name: one for name, one in facts.items() if one != ""}, default=str)


def as_json(stream: Any = None) -> logging.Handler:
    """A handler that writes such lines to standard error."""
    made = logging.StreamHandler(stream or sys.stderr)
    made.setFormatter(JsonLines())
    return made


def named(replica: str) -> None:
    """Have the lines say which process writes them."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, JsonLines):
            handler.formatter.replica = replica


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
