"""Who and where, in the local REST API: the application, people, servers, channels, the gateway."""

from tests.wire.discord.desk import Ask, Desk, Refused, Routes
from tests.wire.discord.payloads import (
    of_channel,
    of_guild,
    of_member,
    of_role,
    of_user,
)
from tests.wire.discord.permits import Permit
from tests.wire.discord.world import Json, User

CONTENT_LIMITED = 1 << 19
"""The flag of an application that has the Message Content intent and is small."""


async def me(desk: Desk, ask: Ask) -> Json:
    return of_user(desk.world.bot) | {"verified": True, "mfa_enabled": False, "locale": "en-US"}


async def user(desk: Desk, ask: Ask) -> Json:
    return of_user(_user(desk, ask.id("user")))


def _user(desk: Desk, id_: int) -> User:
    if id_ not in desk.world.users:
        raise Refused(404, 10013, "Unknown User")
    return desk.world.users[id_]


async def application(desk: Desk, ask: Ask) -> Json:
    return of_application(desk) | {"owner": of_user(desk.world.bot)}


def of_application(desk: Desk) -> Json:
    return {
        "id": str(desk.world.application),
        "name": desk.world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "verify_key": "00" * 32,
        "bot_public": True,
        "bot_require_code_grant": False,
        "team": None,
        "rpc_origins": [],
        "flags": CONTENT_LIMITED if desk.rules.content_granted else 0,
        "interactions_endpoint_url": None,
    }


async def gateway(desk: Desk, ask: Ask) -> Json:
    return {"url": desk.base.replace("http", "ws", 1)}


async def gateway_bot(desk: Desk, ask: Ask) -> Json:
    concurrent = desk.rules.max_concurrency
    left = desk.rules.sessions_left
    limit = {"total": 1000, "remaining": left, "reset_after": 3_600_000}
    limit["max_concurrency"] = concurrent
    told = await gateway(desk, ask)
    return told | {"shards": desk.rules.shards, "session_start_limit": limit}


async def guilds(desk: Desk, ask: Ask) -> list[Json]:
    return [
        {"id": str(one.id), "name": one.name, "owner": False, "features": [], "permissions": "0"}
        for one in desk.world.guilds.values()
    ]


async def guild(desk: Desk, ask: Ask) -> Json:
    return of_guild(desk.world, desk.guild(ask.id("guild")))


async def channels(desk: Desk, ask: Ask) -> list[Json]:
    return [of_channel(one) for one in desk.guild(ask.id("guild")).channels]


async def roles(desk: Desk, ask: Ask) -> list[Json]:
    return [of_role(one) for one in desk.guild(ask.id("guild")).roles]


async def member(desk: Desk, ask: Ask) -> Json:
    found = desk.guild(ask.id("guild"))
    id_ = desk.world.bot.id if ask.params["member"] == "@me" else ask.id("member")
    if id_ not in found.members:
        raise Refused(404, 10007, "Unknown Member")
    return of_member(found, found.members[id_][0])


async def search_members(desk: Desk, ask: Ask) -> list[Json]:
    """Those whose name begins with the query, in any case."""
    found, begun = desk.guild(ask.id("guild")), ask.query["query"].casefold()
    named = [one for one, _ in found.members.values() if one.name.casefold().startswith(begun)]
    return [of_member(found, one) for one in named[: int(ask.query.get("limit", "1"))]]


async def audit(desk: Desk, ask: Ask) -> Json:
    """Who added the bot (action 28), for those who may see it."""
    found = desk.guild(ask.id("guild"))
    roles = [found.everyone, *found.members[desk.world.bot.id][1]]
    if not any(Permit.VIEW_AUDIT_LOG in role.permits for role in roles):
        raise Refused(403, 50013, "Missing Permissions")
    added = {
        "id": str(found.id),
        "user_id": str(found.installer.id),
        "target_id": str(desk.world.bot.id),
        "action_type": 28,
    }
    wanted = ask.query.get("action_type", "28") == "28"
    users = [of_user(found.installer), of_user(desk.world.bot)]
    return {"audit_log_entries": [added] if wanted else [], "users": users, "webhooks": []}


async def integrations(desk: Desk, ask: Ask) -> list[Json]:
    """The bot itself, with whom installed it, for those who manage the server."""
    found = desk.guild(ask.id("guild"))
    roles = [found.everyone, *found.members[desk.world.bot.id][1]]
    if not any(Permit.MANAGE_GUILD in role.permits for role in roles):
        raise Refused(403, 50013, "Missing Permissions")
    about = of_application(desk) | {"bot": of_user(desk.world.bot)}
    account = {"id": str(desk.world.bot.id), "name": desk.world.bot.name}
    one = {"id": str(found.id), "name": account["name"], "type": "discord", "enabled": True}
    return [one | {"account": account, "user": of_user(found.installer), "application": about}]


async def leave(desk: Desk, ask: Ask) -> None:
    found = desk.guild(ask.id("guild"))
    del desk.world.guilds[found.id]
    desk.tell("GUILD_DELETE", {"id": str(found.id)}, found, 1)


async def channel(desk: Desk, ask: Ask) -> Json:
    return of_channel(desk.channel(ask.id("channel")))


async def direct(desk: Desk, ask: Ask) -> Json:
    """The conversation with a person; that it takes no message is said when one is posted."""
    return of_channel(desk.world.direct(_user(desk, int(ask.body["recipient_id"]))))


ROUTES: Routes = {
    "me": ("GET", "/users/@me", me),
    "user": ("GET", "/users/{user}", user),
    "application": ("GET", "/oauth2/applications/@me", application),
    "my_application": ("GET", "/applications/@me", application),
    "gateway": ("GET", "/gateway", gateway),
    "gateway_bot": ("GET", "/gateway/bot", gateway_bot),
    "guilds": ("GET", "/users/@me/guilds", guilds),
    "guild": ("GET", "/guilds/{guild}", guild),
    "channels": ("GET", "/guilds/{guild}/channels", channels),
    "roles": ("GET", "/guilds/{guild}/roles", roles),
    "search_members": ("GET", "/guilds/{guild}/members/search", search_members),
    "member": ("GET", "/guilds/{guild}/members/{member}", member),
    "audit": ("GET", "/guilds/{guild}/audit-logs", audit),
    "integrations": ("GET", "/guilds/{guild}/integrations", integrations),
    "leave": ("DELETE", "/users/@me/guilds/{guild}", leave),
    "channel": ("GET", "/channels/{channel}", channel),
    "direct": ("POST", "/users/@me/channels", direct),
}
