"""What people do in a local Slack: commands, words, buttons, forms, shortcuts, Home."""

import asyncio
from collections.abc import Callable, Iterator

from tests.wire.slack.delivery import Asked, Delivery
from tests.wire.slack.limits import Violation, breaches
from tests.wire.slack.world import Channel, Json, Message, User, View, World


class People:
    """Each act is brought to the application; it is back when that has acknowledged."""

    def __init__(self, world: World, delivery: Delivery, violations: list[Violation]) -> None:
        self.world, self.delivery, self._violations = world, delivery, violations
        self.ann, self.bea = world.user("Ann"), world.user("Bea", locale="zh-CN")
        self.general = world.channel("general")
        self.olga = world.user("Olga", rank="owner")

    async def slash(
        self,
        command: str,
        text: str = "",
        *,
        user: User | None = None,
        channel: Channel | None = None,
    ) -> Asked:
        """Type `/command text`; Slack has no way to do it in a thread (S18)."""
        user, channel = user or self.ann, channel or self.general
        payload = {
            "token": "local",
            "team_id": self.world.team,
            "team_domain": "local",
            "channel_id": channel.id,
            "channel_name": channel.name,
            "user_id": user.id,
            "user_name": user.name.lower(),
            "command": "/" + command.removeprefix("/"),
            "text": text,
            "api_app_id": self.world.app,
            "is_enterprise_install": "false",
            "response_url": self.world.hook(channel, user, None),
            "trigger_id": self.world.trigger(user),
        }
        asked = Asked("slash_commands", payload, user)
        await self.delivery.bring(asked)
        return self._acknowledged(asked, channel)

    async def say(
        self,
        channel: Channel,
        text: str,
        user: User | None = None,
        *,
        thread: Message | None = None,
    ) -> Asked:
        """Write in a channel or a direct conversation; `asked.message` is the message."""
        return (await self._said(channel, text, user or self.ann, thread))[0]

    async def mention(
        self,
        text: str,
        user: User | None = None,
        *,
        channel: Channel | None = None,
        thread: Message | None = None,
    ) -> list[Asked]:
        """Write to the bot in a channel: it comes as a message and as a mention (finding 4)."""
        said = f"<@{self.world.bot.id}> {text}"
        return await self._said(
            channel or self.general, said, user or self.ann, thread, "app_mention"
        )

    async def press(
        self, message: Message | View, action: str, user: User | None = None, **more: object
    ) -> Asked:
        """Press what has this action id (or label); `more` goes into the action."""
        user = user or self.ann
        blocks = message.blocks if isinstance(message, Message) else message.body["blocks"]
        block, element = _found(blocks, action)
        acted: Json = {key: element[key] for key in ("action_id", "type") if key in element}
        acted |= {key: element[key] for key in ("text", "value") if key in element}
        acted |= {"block_id": block.get("block_id", "b"), "action_ts": self.world.ts(), **more}
        payload = self._interactive("block_actions", user, message) | {"actions": [acted]}
        return await self._interact(payload, user)

    async def submit(self, view: View, values: Json | None = None) -> Asked:
        """Send a form: `values` by action id, a text or a select's value each."""
        state: Json = {}
        for block, element in _elements(view.body["blocks"]):
            name = element.get("action_id", "")
            if block.get("type") == "input" or name in (values or {}):
                given = (values or {}).get(name)
                kept: Json = {"type": element["type"]}
                if "select" in element["type"] or element["type"] == "radio_buttons":
                    kept["selected_option"] = {"value": given} if given is not None else None
                else:
                    kept["value"] = given
                state.setdefault(block.get("block_id", "b"), {})[name] = kept
        shown = {**view.shown, "state": {"values": state}}
        payload = self._interactive("view_submission", view.user, None)
        asked = await self._interact({**payload, "view": shown, "response_urls": []}, view.user)
        action = asked.ack.get("response_action")
        if action in ("update", "push"):
            self._violations += breaches("view", asked.ack)
            view.body, view.hash = asked.ack["view"], view.hash + 1
        return asked

    async def shortcut(
        self, callback: str, user: User | None = None, *, on: Message | None = None
    ) -> Asked:
        """Use a global shortcut, or one `on` a message."""
        user = user or self.ann
        kind = "shortcut" if on is None else "message_action"
        payload = self._interactive(kind, user, on)
        return await self._interact({**payload, "callback_id": callback}, user)

    async def open_home(self, user: User | None = None, *, tab: str = "home") -> Asked:
        """Look at the application's Home, or at its messages."""
        user = user or self.ann
        channel = self.world.direct(user).id
        event = {"type": "app_home_opened", "user": user.id, "channel": channel, "tab": tab}
        return await self._event(event, user)

    async def suggest(self, where: Message | View, action: str, typed: str) -> list[Json]:
        """Type into an external select; the options that were offered."""
        user = where.user if isinstance(where, View) else self.ann
        blocks = where.blocks if isinstance(where, Message) else where.body["blocks"]
        block, _ = _found(blocks, action)
        payload = self._interactive("block_suggestion", user, where)
        named = {"action_id": action, "block_id": block.get("block_id", "b"), "value": typed}
        asked = await self._interact({**payload, **named}, user)
        self._violations += breaches("suggestion", asked.ack)
        grouped = [each for one in asked.ack.get("option_groups", ()) for each in one["options"]]
        return [*asked.ack.get("options", ()), *grouped]

    async def again(self, asked: Asked, times: int = 1) -> None:
        """Deliver the same once more, or up to four times at once."""
        await asyncio.gather(*(self.delivery.once(asked) for _ in range(times)))

    async def tell(self, event: Json) -> Asked:
        """Bring an event that is no person's doing."""
        return await self._event(event, self.world.bot)

    async def _said(
        self, channel: Channel, text: str, user: User, thread: Message | None, *more: str
    ) -> list[Asked]:
        root = (thread.thread_ts or thread.ts) if thread else None
        message = self.world.put(channel, user, text, thread_ts=root)
        told = message.shown() | {"channel": channel.id, "event_ts": message.ts}
        told["channel_type"] = "im" if channel.person else "channel"
        if root is not None and root in channel.messages:
            told["parent_user_id"] = channel.messages[root].author.id
        events = [{**told, "type": kind} for kind in ("message", *more)]
        asked = await asyncio.gather(*(self._event(one, user) for one in events))
        for one in asked:
            one.message = message
        return asked

    async def _event(self, event: Json, user: User) -> Asked:
        payload = {
            "token": "local",
            "team_id": self.world.team,
            "api_app_id": self.world.app,
            "type": "event_callback",
            "event_id": self.world.id("Ev"),
            "event_time": int(self.world.clock.now()),
            "event": {"event_ts": self.world.ts(), **event},
            "authorizations": [
                {"team_id": self.world.team, "user_id": self.world.bot.id, "is_bot": True}
            ],
        }
        asked = Asked("events_api", payload, user)
        await self.delivery.bring(asked)
        return asked

    def _interactive(self, kind: str, user: User, where: Message | View | None) -> Json:
        told: Json = {
            "type": kind,
            "token": "local",
            "api_app_id": self.world.app,
            "action_ts": self.world.ts(),
            "team": {"id": self.world.team, "domain": "local"},
            "user": {"id": user.id, "name": user.name.lower(), "team_id": self.world.team},
            "trigger_id": self.world.trigger(user),
        }
        if isinstance(where, Message):
            channel = where.channel
            told["container"] = {
                "type": "message",
                "message_ts": where.ts,
                "channel_id": channel.id,
                "is_ephemeral": where.only_to is not None,
            }
            told["channel"] = {"id": channel.id, "name": channel.name}
            told["message_ts"] = where.ts
            told["response_url"] = self.world.hook(channel, user, where)
            if where.only_to is None:
                told["message"] = where.shown(metadata=True)
        elif where is not None:
            told["container"] = {"type": "view", "view_id": where.id}
            told["view"] = where.shown
        return told

    async def _interact(self, payload: Json, user: User) -> Asked:
        asked = Asked("interactive", payload, user)
        await self.delivery.bring(asked)
        return asked

    def _acknowledged(self, asked: Asked, channel: Channel) -> Asked:
        """What a command's ack says is shown to the person who typed it."""
        if asked.ack.get("text") or asked.ack.get("blocks"):
            self._violations += breaches("response_url", asked.ack)
            shown = asked.ack.get("response_type") == "in_channel"
            only_to, blocks = (None if shown else asked.user), asked.ack.get("blocks") or []
            text = asked.ack.get("text") or ""
            asked.message = self.world.put(
                channel, self.world.bot, text, blocks=blocks, only_to=only_to
            )
        return asked


def opened(world: World, asked: Asked) -> View | None:
    """The form that was opened with this act's trigger id."""
    trigger = asked.payload.get("trigger_id")
    return next((one for one in world.views.values() if one.trigger == trigger), None)


def until(condition: Callable[[], object]) -> "asyncio.Future[object]":
    """Wait for something to become true, three seconds at most."""

    async def wait() -> object:
        async with asyncio.timeout(3):
            while not (found := condition()):
                await asyncio.sleep(0.005)
            return found

    return asyncio.ensure_future(wait())


def _elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        inner = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        yield from ((block, one) for one in inner if one and "type" in one)


def _found(blocks: list[Json], action: str) -> tuple[Json, Json]:
    for block, one in _elements(blocks):
        label = one.get("text")
        if one.get("action_id") == action or (isinstance(label, dict) and label["text"] == action):
            return block, one
    raise LookupError(f"nothing here is called {action}")
