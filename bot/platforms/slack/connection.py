"""Builds what speaks with Slack, out of its keys: installations, a line, a mouth, and ears."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.core.chat import Place
from bot.core.errors import SettingsTrouble
from bot.core.happenings import Pulse, Tell, untold
from bot.core.keeping import Ledger
from bot.core.pictures import Draw, draws_nothing
from bot.core.ports import Accept, Ask, Ears, Mouth, Say, Suggest
from bot.platforms.slack import manifest
from bot.platforms.slack.checking import Checking
from bot.platforms.slack.ears import SlackEars
from bot.platforms.slack.hearing.answers import Answers
from bot.platforms.slack.hearing.events import Events
from bot.platforms.slack.hearing.gaps import Gaps
from bot.platforms.slack.hearing.home import Homes
from bot.platforms.slack.hearing.looking import Looking, Postings
from bot.platforms.slack.hearing.whose import Installed
from bot.platforms.slack.installing import asking, oauth
from bot.platforms.slack.installing.installation import Installation
from bot.platforms.slack.installing.installations import Installations
from bot.platforms.slack.installing.joining import Greeting, Joining
from bot.platforms.slack.installing.leaving import Leaving
from bot.platforms.slack.installing.pages import Pages
from bot.platforms.slack.installing.rotation import Rotation
from bot.platforms.slack.installing.states import States
from bot.platforms.slack.keys import Keys
from bot.platforms.slack.line import Line, within
from bot.platforms.slack.messages import Messages
from bot.platforms.slack.mouth import SlackMouth
from bot.platforms.slack.people import People
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.premises import SlackPremises
from bot.platforms.slack.tickets import Tickets

API = "https://slack.com/api"
SOCKETS = 2
"""Open at once, so that one is there while Slack refreshes the other (S21)."""
PATH = "/slack"
"""Under which everything is served that Slack, and whoever installs us, calls on."""

Serve = Callable[[Accept, Ask, Suggest], Mapping[str, ASGIApp]]
"""What is answered over HTTP, by path."""


@dataclass(frozen=True)
class Slack:
    """A mouth that may speak at once, and ears that may `run` once; `heard_there` says that they
    hear by what is served, and not over sockets."""

    mouth: Mouth
    ears: Ears
    premises: SlackPremises
    line: Line
    installations: Installations
    joining: Joining
    checking: Checking
    serve: Serve
    pulse: Callable[[], Pulse]
    heard_there: bool


async def _none(team: str, most: int) -> Sequence[Place]:
    return ()


@asynccontextmanager
async def connected(
    keys: Keys,
    ledger: Ledger,
    say: Say,
    *,
    scopes: Sequence[str] = manifest.SCOPES,
    language: str = "en",
    api: str | None = None,
    patience: float = 10.0,
    draw: Draw = draws_nothing,
    postings: Postings = _none,
    tell: Tell = untold,
) -> AsyncIterator[Slack]:
    """At work until the block ends.

    `scopes` are asked for where workspaces add the coach by themselves; `language` is that of pages
    for people who are no members yet. `api` is another address than Slack's own; `patience` the
    seconds for which an answer is waited for; `draw` makes the pictures; `postings` knows where
    questions stand open; what happens is told. SettingsTrouble where keys are missing or Slack
    refuses them, CannotReach where it does not answer.
    """
    _check(keys)
    client = asking.client_at(api or API, patience)
    own = await asking.own(client, keys.bot) if keys.bot else None
    rotation = Rotation(client, keys.client_id, keys.client_secret, ledger, _now)
    installations = Installations(ledger, own, rotation if keys.many else None)
    line = Line(installations.token, client.base_url, within(patience), tell=tell)
    people = People(line, ledger)
    premises = SlackPremises(line, people)
    joining = Joining(installations, people, premises.owner)
    tickets = Tickets(ledger)
    pictures = Pictures(line, ledger, draw)
    mouth = SlackMouth(line, Messages(line, ledger), tickets, say, pictures)

    async def me(team: str) -> str:
        return (await installations.of(team)).bot

    async def teams() -> Sequence[str]:
        return [one.team for one in await installations.every()]

    ears = SlackEars(
        Events(say),
        people,
        Answers(line, tickets, mouth, say),
        Homes(line, say),
        api=client.base_url,
        app_token=keys.app,
        signing=keys.signing,
        installed=Installed(installations.find, installations.of_bot),
        gone=Leaving(installations).gone,
        looking=Looking(line, ledger, postings, me, Gaps(ledger, teams)),
        sockets=SOCKETS,
        tell=tell,
    )

    def pulse() -> Pulse:
        return Pulse(ears.hears, line.is_refused)

    channels = set(manifest.CHANNEL_SCOPES) <= set(scopes)
    checking = Checking(keys, client, installations, premises, say, channels=channels)

    def serve(accept: Accept, ask: Ask, suggest: Suggest) -> Mapping[str, ASGIApp]:
        routes: list[BaseRoute] = []
        if not keys.by_socket:
            routes.append(Route("/events", _Endpoint(ears.endpoint)))
        if keys.many:
            states = States(ledger, keys.client_secret, _now)

            async def installed(one: Installation) -> None:
                await joining.installed(one, accept)

            pages = Pages(say, language)
            routes += oauth.routes(keys, scopes, client, states, installed, pages, _now)
        return {PATH: Starlette(routes=routes)} if routes else {}

    try:
        yield Slack(
            mouth,
            Greeting(ears, joining),
            premises,
            line,
            installations,
            joining,
            checking,
            serve,
            pulse,
            not keys.by_socket,
        )
    finally:
        people.close()
        await line.close()


def _check(keys: Keys) -> None:
    if not keys.by_socket and not keys.signing:
        raise SettingsTrouble("error.slack_no_way_in")
    if keys.many and not (keys.client_secret and keys.public_url):
        raise SettingsTrouble("error.slack_oauth_lacks")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class _Endpoint:
    """Takes every method: what stands in a route as a function is asked by GET alone."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
