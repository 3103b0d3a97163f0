"""The ears on Slack: what it delivers, over sockets or over HTTP, becomes requests."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.types import ASGIApp

from bot.core import checking
from bot.core.chat import Card, Form, Role
from bot.core.ears import deliver, patient
from bot.core.errors import CoachError, where
from bot.core.ports import Accept, Ask, Suggest
from bot.core.requests import Inquiry, Refused, Request, Skip
from bot.platforms.slack import views
from bot.platforms.slack.hearing import answers, payloads
from bot.platforms.slack.hearing.answers import Answers
from bot.platforms.slack.hearing.bolt import Ack, application
from bot.platforms.slack.hearing.endpoint import endpoint
from bot.platforms.slack.hearing.events import Events, who_of
from bot.platforms.slack.hearing.home import Homes
from bot.platforms.slack.hearing.payloads import Body, Heard
from bot.platforms.slack.hearing.sockets import PING, Sockets, refused
from bot.platforms.slack.people import People, Person

logger = logging.getLogger(__name__)

Gone = Callable[[Body, str], Awaitable[None]]
"""Hears that a team took the app off, or its tokens back."""

LIFECYCLE = frozenset({"app_uninstalled", "tokens_revoked"})

_STRANGER = 0.3
"""Seconds for which a first command waits for who its member is."""
_RIGHTS = 1.5
"""Seconds for which a request that not everybody may make waits for that."""
_SURE = 600.0
"""Seconds for which somebody's rights count as told."""
_WORDS = 2.0
"""Seconds in which words are recorded; else Slack delivers them again, and we go on trying."""
_TRIED = 600.0
_DONE = 1.0
"""Seconds after which what was done in a Home is seen there."""
_MANY = 5000


async def _nobody(body: Body, team: str) -> None:
    return None


class SlackEars:
    """`app_token` opens sockets; without one Slack calls at `endpoint`, signed with the `signing`
    secret. `api` is where the Web API is; `gone` hears of teams that leave; `finish` are the
    seconds in which what was heard is recorded and answered before we leave."""

    def __init__(
        self,
        events: Events,
        people: People,
        answering: Answers,
        homes: Homes,
        *,
        api: str,
        app_token: str = "",
        signing: str = "",
        gone: Gone = _nobody,
        sockets: int = 1,
        ping: float = PING,
        finish: float = 5.0,
    ) -> None:
        self.events, self.people, self.answers, self.homes = events, people, answering, homes
        self.gone, self.finish = gone, finish
        self._app = application(self._hear, api=api, signing=signing)
        self._by = (app_token, api, sockets, ping)
        self._hearing: _Hearing | None = None
        self.endpoint: ASGIApp = endpoint(self._app)

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Listen until cancelled: then what was heard is recorded and answered. SettingsTrouble
        where Slack opens no socket for us."""
        hearing = self._hearing = _Hearing(self, accept, ask, suggest)
        token, api, many, ping = self._by
        try:
            if not token:
                await asyncio.Event().wait()
            sockets = Sockets(self._app, token, api=api, many=many, ping=ping)
            async with sockets.open():
                try:
                    await sockets.refused.wait()
                    raise refused()
                finally:
                    await hearing.settled(self.finish)
        finally:
            await hearing.settled(self.finish)
            self._hearing = None
            hearing.close()
            self.people.close()

    async def _hear(self, body: Body, team: str) -> Ack:
        if self._hearing is None:
            return Ack(taken=False)
        return await self._hearing.hear(body, team)


@dataclass(frozen=True)
class _Hearing:
    ears: SlackEars
    accept: Accept
    ask: Ask
    suggest: Suggest
    under_way: set["asyncio.Task[Any]"] = field(default_factory=set)
    recording: dict[str, "asyncio.Task[bool]"] = field(default_factory=dict)
    answered: OrderedDict[str, None] = field(default_factory=OrderedDict)

    async def hear(self, body: Body, team: str) -> Ack:
        if task := asyncio.current_task():
            self._follow(task)
        try:
            return await self._heard(body, team)
        except CoachError as error:
            logger.warning("what was delivered is not answered: %s", where(error))
        except Exception as exc:
            logger.error("unforeseen %s", where(exc))
        return Ack(taken=body.get("type") != "event_callback")

    async def settled(self, within: float) -> bool:
        """Whether all that had come is recorded and answered, after so many seconds at most."""
        await asyncio.sleep(0)
        waited = self.under_way - {asyncio.current_task()}
        return not waited or not (await asyncio.wait(waited, timeout=within))[1]

    def close(self) -> None:
        """Leave what could not be done in time."""
        for one in (*self.under_way, *self.recording.values()):
            one.cancel()

    async def _heard(self, body: Body, team: str) -> Ack:
        if (body.get("event") or {}).get("type") in LIFECYCLE:
            await self.ears.gone(body, team)
            return Ack()
        heard = payloads.heard(body, team)
        if heard is None:
            return Ack()
        if heard.kind == "typing":
            return self._completed(heard)
        person = await self._person(heard)
        if heard.kind == "home":
            self._begin(self.ears.homes.open(heard, who_of(heard, person), self.ask))
            return Ack()
        request = self.ears.events.request(heard, person)
        if request is None:
            return Ack()
        if not person.manages and (request.needs is Role.ORGANISER or _is_of_channel(request)):
            person = await self._rights(heard, person, request)
            request = self.ears.events.request(heard, person) or request
        if heard.kind == "words":
            return await self._words(heard, request)
        if heard.home and not isinstance(request, Inquiry):
            self._begin(self._refresh(heard, person))
        return await self._interaction(heard, request)

    async def _interaction(self, heard: Heard, request: Request) -> Ack:
        async def record(one: Request) -> None:
            await self.ears.answers.keep(heard, one.language)
            await self.accept(one)

        if heard.kind == "form":
            if (found := checking.trouble(request)) is not None:
                at, error = found
                return self._sent(heard, await self.ask(Refused.of(request, error)), at)
            return self._sent(heard, await deliver(request, record, self.ask))
        if isinstance(request, Inquiry) and not self._is_first(heard.key):
            return Ack()
        answer = await deliver(request, record, self.ask)
        if answer is None:
            return Ack()
        if not isinstance(request, Inquiry):  # it could not be recorded: nothing else can be, now
            if heard.kind == "command" and isinstance(answer, Card):
                return Ack({"response_type": "ephemeral", "text": answers.words(answer)})
            self._begin(self.ears.answers.plainly(heard, answer))
            return Ack()
        self._begin(self.ears.answers.give(heard, request, answer, self.ask))
        return Ack()

    def _sent(self, heard: Heard, answer: Card | Form | None, at: str = "") -> Ack:
        """A form closes once it is recorded; else it stays open, and says why."""
        if isinstance(answer, Form):
            close = self.ears.answers.say(answer.language, "slack.close")
            view = views.modal(answer, close, str(answers.origin(heard)))
            return Ack({"response_action": "update", "view": view})
        if answer is not None:
            return Ack(answers.errors(heard.body.get("view") or {}, at, answer))
        return Ack()

    async def _words(self, heard: Heard, request: Request) -> Ack:
        if isinstance(request, Inquiry):
            if self._is_first(heard.key):
                self._begin(self._reply(heard, request))
            return Ack()
        recording = self.recording.get(heard.key)
        if recording is None:
            recording = asyncio.create_task(self._recorded(request))
            self.recording[heard.key] = recording
            recording.add_done_callback(lambda _: self.recording.pop(heard.key, None))
        await asyncio.wait({recording}, timeout=_WORDS)
        return Ack(taken=recording.done() and not recording.cancelled() and recording.result())

    async def _recorded(self, request: Request) -> bool:
        try:
            await patient(self.accept, seconds=_TRIED)(request)
        except CoachError as error:
            logger.warning("words are not recorded: %s", where(error))
            return False
        return True

    async def _reply(self, heard: Heard, request: Inquiry) -> None:
        await self.ears.answers.give(heard, request, await self.ask(request), self.ask)

    async def _refresh(self, heard: Heard, person: Person) -> None:
        """Show a Home as it is once what was done in it is done."""
        await asyncio.sleep(_DONE)
        await self.ears.homes.publish(who_of(heard, person), self.ask)

    def _completed(self, heard: Heard) -> Ack:
        source = views.source_of(str(heard.body.get("action_id", "")))
        found = self.suggest(source, str(heard.body.get("value") or ""), heard.member)
        return Ack({"options": views.options(found)})

    async def _person(self, heard: Heard) -> Person:
        patience = 3.0 if heard.kind == "home" else _STRANGER
        return await self.ears.people.met(heard.team, heard.member.id, patience=patience)

    async def _rights(self, heard: Heard, known: Person, request: Request) -> Person:
        """Who somebody is now, where they ask for what not everybody may; what is a channel's own
        may also be done by who made that channel."""
        people, user = self.ears.people, heard.member.id
        with contextlib.suppress(CoachError, TimeoutError):
            async with asyncio.timeout(_RIGHTS):
                if known.at + _SURE < people.now():
                    known = await people.told(heard.team, user)
                if not known.manages and request.channel and _is_of_channel(request):
                    made = await people.maker(heard.team, request.channel.id)
                    return replace(known, manages=made == user)
        return known

    def _is_first(self, key: str) -> bool:
        """Whether this was not answered yet: what changes nothing is not in the inbox."""
        if key in self.answered:
            return False
        self.answered[key] = None
        if len(self.answered) > _MANY:
            self.answered.popitem(last=False)
        return True

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._follow(asyncio.create_task(_safe(work)))

    def _follow(self, task: "asyncio.Task[Any]") -> None:
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)


def _is_of_channel(request: Request) -> bool:
    """Whether it concerns a channel's own, which whoever made that may change."""
    return isinstance(request, Skip) or getattr(request, "scope", "") == "channel"


async def _safe(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except CoachError as error:
        logger.warning("an answer is not given: %s", where(error))
    except Exception as exc:
        logger.error("unforeseen %s", where(exc))
