"""Registers the commands with Discord: only those that changed, and none that are gone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from discord.http import HTTPClient, Route

from bot.core.keeping import Ledger
from bot.platforms.discord import catalogue
from bot.platforms.discord.sending.line import Line, Payload


@dataclass(frozen=True, slots=True)
class Registered:
    """The commands that were new or had changed, those that are gone, and how many stood as they
    were; commands by their names."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    unchanged: int


async def register(
    line: Line,
    http: HTTPClient,
    ledger: Ledger,
    application: int,
    wanted: Sequence[Payload],
    *,
    dry: bool = False,
) -> Registered:
    """Have Discord know the commands that are wanted, and no others; `dry` only says what would
    be done. A command counts as changed, too, where somebody else registered it since: then Discord
    has another version of it. The errors are the library's."""
    path = "/applications/{application_id}/commands"
    listed = await line.send(http, Route("GET", path, application_id=application))
    there = {catalogue.name_of(one): one for one in listed}
    row = f"discord:commands:{application}"
    kept: dict[str, str] = json.loads(await ledger.get(row) or "{}")
    known = {name: _known(kept.get(name, ""), one) for name, one in there.items()}
    changed, gone = catalogue.changed(wanted, known)
    done = Registered(
        tuple(str(one["name"]) for one in changed),
        tuple(name.partition(":")[2] for name in gone),
        len(wanted) - len(changed),
    )
    if dry:
        return done
    for one in changed:
        said = await line.send(http, Route("POST", path, application_id=application), one)
        there[catalogue.name_of(one)] = said
    for name in gone:
        route = Route(
            "DELETE",
            f"{path}/{{command_id}}",
            application_id=application,
            command_id=there[name]["id"],
        )
        await line.send(http, route)
    now = {
        name: f"{catalogue.fingerprint(one)}@{there[name].get('version', '')}"
        for one in wanted
        if (name := catalogue.name_of(one))
    }
    await ledger.put(row, json.dumps(now))
    return done


def _known(kept: str, listed: Payload) -> str:
    """The fingerprint of what we registered, where Discord still has that."""
    fingerprint, _, version = kept.partition("@")
    return fingerprint if version == str(listed.get("version", "")) else ""
