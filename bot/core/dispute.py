"""A verdict that its member contests, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.chat import Member
from bot.core.feedback import Judgement


class DisputeState(StrEnum):
    """`OPEN` until it is judged again; then `KEPT` or `CHANGED`; `RULED` once a maintainer has."""

    OPEN = "open"
    KEPT = "kept"
    CHANGED = "changed"
    RULED = "ruled"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Both judgements stay on record: `before`, and `after` once it was judged again.

    `ruled_by` is the maintainer who overruled, `reason` what they said.
    """

    id: str
    attempt: str
    member: Member
    checkpoint: str
    argument: str
    at: datetime
    before: Judgement
    after: Judgement | None = None
    model: str = ""
    prompt_hash: str = ""
    state: DisputeState = DisputeState.OPEN
    ruled_by: str | None = None
    reason: str = ""
