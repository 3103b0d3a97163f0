"""Application commands of the local REST API: all at once, or one by one; everywhere, or in one
server."""

from tests.wire.discord.desk import Ask, Desk, Refused, Routes
from tests.wire.discord.world import Json

SLASH = 1


def _scope(desk: Desk, ask: Ask) -> int | None:
    """The server whose commands are meant, or None for those of everywhere."""
    if ask.id("application") != desk.world.application:
        raise Refused(403, 20012, "You are not authorized to perform this action")
    return desk.guild(ask.id("guild")).id if "guild" in ask.params else None


def _key(command: Json) -> tuple[int, str]:
    return command.get("type", SLASH), command["name"]


def _keep(desk: Desk, scope: int | None, command: Json) -> Json:
    """Register a command; one of the same type and name is overwritten and keeps its id."""
    held = desk.commands.setdefault(scope, {})
    same = next((id_ for id_, one in held.items() if _key(one) == _key(command)), None)
    if same is None:
        now = desk.world.clock.now()
        day = [at for where, at in desk.created if where == scope and at > now - 86_400]
        if len(day) >= desk.rules.creates_a_day:
            raise Refused(400, 30034, "Maximum number of creates a day", row="D8")
        desk.created.append((scope, now))
    id_ = same or desk.world.clock.snowflake()
    held[id_] = _whole(desk, scope, id_, command)
    return held[id_]


def _whole(desk: Desk, scope: int | None, id_: int, command: Json) -> Json:
    told: Json = {
        "type": SLASH,
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
        "name_localizations": None,
        "description_localizations": None,
    }
    if scope is None:
        told |= {"integration_types": [0], "contexts": None, "dm_permission": True}
    else:
        told["guild_id"] = str(scope)
    told |= command | {"id": str(id_), "application_id": str(desk.world.application)}
    return told | {"version": str(desk.world.clock.snowflake())}


async def commands(desk: Desk, ask: Ask) -> list[Json]:
    held = list(desk.commands.get(_scope(desk, ask), {}).values())
    if ask.query.get("with_localizations", "").lower() in ("1", "true"):
        return held
    return [{k: v for k, v in one.items() if not k.endswith("_localizations")} for one in held]


async def sync(desk: Desk, ask: Ask) -> list[Json]:
    """All at once: what is not named is gone."""
    scope, wanted = _scope(desk, ask), {_key(one) for one in ask.body}
    held = desk.commands.setdefault(scope, {})
    for id_ in [id_ for id_, one in held.items() if _key(one) not in wanted]:
        del held[id_]
    return [_keep(desk, scope, one) for one in ask.body]


async def register(desk: Desk, ask: Ask) -> Json:
    return _keep(desk, _scope(desk, ask), ask.body)


def _held(desk: Desk, ask: Ask) -> tuple[dict[int, Json], int]:
    held, id_ = desk.commands.get(_scope(desk, ask), {}), ask.id("command")
    if id_ not in held:
        raise Refused(404, 10063, "Unknown application command")
    return held, id_


async def get_command(desk: Desk, ask: Ask) -> Json:
    held, id_ = _held(desk, ask)
    return held[id_]


async def change_command(desk: Desk, ask: Ask) -> Json:
    held, id_ = _held(desk, ask)
    held[id_] = held[id_] | ask.body | {"version": str(desk.world.clock.snowflake())}
    return held[id_]


async def drop_command(desk: Desk, ask: Ask) -> None:
    held, id_ = _held(desk, ask)
    del held[id_]


_ALL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"
ROUTES: Routes = {
    f"{name}{of}": (method, path + under, handler)
    for of, path in (("", _ALL), ("_of_guild", _GUILD))
    for name, method, under, handler in (
        ("commands", "GET", "", commands),
        ("sync", "PUT", "", sync),
        ("register", "POST", "", register),
        ("get_command", "GET", "/{command}", get_command),
        ("change_command", "PATCH", "/{command}", change_command),
        ("drop_command", "DELETE", "/{command}", drop_command),
    )
}
