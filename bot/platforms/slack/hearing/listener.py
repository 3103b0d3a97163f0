"""Hears one delivery after the other: recorded once, then acknowledged, then answered."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core import checking
from bot.core.chat import Card, Direct, Form
from bot.core.ears import deliver
from bot.core.errors import BadInput, CannotReach, CoachError, where
from bot.core.ports import Accept, Ask, Suggest
from bot.core.requests import Inquiry, Refused, Request
from bot.platforms.slack import views
from bot.platforms.slack.directs import Directs
from bot.platforms.slack.hearing import answers as answering
from bot.platforms.slack.hearing import payloads, rights
from bot.platforms.slack.hearing.answers import Answers
from bot.platforms.slack.hearing.bolt import Ack
from bot.platforms.slack.hearing.events import Events, who_of
from bot.platforms.slack.hearing.home import Homes
from bot.platforms.slack.hearing.payloads import Body, Heard
from bot.platforms.slack.hearing.recording import Recording
from bot.platforms.slack.hearing.whose import Installed, Mine
from bot.platforms.slack.people import STRANGER, People, Person

logger = logging.getLogger(__name__)

Gone = Callable[[Body, str], Awaitable[None]]
"""Hears that a team took the app off, or its tokens back."""

Missed = Callable[[str, float], None]
"""Hears of a workspace, and of a moment (seconds since 1970) of which something is to be read
again there."""

LIFECYCLE = frozenset({"app_uninstalled", "tokens_revoked"})
_LAST = 3
"""How often Slack has brought an event before it brings it for the last time (S5)."""
_DONE = 1.0
"""Seconds after which what was done in a Home is seen there."""
_MANY = 5000


@dataclass(frozen=True)
class Listener:
    """From when the ears begin to hear until they leave. `gone` hears of teams that leave, `missed`
    of what could not be recorded before Slack brought it for the last time; `installed` tells whose
    a delivery is (without it: whose Slack says)."""

    events: Events
    people: People
    answers: Answers
    homes: Homes
    gone: Gone
    missed: Missed
    accept: Accept
    recording: Recording
    ask: Ask
    suggest: Suggest
    installed: Installed | None = None
    under_way: set["asyncio.Task[Any]"] = field(default_factory=set)
    later: set["asyncio.Task[Any]"] = field(default_factory=set)
    answered: OrderedDict[str, None] = field(default_factory=OrderedDict)

    async def hear(self, body: Body, team: str, before: int = 0) -> Ack:
        """How what was delivered is acknowledged, once it is recorded; never an error.

        What Slack has brought so many times `before` that it will not again is acknowledged in any
        case: a refusal would bring nothing, and Slack delivers no more to who refuses too much
        (S6). We go on trying to record it, and it is read again once that can be.
        """
        if task := asyncio.current_task():
            _kept(task, self.under_way)
        ack = Ack(taken=False)  # then Slack says so, a form stays open, an event comes again
        try:
            ack = await self._heard(body, team, before >= _LAST)
        except CoachError as error:
            logger.warning("what was delivered is not answered: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))
        if not ack.taken and before >= _LAST:
            self.missed(team, payloads.moment(body))
            return Ack()
        return ack

    async def settled(self, within: float) -> bool:
        """Whether all that had come is recorded and answered, after so many seconds at most."""
        await asyncio.sleep(0)
        waited = self.under_way - {asyncio.current_task()}
        return not waited or not (await asyncio.wait(waited, timeout=within))[1]

    def close(self) -> None:
        """Leave what could not be done in time."""
        for one in (*self.under_way, *self.later):
            one.cancel()
        self.recording.close()

    async def _heard(self, body: Body, team: str, last: bool) -> Ack:
        if (body.get("event") or {}).get("type") in LIFECYCLE:
            await self.gone(body, team)
            return Ack()
        if body.get("type") == "app_rate_limited":
            logger.warning("Slack holds events of %s back: there are too many (S6)", team)
            self.missed(team, payloads.moment(body))
            return Ack()
        mine = await self.installed.whose(body, team) if self.installed else Mine(team)
        heard = payloads.heard(body, mine.team, mine.me)
        if heard is None:
            return Ack()
        if not mine.there:
            return await self._stranger(heard)
        if heard.kind == "typing":
            return self._completed(heard)
        if heard.kind == "shortcut" and heard.channel.startswith("D"):
            heard = await self._in_ours(heard)
        if heard.kind == "home":
            self._begin(self._at_home(heard))
            return Ack()
        person = await rights.met(self.people, heard)
        request = self.events.request(heard, person)
        if request is None:
            return Ack()
        if rights.matters(request):
            person = await rights.sure(self.people, heard, person, request)
            request = self.events.request(heard, person) or request
        if heard.kind == "words":
            return await self._words(heard, request, last)
        if heard.home and not isinstance(request, Inquiry):
            refreshing = asyncio.create_task(_safe(self._refresh(heard, person)))
            _kept(refreshing, self.later)  # nobody waits for it when we leave
        return await self._interaction(heard, request)

    async def _stranger(self, heard: Heard) -> Ack:
        """Where the app is not installed we have no voice but what the payload itself carries."""
        logger.warning("%s is heard, and the app is not installed there", heard.team)
        if heard.kind not in ("command", "action"):
            return Ack()
        who = who_of(heard, STRANGER)
        card = await self.ask(Refused.of(who, CannotReach("error.slack_not_there")))
        if heard.kind == "command" and isinstance(card, Card):
            return Ack({"response_type": "ephemeral", "text": answering.words(card)})
        self._begin(self.answers.plainly(heard, card))
        return Ack()

    async def _in_ours(self, heard: Heard) -> Heard:
        """What was done in a direct conversation, in ours: in another one's threads we cannot
        speak."""
        directs = Directs(self.people.line, self.people.ledger)
        with suppress(CoachError):
            if await directs.is_ours(heard.channel, heard.member):
                return heard
        return replace(heard, place=Direct(heard.member), thread="")

    async def _interaction(self, heard: Heard, request: Request) -> Ack:
        async def record(one: Request) -> None:
            await self.answers.keep(heard, one.language)
            await self.accept(one)

        if heard.kind == "form":
            if (found := checking.trouble(request)) is not None:
                at, error = found
                return self._sent(heard, await self.ask(Refused.of(request, error)), at)
            return self._sent(heard, await deliver(request, record, self.ask))
        if isinstance(request, Inquiry):
            if self._is_first(heard.key):
                self._begin(self._reply(heard, request))
            return Ack()
        answer = await deliver(request, record, self.ask)
        if answer is None:
            return Ack()
        if heard.kind == "command" and isinstance(answer, Card):  # nothing can be recorded now
            return Ack({"response_type": "ephemeral", "text": answering.words(answer)})
        self._begin(self.answers.plainly(heard, answer))
        return Ack()

    def _sent(self, heard: Heard, answer: Card | Form | None, at: str = "") -> Ack:
        """A form closes once it is recorded; else it stays open, and says why."""
        if isinstance(answer, Form):
            close = self.answers.say(answer.language, "slack.close")
            view = views.modal(answer, close, str(answering.origin(heard)))
            return Ack({"response_action": "update", "view": view})
        if answer is not None:
            return Ack(answering.errors(heard.body.get("view") or {}, at, answer))
        return Ack()

    async def _words(self, heard: Heard, request: Request, last: bool) -> Ack:
        if isinstance(request, Inquiry):
            if self._is_first(heard.key):
                unread = heard.said is not None and not heard.said.is_read
                self._begin(self._reply(heard, request, title=not unread))
            return Ack()
        taken = await self.recording.taken(request)
        if last and not taken and self._is_first(heard.key):
            self.missed(heard.team, payloads.moment(heard.body))
            self._begin(self._not_yet(heard, request))
        if taken and heard.said is not None and heard.said.lacks and self._is_first(heard.key):
            self._begin(self._partly(heard, Refused.of(request, BadInput(heard.said.lacks))))
        return Ack(taken=taken)

    async def _partly(self, heard: Heard, told: Refused) -> None:
        """Say what of words that are recorded was not read."""
        front, _, ts = told.key.rpartition(":")
        await self._reply(heard, replace(told, key=f"{front}:files:{ts}"), title=False)

    async def _not_yet(self, heard: Heard, request: Request) -> None:
        """Say to whoever wrote that it is not recorded, which Slack tells nobody."""
        card = await self.ask(Refused.of(request, BadInput("error.slack_unrecorded")))
        await self.answers.at_once(heard, _untitled(card))

    async def _reply(self, heard: Heard, request: Inquiry, *, title: bool = True) -> None:
        """Answer; without its `title` what is only a remark, and says of nothing that it failed."""
        card = await self.ask(request)
        await self.answers.give(heard, request, card if title else _untitled(card), self.ask)

    async def _at_home(self, heard: Heard) -> None:
        person = await rights.met(self.people, heard)
        await self.homes.open(heard, who_of(heard, person), self.ask)

    async def _refresh(self, heard: Heard, person: Person) -> None:
        """Show a Home as it is once what was done in it is done."""
        await asyncio.sleep(_DONE)
        await self.homes.publish(who_of(heard, person), self.ask)

    def _completed(self, heard: Heard) -> Ack:
        source = views.source_of(str(heard.body.get("action_id", "")))
        found = self.suggest(source, str(heard.body.get("value") or ""), heard.member)
        return Ack({"options": views.options(found)})

    def _is_first(self, key: str) -> bool:
        """Whether this was not answered yet: what changes nothing is not in the inbox."""
        if key in self.answered:
            return False
        self.answered[key] = None
        if len(self.answered) > _MANY:
            self.answered.popitem(last=False)
        return True

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        _kept(asyncio.create_task(_safe(work)), self.under_way)


def _untitled(card: Card | Form) -> Card | Form:
    return replace(card, title="") if isinstance(card, Card) else card


def _kept(task: "asyncio.Task[Any]", among: "set[asyncio.Task[Any]]") -> None:
    """Keep a task until it is done: the loop itself does not."""
    among.add(task)
    task.add_done_callback(among.discard)


async def _safe(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except CoachError as error:
        logger.warning("an answer is not given: %s", where(error))
    except Exception as exc:
        logger.error("unforeseen %s", where(exc))
