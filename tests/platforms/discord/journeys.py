"""What a member does when a single request of it goes wrong, and what they must see in the end."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.app import App
from tests.wire.discord.faults import Fault, Scripted
from tests.wire.discord.server import LocalDiscord
from tests.wire.discord.world import FORUM, Channel, Guild, Interaction, Message, User

T = TypeVar("T")

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."
_PATIENCE = 20


@dataclass
class Stage:
    """A server of its own, in which one member meets one fault."""

    local: LocalDiscord
    fault: Fault
    ann: User
    guild: Guild
    channel: Channel
    app: App = field(init=False)
    met: list[Scripted] = field(default_factory=list)

    @classmethod
    def build(cls, local: LocalDiscord, fault: Fault, name: str) -> "Stage":
        """Before the coach is on line: it knows the server of old."""
        ann = local.world.user(f"Ann of {name}")
        guild = local.world.guild(name, owner=local.world.user("Olga"), installer=ann)
        return cls(local, fault, ann, guild, local.world.channel(guild, "general"))

    def meets(self, route: str, about: object, *, after: int = 0, within: object = "") -> None:
        """The next request of a route that is about this (and, in its path, within that)."""
        self.met.append(
            self.local.faults.on(
                route,
                self.fault,
                after=after,
                about=about,
                when=lambda path: str(within) in path,
            )
        )

    async def uses(self, command: str, channel: Channel | None = None, **given: Any) -> Interaction:
        where = channel or self.channel
        return await self.local.slash(command, user=self.ann, channel=where, wait=False, **given)

    async def presses(self, message: Message, which: str) -> Interaction:
        return await self.local.press(message, which, self.ann, wait=False)

    async def meanwhile(self, doing: Awaitable[T]) -> "tuple[asyncio.Future[T], Interaction]":
        """What Ann begins to do, and the interaction that it is."""
        done = asyncio.ensure_future(doing)
        await asyncio.sleep(0)
        every = self.local.world.interactions.values()
        return done, [one for one in every if one.user is self.ann][-1]

    async def settled(self, used: Interaction) -> Interaction:
        await self.local.acknowledged(used)
        await self.app.pump.settled(f"discord:i:{used.id}")
        return used

    async def asked(self, channel: Channel | None = None) -> tuple[Message, Channel]:
        """Have a question asked: its message and its thread."""
        used = await self.settled(await self.uses("quiz", channel, tag="KV Cache"))
        return self.sees_one_question(used)

    def sees_one_question(self, used: Interaction) -> tuple[Message, Channel]:
        """One question, with its thread, and the command answered with where that is."""
        [question] = self.local.messages(used.channel)
        assert question.thread is not None and "hint" in _names(question)
        assert used.original is not None
        assert used.original.content == f"<#{question.thread.id}>"
        return question, question.thread

    async def sees_feedback(self, place: Channel) -> Message:
        """One message of the coach, whole, seen by Ann."""

        def mine() -> list[Message]:
            shown = self.local.seen(place, self.ann)
            return [one for one in shown if one.author is self.local.world.bot]

        def whole() -> list[Message]:
            return [one for one in mine() if "retry" in _names(one)]

        await self.local.until(whole, _PATIENCE)
        [feedback] = whole()
        assert "Score" in feedback.text
        return feedback


Journey = Callable[[Stage], Awaitable[None]]


async def question_post(stage: Stage) -> None:
    stage.meets("post", stage.channel.id)
    await stage.asked()


async def question_thread(stage: Stage) -> None:
    stage.meets("thread", stage.channel.id)
    await stage.asked()


async def question_callback(stage: Stage) -> None:
    used = await stage.uses("quiz", tag="KV Cache")
    stage.meets("callback", used.token)
    stage.sees_one_question(await stage.settled(used))


async def question_pointer(stage: Stage) -> None:
    used = await stage.uses("quiz", tag="KV Cache")
    stage.meets("original", used.token)
    stage.sees_one_question(await stage.settled(used))


async def forum_post(stage: Stage) -> None:
    forum = stage.local.world.channel(stage.guild, "questions", FORUM)
    stage.meets("forum", forum.id)
    used = await stage.settled(await stage.uses("quiz", forum, tag="KV Cache"))
    [thread] = stage.local.world.threads(stage.guild)
    [question] = stage.local.messages(thread)
    assert "hint" in _names(question)
    assert used.original is not None and used.original.content == f"<#{thread.id}>"


async def _said(stage: Stage, meet: Callable[[Channel], None]) -> None:
    _, thread = await stage.asked()
    meet(thread)
    stage.local.say(thread, ANSWER, stage.ann, mention=True)
    feedback = await stage.sees_feedback(thread)
    mine = [one for one in stage.local.messages(thread) if one.author is not stage.ann]
    assert mine == [feedback]


async def feedback_post(stage: Stage) -> None:
    await _said(stage, lambda thread: stage.meets("post", thread.id))


async def feedback_first_edit(stage: Stage) -> None:
    await _said(stage, lambda thread: stage.meets("edit", thread.id))


async def feedback_middle_edit(stage: Stage) -> None:
    await _said(stage, lambda thread: stage.meets("edit", thread.id, after=1))


async def feedback_last_edit(stage: Stage) -> None:
    await _said(stage, lambda thread: stage.meets("edit", "retry:", within=thread.id))


async def _hint(stage: Stage, route: str) -> None:
    question, _ = await stage.asked()
    pressed = await stage.presses(question, "hint")
    stage.meets(route, pressed.token)
    await stage.settled(pressed)
    answer = await stage.local.answered(pressed)
    assert answer.only_to is stage.ann and answer.text
    assert pressed.followups == []


async def button_callback(stage: Stage) -> None:
    await _hint(stage, "callback")


async def hint(stage: Stage) -> None:
    await _hint(stage, "original")


async def completion_callback(stage: Stage) -> None:
    typing, typed = await stage.meanwhile(
        stage.local.complete("quiz", focused="tag", user=stage.ann, channel=stage.channel, tag="kv")
    )
    stage.meets("callback", typed.token)
    assert "KV Cache" in [one["value"] for one in await typing]


async def form_callback(stage: Stage) -> None:
    question, _ = await stage.asked()
    pressed = await stage.presses(question, "answer")
    stage.meets("callback", pressed.token)
    await stage.local.acknowledged(pressed)
    assert pressed.form["custom_id"].startswith("answer:")


async def _sent(stage: Stage, route: str, about: str = "", after: int = 0) -> None:
    question, thread = await stage.asked()
    opened = await stage.local.acknowledged(await stage.presses(question, "answer"))
    sending, sent = await stage.meanwhile(stage.local.submit(opened, text=ANSWER))
    stage.meets(route, about, after=after, within=sent.token)
    await sending
    feedback = await stage.sees_feedback(stage.channel)
    await stage.settled(sent)
    assert feedback is sent.original and feedback.only_to is stage.ann
    assert sent.followups == [] and stage.local.messages(thread) == []
    assert stage.local.messages(stage.channel) == [question]


async def sent_callback(stage: Stage) -> None:
    await _sent(stage, "callback")


async def private_feedback(stage: Stage) -> None:
    await _sent(stage, "original")


async def private_middle_edit(stage: Stage) -> None:
    await _sent(stage, "original", after=1)


async def private_last_edit(stage: Stage) -> None:
    await _sent(stage, "original", "retry:")


async def refusal(stage: Stage) -> None:
    await _refusal(stage, "followup")


async def refusal_words(stage: Stage) -> None:
    await _refusal(stage, "edit_followup")


async def _refusal(stage: Stage, route: str) -> None:
    """A button of a message that changes by it, which is no longer of any use."""
    question, _ = await stage.asked()
    row = [{"type": 2, "style": 2, "label": "Stop", "custom_id": "stop:nothing"}]
    question.components = [*question.components, {"type": 1, "components": row}]
    pressed = await stage.presses(question, "stop")
    stage.meets(route, pressed.token)
    await stage.settled(pressed)
    said = [one for one in pressed.followups if one.text != "…"]
    assert len(said) == 1 and said[0].only_to is stage.ann
    assert len(pressed.followups) - 1 <= int(stage.fault.committed and route == "followup")


async def direct_channel(stage: Stage) -> None:
    stage.meets("direct", stage.ann.id)
    await _directly(stage)


async def direct_post(stage: Stage) -> None:
    stage.meets("post", stage.local.direct(stage.ann).id)
    await _directly(stage)


async def direct_feedback(stage: Stage) -> None:
    direct = stage.local.direct(stage.ann)
    stage.meets("post", direct.id, after=1)
    await _directly(stage)
    stage.local.say(direct, ANSWER, stage.ann)
    feedback = await stage.sees_feedback(direct)
    mine = [one for one in stage.local.messages(direct) if one.author is not stage.ann]
    assert mine[1:] == [feedback]


async def _directly(stage: Stage) -> None:
    direct = stage.local.direct(stage.ann)
    await stage.settled(await stage.uses("quiz", direct, tag="KV Cache"))
    [question] = stage.local.seen(direct, stage.ann)
    assert "hint" in _names(question)


def _names(message: Message) -> set[str]:
    return {key.split(":")[0] for key in message.buttons}


GROUPS: Mapping[str, tuple[Journey, ...]] = {
    "question": (
        question_post,
        question_thread,
        question_callback,
        question_pointer,
        forum_post,
    ),
    "feedback": (
        feedback_post,
        feedback_first_edit,
        feedback_middle_edit,
        feedback_last_edit,
    ),
    "interaction": (
        button_callback,
        hint,
        completion_callback,
        form_callback,
        refusal,
        refusal_words,
    ),
    "private": (
        sent_callback,
        private_feedback,
        private_middle_edit,
        private_last_edit,
    ),
    "direct": (direct_channel, direct_post, direct_feedback),
}
"""Each request of a journey that can go wrong, at the moment at which it is sent."""
