"""The kinds of work that the kill matrix stops: what a member does, and the one message it leads
to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import words
from tests.kills.driving import Room, Seen
from tests.kills.waiting import until

ANSWER = "The cache keeps the keys and values of earlier tokens, so they are not computed again."
ARGUMENT = "I said that the keys and values are kept: that is the core of it."
_TAG = "KV Cache"

Does = Callable[[Room], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Work:
    """`before` is done while all is well, and once that is over `ready`; `act` is what is stopped,
    and one new message that is a `result` shows that it is done, with at most `besides` others.

    `long` work is a workflow, `streams` says that a model is asked and its words are shown as they
    come, `spoken` is what nobody acknowledges, `threads` is what opens a thread.
    """

    name: str
    before: Does
    act: Does
    result: Callable[[Seen], bool]
    ready: Does | None = None
    long: bool = False
    streams: bool = False
    spoken: bool = False
    threads: bool = False
    besides: int = 0

    def results(self, seen: list[Seen]) -> int:
        """How many messages show it."""
        return sum(map(self.result, seen))


async def _nothing(_room: Room) -> None:
    """There is nothing to do before."""


def is_question(one: Seen) -> bool:
    """Whether a message asks a question."""
    return "hint" in one.actions


def is_feedback(one: Seen) -> bool:
    """Whether a message is feedback, whole or in place of what could not be had."""
    return "retry" in one.actions


def _says(key: str) -> Callable[[Seen], bool]:
    return lambda one: words.say("en", key) in one.text


async def _asked(room: Room) -> None:
    await room.command("quiz", tag=_TAG)
    await until(lambda: any(map(is_question, room.seen())) and not room.thinking(), 9)


async def _asked_directly(room: Room) -> None:
    await room.command("quiz", where="direct", tag=_TAG)
    await until(lambda: any(map(is_question, room.seen())) and not room.thinking(), 9)


async def _answered(room: Room) -> None:
    await _asked(room)
    await room.say(ANSWER, "thread")
    await until(lambda: any(map(is_feedback, room.seen())), 9)


def _opening(action: str) -> Does:
    async def ready(room: Room) -> None:
        await room.opens(action)

    return ready


def _pressing(action: str) -> Does:
    async def act(room: Room) -> None:
        await room.press(action)

    return act


def _saying(where: str) -> Does:
    async def act(room: Room) -> None:
        await room.say(ANSWER, "direct" if where == "direct" else "thread")

    return act


async def _asks(room: Room) -> None:
    await room.command("quiz", tag=_TAG)


async def _sets(room: Room) -> None:
    await room.command("settings", language="zh")


async def _sends(room: Room) -> None:
    await room.submit(text=ANSWER)


async def _contests(room: Room) -> None:
    await room.submit(argument=ARGUMENT)


WORKS = (
    Work("quiz", _nothing, _asks, is_question, threads=True, besides=1),
    Work("settings", _nothing, _sets, lambda one: "中文" in one.text),
    Work("hint", _asked, _pressing("hint"), _says("hint.title")),
    Work("reveal", _asked, _pressing("reveal"), lambda one: "next" in one.actions),
    Work("skip", _asked, _pressing("skip"), lambda one: "next" in one.actions, besides=1),
    Work("answer", _asked, _saying("thread"), is_feedback, long=True, streams=True, spoken=True),
    Work(
        "direct",
        _asked_directly,
        _saying("direct"),
        is_feedback,
        long=True,
        streams=True,
        spoken=True,
    ),
    Work("form", _asked, _sends, is_feedback, _opening("answer"), long=True, streams=True),
    Work("retry", _answered, _sends, is_feedback, _opening("retry"), long=True, streams=True),
    Work(
        "dispute",
        _answered,
        _contests,
        _says("dispute.kept"),
        _opening("dispute"),
        long=True,
    ),
)
