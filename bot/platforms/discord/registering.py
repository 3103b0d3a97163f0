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
    be done. The errors are the library's."""
    path = "/applications/{application_id}/commands"
    listed = await line.send(http, Route("GET", path, application_id=application))
    there = {catalogue.name_of(one): str(one["id"]) for one in listed}
    row = f"discord:commands:{application}"
    kept: dict[str, str] = json.loads(await ledger.get(row) or "{}")
    known = {name: kept.get(name, "") for name in there}
    changed, gone = catalogue.changed(wanted, known)
    done = Registered(
        tuple(str(one["name"]) for one in changed),
        tuple(name.partition(":")[2] for name in gone),
        len(wanted) - len(changed),
    )
    if dry:
        return done
    for one in changed:
        await line.send(http, Route("POST", path, application_id=application), one)
    for name in gone:
        route = Route(
            "DELETE", f"{path}/{{command_id}}", application_id=application, command_id=there[name]
        )
        await line.send(http, route)
    now = {catalogue.name_of(one): catalogue.fingerprint(one) for one in wanted}
    await ledger.put(row, json.dumps(now))
    return done
