"""Keeps the line for the model's turns, one for all processes that share the database."""

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from bot.core.keeping_turns import Moved, Waits
from bot.core.ports import Clock
from bot.core.queueing import Bounds, Kind, Ticket, enter, leave, levels, open_to, take
from bot.store.database import Database
from bot.store.turn_nodes import WAITING, StoredNodes, node_of
from bot.store.turn_tables import turn_flows, turns

KEPT = timedelta(seconds=20)
"""How long the jobs of a process that says nothing stay in the line."""

_MINE = select(turns.c.job).where(turns.c.replica == bindparam("replica"))
_RUNNING = _MINE.where(turns.c.runs.is_(True))
_LATE = select(turns).where(turns.c.until < bindparam("now"), turns.c.replica != bindparam("us"))
_OF = select(turns).where(turns.c.job == bindparam("of"))
_OLDEST = (
    select(turns.c.job)
    .where(turns.c.runs.is_(False), turns.c.flow == bindparam("of"))
    .order_by(turns.c.number)
    .limit(1)
)
_BUSY = select(turns.c.kind, func.count()).where(turns.c.runs.is_(True)).group_by(turns.c.kind)
_OF_MEMBER = select(func.count()).where(
    turns.c.community == bindparam("community"),
    turns.c.member == bindparam("member"),
    turns.c.runs.is_(False),
)
_NEWEST = select(func.max(turns.c.number))
_OURS = update(turns).where(turns.c.job == bindparam("of"))
_OURS = _OURS.values(replica=bindparam("by"), until=bindparam("to"))
_BEGIN = update(turns).where(turns.c.job == bindparam("of")).values(runs=True)
_OUT = delete(turns).where(turns.c.job == bindparam("of"))
_ALIVE = update(turns).where(turns.c.replica == bindparam("by")).values(until=bindparam("to"))
_JOBS = select(turns.c.job, turns.c.flow).where(turns.c.runs.is_(False)).order_by(turns.c.number)
_LIVE = select(turn_flows.c.waiting).where(turn_flows.c.path == str(Kind.LIVE.value))


@dataclass(frozen=True)
class StoredTurns:
    """The port `Turns` over the database; `at_once` are the turns of all processes together."""

    database: Database
    clock: Clock
    at_once: int
    bounds: Bounds = field(default_factory=Bounds)

    async def move(self, replica: str, came: Sequence[Ticket], went: Collection[str]) -> Moved:
        """Let these jobs in and those out, and give every turn that is free to whoever is next.

        One process at a time does that: of two at once, the second sees what the first did.
        """

        def act(connection: Connection) -> Moved:
            self._alone(connection)
            nodes = StoredNodes(connection, self._keep)
            for row in connection.execute(_LATE, {"now": self.clock(), "us": replica}).all():
                _out(connection, nodes, row)
            for job in went:
                for row in connection.execute(_OF, {"of": job}).all():
                    _out(connection, nodes, row)
            newest, refused = connection.execute(_NEWEST).scalar() or 0, {}
            for number, ticket in enumerate(came, max(newest + 1, time.time_ns())):
                if sentence := self._in(connection, nodes, ticket, replica, number):
                    refused[ticket.job] = sentence
            self._give(connection, nodes)
            nodes.written()
            running = connection.execute(_RUNNING, {"replica": replica}).scalars().all()
            return Moved(refused, running)

        return await self.database.run(act)

    async def running(self, replica: str) -> Collection[str]:
        """The jobs of this replica that have a turn."""
        return [row.job for row in await self.database.read(_RUNNING, replica=replica)]

    async def alive(self, replica: str) -> Collection[str]:
        """The jobs of this replica, which still sees to them."""
        until = self.clock() + KEPT

        def act(connection: Connection) -> Sequence[str]:
            self._alone(connection)
            connection.execute(_ALIVE, {"by": replica, "to": until})
            return connection.execute(_MINE, {"replica": replica}).scalars().all()

        return await self.database.run(act)

    async def waits(self) -> Waits:
        """All that waits."""
        nodes = [node_of(row) for row in await self.database.read(WAITING)]
        jobs = [(row.job, row.flow) for row in await self.database.read(_JOBS)]
        return Waits(nodes, jobs)

    async def live(self) -> bool:
        """Whether live work waits."""
        return any(row.waiting for row in await self.database.read(_LIVE))

    @property
    def _keep(self) -> Any:
        return self.database.upserting(turn_flows, "tag", "virtual", "waiting", "number")

    def _alone(self, connection: Connection) -> None:
        """Have no other process move anything until this transaction ends."""
        if self.database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7263)")

    def _in(
        self, connection: Connection, nodes: StoredNodes, ticket: Ticket, replica: str, number: int
    ) -> str | None:
        """Let a job in; the sentence for it where there is no room."""
        until = self.clock() + KEPT
        if connection.execute(_OF, {"of": ticket.job}).first() is not None:
            connection.execute(_OURS, {"of": ticket.job, "by": replica, "to": until})
            return None
        member, path = ticket.member, ticket.path
        whose = {"community": str(member.community), "member": member.id}
        waiting = Counter[int]()
        for kind in Kind:
            parts = path.split("\n")
            parts[0] = str(kind.value)
            for depth, level in enumerate(levels("\n".join(parts))[:2]):
                node = nodes.get(level)
                waiting[depth] += node.waiting if node else 0
        of_member = connection.execute(_OF_MEMBER, whose).scalar_one()
        if sentence := self.bounds.refusal(of_member, waiting[1], waiting[0]):
            return sentence
        row = {"job": ticket.job, "number": number, "flow": path, "kind": ticket.kind.value}
        row |= {**whose, "replica": replica, "until": until, "runs": False}
        connection.execute(insert(turns), row)
        enter(nodes, path, number, self.clock().timestamp())
        return None

    def _give(self, connection: Connection, nodes: StoredNodes) -> None:
        """Give every free turn to whoever is next."""
        busy = {Kind(kind): many for kind, many in connection.execute(_BUSY).all()}
        while kinds := open_to(busy, self.at_once):
            path = take(nodes, self.clock().timestamp(), kinds)
            if path is None:
                return
            job = connection.execute(_OLDEST, {"of": path}).scalar_one()
            connection.execute(_BEGIN, {"of": job})
            kind = Kind(int(path.partition("\n")[0]))
            busy[kind] = busy.get(kind, 0) + 1


def _out(connection: Connection, nodes: StoredNodes, row: Row[Any]) -> None:
    """Let a job out, whether it waited or had its turn."""
    connection.execute(_OUT, {"of": row.job})
    if not row.runs:
        leave(nodes, row.flow)
