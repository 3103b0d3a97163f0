"""What people write, as Slack tells of it: to whom it is said, and what of it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]

_HUMAN = frozenset({"", "file_share", "me_message", "thread_broadcast"})
"""The subtypes of messages that people write; all others are what Slack says of itself (S25)."""
_WORDS = frozenset({"message", "app_mention"})
_EDIT, _DELETION = "message_changed", "message_deleted"


@dataclass(frozen=True, slots=True)
class Said:
    """What one person wrote to us: `by` their id, `team` their workspace where Slack tells. `lacks`
    is the key of the sentence that tells what of it is not read, if anything; `ts` the moment of
    this, `event` the message itself."""

    by: str
    channel: str
    ts: str
    thread: str
    event: Body
    team: str = ""
    lacks: str = ""

    @property
    def is_read(self) -> bool:
        """Whether there are words in it that count."""
        return self.lacks in ("", "error.slack_file_too")


def said(event: Body, me: str) -> Said | None:
    """What an event says that a person wrote to us; None for all else."""
    kind, channel = str(event.get("type", "")), str(event.get("channel") or "")
    if kind not in _WORDS:
        return None
    rewritten = _rewritten(event)
    one: Body = event if rewritten is None else rewritten
    by = str(one.get("user") or "")
    if not by or by == me or not _is_to_us(one, kind, channel, me):
        return None
    lacks = _lacks(event, one)
    if lacks is None:
        return None
    return Said(
        by=by,
        channel=channel,
        ts=str(event.get("ts", "")),
        thread=str(one.get("thread_ts") or ""),
        event=one,
        team=str(one.get("user_team") or one.get("team") or ""),
        lacks=lacks,
    )


def root_of(event: Body) -> str:
    """Whose message a thread hangs on; empty where Slack does not tell."""
    return str(event.get("parent_user_id") or (event.get("root") or {}).get("user") or "")


def _rewritten(event: Body) -> Body | None:
    """The message that was changed or taken back; None where it is a new one."""
    match event.get("subtype"):
        case str(kind) if kind == _EDIT:
            return event.get("message") or {}
        case str(kind) if kind == _DELETION:
            return event.get("previous_message") or {}
    return None


def _lacks(event: Body, one: Body) -> str | None:
    """The key of what is to be said of what is not read; None where nothing was done that anybody
    would want an answer to."""
    match event.get("subtype"):
        case str(kind) if kind == _EDIT:
            before = event.get("previous_message") or {}
            is_theirs = (one.get("edited") or {}).get("user") == one.get("user")
            same = before.get("text") == one.get("text")
            return None if same or not is_theirs else "error.slack_edit"
        case str(kind) if kind == _DELETION:
            return "error.slack_deletion"
    if one.get("text"):
        return "error.slack_file_too" if one.get("files") else ""
    if one.get("files"):
        return "error.slack_file_alone"
    return "error.slack_forwarded" if one.get("attachments") else None


def _is_to_us(one: Body, kind: str, channel: str, me: str) -> bool:
    """Words of a person in a direct conversation, in a thread that hangs on our message, or with a
    mention of us."""
    if one.get("bot_id") or str(one.get("subtype") or "") not in _HUMAN:
        return False
    if kind == "app_mention" or channel.startswith("D"):
        return True
    if me and f"<@{me}>" in str(one.get("text")):
        return True
    thread, root = one.get("thread_ts"), root_of(one)
    return bool(thread) and thread != one.get("ts") and (not root or root == me)
