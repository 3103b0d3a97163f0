"""What a person asks of the coach about contested verdicts, in one frozen dataclass a kind."""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.chat import Role
from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(Request):
    """Have a verdict on one's own attempt judged again: `checkpoint` is an id or a number."""

    attempt: str
    checkpoint: str
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDisputeForm(Inquiry):
    """The form to contest a verdict on one's own attempt."""

    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDisputes(Inquiry):
    """The dispute that has waited longest for a maintainer, or the one behind another."""

    needs: ClassVar[Role] = Role.MAINTAINER
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRulingForm(Inquiry):
    """The form in which a maintainer may say why a verdict is given, or kept."""

    needs: ClassVar[Role] = Role.MAINTAINER
    dispute: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule(Request):
    """A maintainer's verdict on a dispute: a verdict's value, or `keep`."""

    needs: ClassVar[Role] = Role.MAINTAINER
    dispute: str
    verdict: str
    reason: str = ""
