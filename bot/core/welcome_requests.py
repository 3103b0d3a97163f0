"""What is asked of the coach when it is new in a community: to be set up, tried, and managed."""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.chat import Role
from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Request):
    """The coach was added to a community; no person asks this. `member` is who added it, or, where
    that is not told, the owner (`owner`).

    `name` is what the community is called; `fallback` is the id of a channel where the coach may
    speak, for a member who takes no direct messages. With `appoints` the member is an organiser
    from now on: where a platform lets people add it who manage nothing else.
    """

    name: str
    owner: bool = False
    appoints: bool = False
    fallback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSetup(Inquiry):
    """How the coach is set up here, in the language `spoken` where one is named."""

    needs: ClassVar[Role] = Role.ORGANISER
    spoken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSetupForm(Inquiry):
    """The form to set the coach up."""

    needs: ClassVar[Role] = Role.ORGANISER


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseSetup(Request):
    """Choices for the community: pairs of a name and a value, as a person wrote it. Those of a form
    are made upon the setup that it showed (`seen`, its revision)."""

    needs: ClassVar[Role] = Role.ORGANISER
    choices: tuple[tuple[str, str], ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryQuestion(Request):
    """Ask a question to try the coach: where this is asked, or in the `chosen` channel."""

    needs: ClassVar[Role] = Role.ORGANISER
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOrganisers(Inquiry):
    """Who manages the coach here."""

    needs: ClassVar[Role] = Role.ORGANISER


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrganisers(Request):
    """Let people manage the coach here, or no longer: their names, ids or mentions."""

    needs: ClassVar[Role] = Role.ORGANISER
    add: str = ""
    remove: str = ""
