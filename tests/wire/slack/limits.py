"""The table of what Slack takes: S-rows (S10-S13, S16, S20, S24), each with what breaks it.

A breach of a row fails a test (`slack.violations == []`), also where Slack does not refuse it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.wire.slack.limits_blocks import check_blocks, longer, plain, written
from tests.wire.slack.world import Json

SPOKEN = re.compile(r"<!(channel|here|everyone|subteam\^[^>]*)(\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Violation:
    """A row of the table that a call broke, and how; `error` is None where Slack lets it pass."""

    row: str
    what: str
    method: str
    error: str | None


MESSAGES = frozenset(
    {"chat.postMessage", "chat.update", "chat.postEphemeral", "chat.stopStream", "response_url"}
)
STREAMS = frozenset({"chat.startStream", "chat.appendStream", "chat.stopStream"})
Breach = tuple[str, str, str | None]


def breaches(method: str, body: Json) -> list[Violation]:
    """All that a call breaks of the table, the worst first."""
    found: list[Breach] = []
    if method in MESSAGES:
        found += _message(method, body)
    if method in STREAMS:
        found += _stream(body)
    if method in ("views.open", "views.update", "views.publish", "view"):
        found += _view(body.get("view"))
    if method == "suggestion":
        found += _suggestion(body)
    told = [Violation(row, what, method, error) for row, what, error in found]
    return sorted(told, key=lambda one: one.error is None)


def _message(method: str, body: Json) -> Iterator[Breach]:
    text, blocks = body.get("text") or "", body.get("blocks") or []
    markdown = body.get("markdown_text")
    if method not in ("chat.stopStream", "response_url") and not (text or blocks or markdown):
        yield "S10", "a message without text", "no_text"
    for what in longer("text", text, 40_000):
        yield "S10", what, "msg_too_long"
    if markdown and method not in STREAMS:
        if text or blocks:
            yield "S12", "markdown_text beside text or blocks", "markdown_text_conflict"
        for what in longer("markdown_text", markdown, 12_000):
            yield "S12", what, "msg_too_long"
    if not isinstance(blocks, list):
        yield "S11", "blocks are no list", "invalid_blocks_format"
        return
    if blocks and not text and method not in STREAMS:
        yield "fallback", "blocks without a text for notifications", None
    if len(blocks) > 50:
        yield "S11", f"{len(blocks)} blocks in a message", "invalid_blocks"
    yield from (("S11", what, "invalid_blocks") for what in check_blocks(blocks, "message"))
    size = sum(len(one) for one in written(blocks))
    marked = sum(len(one.get("text") or "") for one in blocks if one.get("type") == "markdown")
    if marked > 12_000:
        yield "S12", f"{marked} characters in markdown blocks", "invalid_blocks"
    if size > 13_200:
        yield "S13", f"{size} characters in all blocks", "msg_blocks_too_long"
    for one in (text, *written(blocks)):
        if SPOKEN.search(one):
            yield "S24", "calls out a whole channel or group", None
    if body.get("link_names"):
        yield "S24", "link_names is on", None
    metadata = body.get("metadata")
    if metadata and not (
        isinstance(metadata.get("event_payload"), dict) and metadata.get("event_type")
    ):
        yield "metadata", "needs event_type and event_payload", "invalid_metadata_format"


def _stream(body: Json) -> Iterator[Breach]:
    chunks = body.get("chunks") or []
    if body.get("markdown_text") and chunks:
        yield "S12", "markdown_text beside chunks", "invalid_arguments"
    said = [body.get("markdown_text") or "", *(str(one.get("text", "")) for one in chunks)]
    inside = [each for one in chunks for each in one.get("blocks") or ()]
    yield from (("S11", what, "invalid_blocks") for what in check_blocks(inside, "message"))
    for what in longer("markdown_text", "".join(said), 12_000):
        yield "S12", what, "msg_too_long"
    if SPOKEN.search("".join(said)):
        yield "S24", "calls out a whole channel or group", None


def _view(view: Any) -> Iterator[Breach]:
    error = "invalid_arguments"
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        yield "S11", "a view is a modal or a home", error
        return
    modal, blocks = view["type"] == "modal", view.get("blocks")
    if not isinstance(blocks, list):
        yield "S11", "a view without blocks", error
        return
    if len(blocks) > 100:
        yield "S20" if not modal else "S11", f"{len(blocks)} blocks in a view", error
    for what in longer("private_metadata", view.get("private_metadata"), 3000):
        yield "S11", what, error
    for what in longer("callback_id", view.get("callback_id"), 255):
        yield "S11", what, error
    if modal:
        for key in ("title", "submit", "close"):
            if key in view or key == "title":
                yield from (("S11", what, error) for what in plain(key, view.get(key), 24))
        if "submit" not in view and any(one.get("type") == "input" for one in blocks):
            yield "S11", "inputs without a submit", error
    yield from (("S11", what, error) for what in check_blocks(blocks, view["type"]))


def _suggestion(body: Json) -> Iterator[Breach]:
    options, groups = body.get("options"), body.get("option_groups")
    if options is None and groups is None:
        yield "S19", "neither options nor option_groups", None
    block = {"type": "static_select", "action_id": "a", "placeholder": None}
    sized: Json = {**block, **({"options": options} if options is not None else {})}
    sized |= {"option_groups": groups} if groups is not None else {}
    if options or groups:
        for what in check_blocks([{"type": "actions", "elements": [sized]}], "message"):
            yield "S19", what, None
