"""Who has the model's next turn where more wait than it can serve at once.

Three kinds wait apart: what somebody waits for, demonstrations, and work without a reader; the more
urgent goes first, and a kind that had no turn for its `RISE` gets one. Within a kind, communities
take turns, within a community its channels, within a channel its members: start-time fair queueing
(P. Goyal, H. Vin, H. Cheng, SIGCOMM 1996), in a tree, with every job of the same cost. A flow that
begins to wait starts at the round that is served now, so it neither pays for having been away nor
saves anything up.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Protocol

from bot.core.chat import Channel, Member


class Kind(IntEnum):
    """How urgent work is: live (a person waits), a demonstration, or a batch that nobody watches.
    The lower is the more urgent."""

    LIVE = 0
    DEMO = 1
    BATCH = 2


RISE: Mapping[Kind, float] = {Kind.DEMO: 60.0, Kind.BATCH: 120.0}
"""Seconds without a turn after which a kind that waits gets one before more urgent work."""
DEPTH = 4
"""Levels of the tree: kind, community, channel, member."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One job in the line, and whose it is; `channel` is None for what is private: all of that is
    one channel among a community's."""

    job: str
    kind: Kind
    member: Member
    channel: Channel | None = None

    @property
    def path(self) -> str:
        """Where it waits: the name of its leaf in the tree."""
        channel = self.channel.id if self.channel else ""
        parts = (str(self.kind.value), str(self.member.community), channel, self.member.id)
        return "\n".join(one.replace("\n", " ") for one in parts)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many jobs may wait, of a member, of a community, and of all."""

    member: int = 5
    community: int = 5_000
    whole: int = 10_000

    def refusal(self, member: int, community: int, whole: int) -> str | None:
        """The sentence for one more where so many wait; None where there is room."""
        if member >= self.member:
            return "error.line_member"
        if community >= self.community:
            return "error.line_community"
        return "error.line_whole" if whole >= self.whole else None


@dataclass(frozen=True, slots=True)
class Node:
    """A flow of the tree: how many of its jobs wait, and when it is due among its siblings.

    `tag` is the round in which its next job is due (of a kind: the second, since 1970, in which it
    had its last turn or began to wait); `virtual` the round of the child that was served last;
    `number` says which of two with the same tag began to wait first.
    """

    path: str
    tag: float = 0.0
    virtual: float = 0.0
    waiting: int = 0
    number: int = 0

    @property
    def parent(self) -> str:
        """The path of the flow that this one is a part of; of a kind, the empty one."""
        return self.path.rpartition("\n")[0]


class Nodes(Protocol):
    """Where the tree is kept."""

    def get(self, path: str) -> Node | None:
        """The node of this path."""
        ...

    def put(self, node: Node) -> None:
        """Keep a node in place of an earlier one."""
        ...

    def first(self, parent: str) -> Node | None:
        """The child for which something waits that has the least tag, then the least number."""
        ...

    def settle(self, parent: str, virtual: float) -> None:
        """Forget the children for which nothing waits whose tag is no more than this."""
        ...


def enter(nodes: Nodes, path: str, number: int, now: float) -> None:
    """One more job waits at a leaf; numbers grow, `now` is in seconds since 1970."""
    above = None
    for level in levels(path):
        node = nodes.get(level) or Node(level)
        if not node.waiting:
            tag = now if above is None else max(node.tag, above.virtual)
            node = replace(node, tag=tag, number=number)
        node = replace(node, waiting=node.waiting + 1)
        nodes.put(node)
        above = node


def leave(nodes: Nodes, path: str) -> None:
    """A job that waited at a leaf waits no longer, and had no turn."""
    for level in levels(path):
        node = nodes.get(level)
        if node is not None:
            nodes.put(replace(node, waiting=node.waiting - 1))


def take(nodes: Nodes, now: float, among: Iterable[Kind] = Kind) -> str | None:
    """The leaf whose oldest job has the next turn: it no longer waits; None where nothing does."""
    roots = {kind: nodes.get(str(kind.value)) for kind in among}
    waiting = {kind: node for kind, node in roots.items() if node is not None and node.waiting}
    if not waiting:
        return None
    node = waiting[next_kind({kind: one.tag for kind, one in waiting.items()}, now)]
    node = replace(node, tag=now)
    for _ in range(DEPTH - 1):
        child = nodes.first(node.path)
        if child is None:
            raise AssertionError("a flow waits without any of its parts")
        nodes.put(replace(node, virtual=child.tag, waiting=node.waiting - 1))
        nodes.settle(node.path, child.tag)
        node = replace(child, tag=child.tag + 1)
    nodes.put(replace(node, waiting=node.waiting - 1))
    return node.path


def next_kind(since: Mapping[Kind, float], now: float) -> Kind:
    """The kind that is next of those that wait, by when each had its last turn (or began to wait):
    the most urgent, but one that had none for its `RISE` goes first."""
    overdue = [kind for kind, at in since.items() if now - at >= RISE.get(kind, float("inf"))]
    return min(overdue, key=lambda kind: since[kind]) if overdue else min(since)


def levels(path: str) -> list[str]:
    """The paths of a leaf and of what it is a part of, the kind first."""
    parts = path.split("\n")
    return ["\n".join(parts[: end + 1]) for end in range(len(parts))]


def open_to(running: Mapping[Kind, int], at_once: int) -> list[Kind]:
    """The kinds that may have another turn while these run: a quarter of the turns is kept for
    live work."""
    if sum(running.values()) >= at_once:
        return []
    others = sum(many for kind, many in running.items() if kind is not Kind.LIVE)
    return list(Kind) if others < at_once - at_once // 4 else [Kind.LIVE]


def turns_of(at_once: int) -> int:
    """The turns there are where a model serves so many requests at once: a quarter more, so that
    it has none to spare while a job is between two requests."""
    return at_once + max(1, at_once // 4)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a job stands: it has the `place`-th of the next turns (1 is the very next), in about so
    many seconds; None where that is not known."""

    place: int
    seconds: float | None = None


class Line(Protocol):
    """The line for the model."""

    def turn(self, ticket: Ticket) -> AbstractAsyncContextManager[AsyncIterator[Standing]]:
        """Wait for a turn and have it within the block.

        What is entered tells where the job stands, now and then, while it waits, and ends once the
        job has its turn. NotNow where too much waits already.
        """
        ...

    async def is_wanted(self) -> bool:
        """Whether live work waits: a demonstration that is under way gives its turn back."""
        ...
