"""Greets whoever added the coach to a community, and lets those who manage it set it up."""

import logging
from dataclasses import dataclass, replace

from bot.core.chat import Card, Channel, Form, Place, Role
from bot.core.errors import BadInput, DirectClosed, StoreTrouble
from bot.core.keeping import Choices, Setups
from bot.core.preferences import LANGUAGES, Preferences
from bot.core.requests import CHANNEL, Request, StartQuiz, Who
from bot.core.setup import Setup
from bot.core.welcome_requests import ChooseSetup, Joined, OpenSetupForm, ShowSetup, TryQuestion
from bot.flows.finding import Finding
from bot.flows.organisers import Organisers, parted
from bot.flows.quiz import Quiz
from bot.flows.setup_card import SetupCard
from bot.flows.voice import Voice

logger = logging.getLogger(__name__)

_TRIES = 5


@dataclass(frozen=True)
class Welcoming:
    """One card at first, to one person; nothing is posted by itself before that, nor after it."""

    setups: Setups
    choices: Choices
    finding: Finding
    organisers: Organisers
    quiz: Quiz
    voice: Voice

    async def welcome(self, joined: Joined) -> None:
        """Say who we are to whoever added us; where they take no direct messages, in a channel."""
        who: Who = joined
        if joined.appoints:
            await self.choices.give(joined.member, Role.ORGANISER)
        key = f"{joined.key}:welcome"
        try:
            card = await self._welcome(joined, "setup.welcome_owner" if joined.owner else "")
            await self.voice.mouth(who.place).reply(who.place, card, key=key)
        except DirectClosed:
            if not joined.fallback:
                logger.info("nobody of a new community can be reached")
                return
            channel = Channel(joined.community, joined.fallback)
            card = await self._welcome(replace(joined, place=channel), "setup.welcome_here")
            await self.voice.mouth(channel).reply(channel, card, key=f"{key}:here")

    async def show(self, inquiry: ShowSetup) -> Card:
        """How the coach is set up."""
        language = inquiry.spoken or await self.voice.language(inquiry)
        setup = await self.setups.of(inquiry.community)
        return await self._card(setup, language, "setup.title", "")

    async def form(self, inquiry: OpenSetupForm) -> Form:
        """The form to set it up, filled with what holds."""
        holds = await self.voice.preferences(inquiry.member, inquiry.place, inquiry.language)
        language = holds.language or "en"
        setup = await self.setups.of(inquiry.community)
        spots = await self.finding.spots(inquiry.community)
        return SetupCard(self.voice.say, language).form(setup, holds.zone, spots)

    async def choose(self, request: ChooseSetup) -> None:
        """Keep what can be chosen, and say what cannot and why. Nothing is kept of a form that was
        filled in upon an earlier setup than holds now: somebody else's choices are not undone
        unseen.

        StoreTrouble where others keep changing it.
        """
        language = await self.voice.language(request)
        for _ in range(_TRIES):
            was = await self.setups.of(request.community)
            setup, problems = await self._applied(request, was, language)
            if setup != was and request.seen not in ("", was.revision):
                body = self.voice.say(language, "setup.meanwhile")
                await self.voice.tell(request, await self._card(was, language, "setup.title", body))
                return
            if await self.setups.change(was, setup):
                break
        else:
            raise StoreTrouble
        problems += await self._let_manage(request, language)
        if setup.channel is not None:
            known = await self.choices.of_channel(setup.channel)
            chosen = {name for name, _ in request.choices}
            ours = Preferences(
                language=setup.language if chosen & {"channel", "language"} else None,
                zone=setup.zone if chosen & {"channel", "zone"} else None,
            )
            await self.choices.choose(setup.channel, ours.over(known))
        lines = [f"- {one}" for one in problems]
        key = "setup.partly" if problems else "setup.saved"
        body = "\n".join([self.voice.say(language, key), "", *lines]).strip()
        await self.voice.tell(request, await self._card(setup, language, "setup.title", body))

    async def try_out(self, request: TryQuestion) -> None:
        """Ask a question, here or in the chosen channel."""
        if not request.chosen:
            await self.quiz.start(_question(request, request.place))
            return
        setup = await self.setups.of(request.community)
        if setup.channel is None:
            raise BadInput("error.no_channel_chosen")
        spot = await self.finding.spot(request.community, setup.channel.id)
        await self.quiz.start(_question(request, spot.channel, CHANNEL))
        language = await self.voice.language(request)
        said = self.voice.say(language, "setup.tried", channel=f"#{spot.name}")
        await self.voice.tell(request, Card(body=said, language=language))

    async def _applied(
        self, request: ChooseSetup, setup: Setup, language: str
    ) -> tuple[Setup, list[str]]:
        """The setup with what can be chosen, and sentences on what cannot."""
        problems = []
        for name, value in request.choices:
            if name == "people":
                continue
            try:
                setup = await self._chosen(request, setup, name, value)
            except BadInput as error:
                problems.append(self.voice.say(language, error.key, **error.facts))
        return setup, problems

    async def _let_manage(self, request: ChooseSetup, language: str) -> list[str]:
        """Let the people that are named manage the coach; one who is not there keeps out no other.
        Sentences on those who are not."""
        problems = []
        named = [value for name, value in request.choices if name == "people"]
        for one in (each for value in named for each in parted(value)):
            try:
                await self.organisers.add(request.community, one)
            except BadInput as error:
                problems.append(self.voice.say(language, error.key, **error.facts))
        return problems

    async def _chosen(self, request: ChooseSetup, setup: Setup, name: str, value: str) -> Setup:
        if name != "channel":
            return setup.chosen(name, value)
        if value.strip() in ("", "-"):
            return replace(setup, channel=None)
        spot = await self.finding.spot(request.community, value)
        return replace(setup, channel=spot.channel)

    async def _welcome(self, joined: Joined, why: str) -> Card:
        """In the language that the platform hints at, with a way into the others."""
        language = await self.voice.language(joined)
        say = self.voice.say
        lines = [say(language, "setup.welcome", community=joined.name)]
        lines += [say(language, why)] if why else []
        lines += [say(one, "setup.in_this") for one in LANGUAGES if one != language]
        setup = await self.setups.of(joined.community)
        title = say(language, "setup.welcome_title", community=joined.name)
        card = await self._card(setup, language, "setup.title", "\n\n".join(lines))
        return replace(card, title=title)

    async def _card(self, setup: Setup, language: str, title: str, body: str) -> Card:
        people = await self.organisers.names(setup.community)
        channel = await self.finding.called(setup.channel) if setup.channel else ""
        words = SetupCard(self.voice.say, language)
        return words.shown(self.voice.say(language, title), body, setup, channel, people)


def _question(request: Request, place: Place, where: str = "") -> StartQuiz:
    return replace(request, place=place).wants(StartQuiz, where=where)
