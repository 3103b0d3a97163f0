"""Keeps the tree by which the line is fair, within one transaction."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.sql.dml import Insert

from bot.core.queueing import Node
from bot.store.turn_tables import turn_flows

_GET = select(turn_flows).where(turn_flows.c.path == bindparam("of"))
_FIRST = (
    select(turn_flows)
    .where(turn_flows.c.parent == bindparam("of"), turn_flows.c.waiting > 0)
    .order_by(turn_flows.c.tag, turn_flows.c.number)
    .limit(1)
)
_IDLE = (
    select(turn_flows.c.path)
    .where(
        turn_flows.c.parent == bindparam("of"),
        turn_flows.c.tag <= bindparam("to"),
        turn_flows.c.waiting == 0,
    )
    .limit(8)
)
_FORGET = delete(turn_flows).where(turn_flows.c.path == bindparam("of"))
WAITING = select(turn_flows).where(turn_flows.c.waiting > 0)
"""Every flow for which something waits."""


@dataclass(slots=True)
class StoredNodes:
    """The `Nodes` of `core.queueing`; `keep` puts a row in place of an earlier one.

    What is put is written together, once the order is asked for, or at the end by `written`.
    """

    connection: Connection
    keep: Insert
    _known: dict[str, Node | None] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)

    def get(self, path: str) -> Node | None:
        """The node of this path."""
        if path not in self._known:
            row = self.connection.execute(_GET, {"of": path}).first()
            self._known[path] = node_of(row) if row else None
        return self._known[path]

    def put(self, node: Node) -> None:
        """Keep a node in place of an earlier one."""
        self._known[node.path] = node
        self._changed.add(node.path)

    def first(self, parent: str) -> Node | None:
        """The child for which something waits that has the least tag, then the least number."""
        self.written()
        row = self.connection.execute(_FIRST, {"of": parent}).first()
        return node_of(row) if row else None

    def settle(self, parent: str, virtual: float) -> None:
        """Forget children for which nothing waits whose tag is no more than this: a few at a time,
        so that a take costs the same whoever was there before."""
        self.written()
        idle = self.connection.execute(_IDLE, {"of": parent, "to": virtual}).scalars().all()
        if idle:
            self.connection.execute(_FORGET, [{"of": one} for one in idle])
            self._known.update(dict.fromkeys(idle))

    def written(self) -> None:
        """Have all that was put stand in the database."""
        nodes = [one for path in sorted(self._changed) if (one := self._known[path]) is not None]
        self._changed.clear()
        if nodes:
            self.connection.execute(self.keep, [_row(one) for one in nodes])


def _row(node: Node) -> dict[str, Any]:
    return {
        "path": node.path,
        "parent": node.parent,
        "tag": node.tag,
        "virtual": node.virtual,
        "waiting": node.waiting,
        "number": node.number,
    }


def node_of(row: Row[Any]) -> Node:
    """The node that a row keeps."""
    return Node(row.path, row.tag, row.virtual, row.waiting, row.number)
