"""Foretells the places of those who wait for a turn, and how long that will be."""

import heapq
import math
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

from bot.core.queueing import Node, take

FEWEST = 3
"""Turns that must have ended before anything is said of time."""
CALM = 5.0
"""The fewest seconds from one change of what a member is told to the next."""
_EACH = 1.5
"""Seconds that each who waits adds to that: so all of them together change 40 messages a minute,
which every platform lets even one community do."""


class Tree:
    """A tree of flows in memory: the `Nodes` of `core.queueing`."""

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self._nodes: dict[str, Node] = {}
        self._heaps: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
        for node in nodes:
            self.put(node)

    def get(self, path: str) -> Node | None:
        """The node of this path."""
        return self._nodes.get(path)

    def put(self, node: Node) -> None:
        """Keep a node in place of an earlier one."""
        self._nodes[node.path] = node
        if node.waiting:
            heapq.heappush(self._heaps[node.parent], (node.tag, node.number, node.path))

    def first(self, parent: str) -> Node | None:
        """The child for which something waits that has the least tag, then the least number."""
        heap = self._heaps[parent]
        while heap:
            tag, number, path = heap[0]
            node = self._nodes.get(path)
            if node is not None and node.waiting and (node.tag, node.number) == (tag, number):
                return node
            heapq.heappop(heap)
        return None

    def settle(self, parent: str, virtual: float) -> None:
        """Memory forgets nothing: it lasts for one look."""


def places(nodes: Iterable[Node], jobs: Sequence[tuple[str, str]], now: float) -> dict[str, int]:
    """Which of the next turns each job has, if nobody else comes: by the tree as it stands, and the
    jobs, each with its leaf, the oldest first. A job that has none yet is not among them."""
    tree, waiting = Tree(nodes), defaultdict[str, deque[str]](deque)
    for job, leaf in jobs:
        waiting[leaf].append(job)
    found: dict[str, int] = {}
    while (path := take(tree, now)) is not None:
        if waiting[path]:
            found[waiting[path].popleft()] = len(found) + 1
    return found


def expected(place: int, seconds: Sequence[float], at_once: int) -> float | None:
    """Seconds until the turn of this place, by how long the last turns took where so many go on at
    once (J. Little, 1961: a turn begins whenever one ends); None where too few have ended."""
    if len(seconds) < FEWEST:
        return None
    return place * sum(seconds) / len(seconds) / at_once


def calm(waiting: int) -> float:
    """Seconds after which a member may be told anew where they stand, while so many wait."""
    return max(CALM, _EACH * waiting)


def rounded(seconds: float) -> int:
    """Seconds as they are said: no more exact than an estimate is; never less than five."""
    step = next((step for below, step in _STEPS.items() if seconds < below), 300)
    return max(5, math.ceil(seconds / step) * step)


_STEPS: Mapping[float, int] = {60: 5, 300: 30, 1800: 60}
