"""A whole house for a test: the real store, jobs and flows, a model of the test's own, and a
member who talks."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import settings
from bot.app import App, running
from bot.core import actions, commands
from bot.core.chat import Card, Channel, Community, Entry, Form, Member, Place, Role, Thread
from bot.core.ears import deliver
from bot.core.ports import LanguageModel
from bot.core.requests import Request, Who
from bot.llm.scripted import ScriptedModel

COMMUNITY = Community("web", "playground")
YOU = Member(COMMUNITY, "you", "You")
GENERAL = Channel(COMMUNITY, "general")
SEED = Path(__file__).parents[1] / "seeds" / "inference-application.zh.md"

_numbers = itertools.count()


@dataclass
class House:
    """Talks to a running app as a member would, and sees what they would see."""

    app: App
    member: Member = YOU
    language: str | None = "en"
    roles: frozenset[Role] = field(default_factory=frozenset)

    def who(self, place: Place = GENERAL) -> Who:
        """The next thing that this member does."""
        key = f"{self.member.community}:{self.member.id}:{next(_numbers)}"
        return Who(
            key=key, member=self.member, place=place, language=self.language, roles=self.roles
        )

    async def does(self, request: Request) -> Card | Form | None:
        """Hand a request over and wait until all that it led to is done."""
        answer = await deliver(request, self.app.recorder.accept, self.app.coach.ask)
        if answer is None:
            await self.app.pump.settled(request.key)
        return answer

    async def says(self, text: str, place: Place = GENERAL) -> Card | Form | None:
        """Type a line in a place."""
        return await self.does(commands.read(text, self.who(place)))

    async def presses(self, action: str, place: Place) -> Card | Form | None:
        """Press the button of an action."""
        return await self.does(actions.press(action, self.who(place)))

    async def fills(self, form: Form, place: Place, **values: str) -> Card | Form | None:
        """Send a form."""
        return await self.does(actions.fill(form.action, values, self.who(place)))

    async def sees(self, place: Place = GENERAL) -> list[Entry]:
        """What this member can read in a place."""
        return await self.app.transcript.read(place, self.member)

    async def quiz(self, line: str = "/quiz tag:KV Cache") -> tuple[Thread, Card]:
        """Ask for a question: its thread and its card."""
        assert await self.says(line) is None
        asked = (await self.sees())[-1]
        assert asked.card is not None
        return Thread(GENERAL, asked.id), asked.card

    def as_(self, name: str, *roles: Role, community: Community = COMMUNITY) -> "House":
        """The same house, seen by another member."""
        return replace(self, member=Member(community, name, name), roles=frozenset(roles))


def button(card: Card, name: str) -> str:
    """The action of a card's button by the name before its colon."""
    return next(one.action for one in card.buttons if one.action.split(":")[0] == name)


def verdicts(*, evidence: str = "", verdict: str = "missing", count: int = 6) -> dict[str, object]:
    """A judge's document that says the same of every checkpoint of a rubric that was cut."""
    names = ["core", *(f"c{number}" for number in range(1, count))]
    return {name: {"evidence": evidence, "verdict": verdict} for name in names}


@asynccontextmanager
async def house(
    home: Path, model: LanguageModel | None = None, *, bank: Path = SEED, role: str = "play"
) -> AsyncIterator[House]:
    """A house that lives in `home` and thinks with `model` (which is down where none is given)."""
    chosen = settings.read(coach_home=home, coach_bank=str(bank), coach_timezone="Etc/UTC")
    async with running(chosen, role, ["web", "terminal"], model or ScriptedModel([])) as app:
        yield House(app)
