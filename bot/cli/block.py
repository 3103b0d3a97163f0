"""`coach block`: whom the coach does not answer; it may run meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import settings
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core.chat import Community, Member
from bot.core.errors import BadInput
from bot.core.keeping_grades import Blocked
from bot.core.maintainers import Maintainer

app = typer.Typer(help="Keep people out, and let them in again.", no_args_is_help=True)

Person = Annotated[
    str, typer.Argument(help="discord:ID, slack:TEAM/ID or web:ID, as in COACH_MAINTAINERS.")
]


@app.command()
def add(
    person: Person,
    reason: Annotated[str, typer.Option(help="Why, for yourself: nobody else is shown it.")] = "",
) -> int:
    """Keep somebody out from now on: they are told so, and nothing that they ask is done."""
    return asyncio.run(_add(_member(person), " ".join(reason.split())))


@app.command()
def remove(person: Person) -> int:
    """Let somebody in again."""
    return asyncio.run(_remove(_member(person)))


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """List who is kept out, and why."""
    return asyncio.run(_list(as_json=as_json))


async def _add(member: Member, reason: str) -> int:
    async with _blocked() as blocked:
        await blocked.add(member, reason, datetime.now(UTC))
    out.print(f"{printable(_named(member))} is kept out from now on.")
    return FINE


async def _remove(member: Member) -> int:
    async with _blocked() as blocked:
        was_there = await blocked.remove(member)
    if was_there:
        out.print(f"{printable(_named(member))} may use the coach again.")
        return FINE
    err.print(
        f"{printable(_named(member))} was not kept out. `coach block list` has those who are, "
        "written as they were added."
    )
    return WRONG


async def _list(*, as_json: bool) -> int:
    async with _blocked() as blocked:
        found = await blocked.all()
    if as_json:
        print_json([{"member": _named(one), "reason": reason or None} for one, reason in found])
        return FINE
    for one, reason in found:
        out.print(printable(_named(one)) + (f"  [dim]{printable(reason)}[/]" if reason else ""))
    err.print(f"[dim]{len(found) or 'nobody'} kept out[/]")
    return FINE


@asynccontextmanager
async def _blocked() -> AsyncIterator[Blocked]:
    from bot.store.blocked import StoredBlocked
    from bot.store.database import Database
    from bot.store.upgrade import upgrade

    database = Database(settings.read().database)
    try:
        await upgrade(database)
        yield StoredBlocked(database)
    finally:
        await database.close()


def _member(person: str) -> Member:
    """The person of that name; of every community of the platform where none is named."""
    try:
        named = Maintainer.of(person)
    except ValueError as exc:
        raise BadInput("error.unknown_person", value=person) from exc
    return Member(Community(named.platform, named.community or ""), named.member)


def _named(member: Member) -> str:
    community = member.community
    return str(Maintainer(community.platform, member.id, community.id or None))
