"""Channels that workspaces share, as the Events API and buttons tell of them (Slack Connect)."""

from tests.wire.slack.delivery import Asked
from tests.wire.slack.people import People
from tests.wire.slack.world import Json, Message, User


def stranger(people: People, name: str, team: str) -> User:
    """Somebody of another workspace, as this one sees them: an administrator there."""
    one = people.world.user(name, rank="admin")
    one.elsewhere = team
    return one


async def shared(
    people: People,
    text: str,
    user: User,
    *,
    thread: Message | None = None,
    kind: str = "message",
    source: str = "",
    authorized: tuple[str, str] | None = None,
    parent: str = "",
) -> Asked:
    """Write in the general channel, which is shared with other workspaces.

    `source` is the workspace to which Slack says the event belongs, `authorized` the installation
    that is named (a workspace and the bot's user in it), `parent` whose message the thread hangs
    on: all else than is told would be this workspace's.
    """
    world, channel = people.world, people.general
    root = (thread.thread_ts or thread.ts) if thread else None
    message = world.put(channel, user, text, thread_ts=root)
    team = user.elsewhere or world.team
    event: Json = message.shown() | {"type": kind, "channel": channel.id, "event_ts": message.ts}
    event |= {"channel_type": "channel", "team": team, "user_team": team, "source_team": team}
    if thread is not None:
        event["parent_user_id"] = parent or thread.author.id
    named, bot = authorized or (world.team, world.bot.id)
    whose = {"enterprise_id": None, "team_id": named, "user_id": bot, "is_bot": True}
    payload: Json = {
        "token": "local",
        "team_id": source or world.team,
        "context_team_id": source or world.team,
        "context_enterprise_id": None,
        "api_app_id": world.app,
        "event": event,
        "type": "event_callback",
        "event_id": world.id("Ev"),
        "event_time": int(world.clock.now()),
        "authorizations": [{**whose, "is_enterprise_install": False}],
        "is_ext_shared_channel": True,
        "event_context": f"4-{kind}-{source}-{channel.id}",
    }
    asked = Asked("events_api", payload, user)
    await people.delivery.bring(asked)
    asked.message = message
    return asked


async def pressed(people: People, message: Message, action: str, user: User, team: str) -> Asked:
    """Press a button in a shared channel, as somebody whose workspace the payload names."""
    element = next(each for one in message.blocks for each in one.get("elements", ()))
    payload = people._interactive("block_actions", user, message)
    payload |= {
        "team": {"id": team, "domain": "theirs"},
        "actions": [{**element, "action_ts": "7.7"}],
    }
    payload["user"]["team_id"] = user.elsewhere or team
    payload["message"]["team"] = people.world.team
    return await people._interact(payload, user)
