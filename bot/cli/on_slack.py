"""What `coach slack` does at Slack: it calls the Web API, and hears nothing."""

import urllib.parse
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot import coaching, connecting, settings, words
from bot.cli.doctor import Part
from bot.cli.frame import sentence
from bot.core.chat import Community
from bot.core.errors import BadInput, CoachError, PlatformDown, SettingsTrouble
from bot.flows.finding import Finding
from bot.platforms.slack.checking import Check
from bot.platforms.slack.connection import Slack
from bot.platforms.slack.hearing.gaps import Gaps
from bot.store.database import Database
from bot.store.inbox import StoredInbox
from bot.store.ledger import StoredLedger
from bot.store.upgrade import upgrade


async def examine() -> list[Part]:
    """What was found of keys, scopes, the clock, channels, and the way in."""
    try:
        async with _connected() as (slack, _):
            return [_part(one) async for one in slack.checking.every()]
    except SettingsTrouble as trouble:
        if trouble.key == "error.slack_token":
            return [_told("token", trouble, "slack_doctor.own_token_mend")]
        return [_told("settings", trouble, "slack_doctor.settings_mend")]
    except PlatformDown as trouble:
        return [_told("network", trouble, "slack_doctor.down_mend")]
    except CoachError as trouble:
        return [Part("slack", "wrong", sentence(trouble))]


async def welcome(name: str, team: str | None) -> str:
    """Have the coach greet somebody who installed it; what they are called.

    BadInput for nobody, several people, or a workspace that is not there.
    """
    async with _connected() as (slack, inbox):
        every = await slack.installations.every()
        fitting = [one for one in every if team in (None, one.team, one.name)]
        if len(fitting) != 1:
            near = ", ".join(f"{one.name} ({one.team})" for one in every)
            raise BadInput("error.slack_which_team", near=near or "-")
        [one] = fitting
        finding = Finding({"slack": slack.premises})
        member = await finding.person(Community("slack", one.team), name)
        joined = await slack.joining.request(one, member.id)
        again = f"{joined.key}:{coaching.clock().timestamp():.3f}"  # as often as it is asked for
        await inbox.record([replace(joined, key=again)])
        await slack.installations.greeted(one.team, member.id)
        return member.name or member.id


async def reread(hours: float) -> int:
    """Have what was said in the last hours read again by whoever listens; in how many
    workspaces."""
    async with _connected() as (slack, _):

        async def teams() -> list[str]:
            return [one.team for one in await slack.installations.every()]

        since = coaching.clock().timestamp() - hours * 3600
        return await Gaps(slack.installations.ledger, teams).owe(since)


def install_url() -> str:
    """The address at which workspaces add the coach; SettingsTrouble where it is for one alone."""
    chosen = settings.read()
    if chosen.slack_client_id is None or chosen.coach_public_url is None:
        raise SettingsTrouble("error.slack_oauth_lacks")
    return f"{chosen.coach_public_url}/slack/install"


def new_app(manifest: str) -> str:
    """The address at which Slack makes an app of a manifest."""
    return f"https://api.slack.com/apps?new_app=1&manifest_json={urllib.parse.quote(manifest)}"


def _part(one: Check) -> Part:
    language = settings.read().coach_language
    mend = words.say(language, one.mend, **one.facts) if one.mend else ""
    return Part(one.part, one.state, words.say(language, one.key, **one.facts), mend)


def _told(part: str, trouble: CoachError, mend: str) -> Part:
    language = settings.read().coach_language
    return Part(part, "wrong", sentence(trouble), words.say(language, mend))


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple[Slack, StoredInbox]]:
    chosen = settings.read()
    database = Database(chosen.database)
    try:
        await upgrade(database)
        ledger = StoredLedger(database, coaching.clock, f"slack:{uuid.uuid4().hex}")
        async with connecting.on_slack(chosen, ledger) as slack:
            yield slack, StoredInbox(database, coaching.clock)
    finally:
        await database.close()
