"""Draws what its standard input asks for, one drawing after the other, until that ends."""

import ctypes
import json
import os
import signal
import struct
import sys
from dataclasses import asdict
from typing import Any

from bot.core.pictures import Bars, Diff, Drawable, Formula, Graph, Lanes, Node, Run, Table
from bot.render.typst_text import Undrawable

_MEMORY = 2 * 1024**3
_PARENT_DIED = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Read a drawing a line; answer with its length in four bytes and as many of PNG. A length of
    0 says that there is no picture. The first answer says that all is ready: it has no length.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told to stop, and then stops us
    _bound()
    from bot.render.easel import Easel

    easel = Easel()
    _answer(b"")
    for line in sys.stdin.buffer:
        try:
            data = easel.png(_drawing(json.loads(line)))
        except Undrawable:
            data = b""
        _answer(data)


def _answer(data: bytes) -> None:
    sys.stdout.buffer.write(struct.pack(">I", len(data)) + data)
    sys.stdout.buffer.flush()


def _bound() -> None:
    """Let a drawing not eat all memory, and end with the parent."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
        os.nice(5)


def written(drawing: Drawable) -> bytes:
    """A drawing as the line that asks for it."""
    said: Any
    if isinstance(drawing, Formula):
        said = {"latex": drawing.latex}
    elif isinstance(drawing, Bars):
        said = {"title": drawing.title, "kinds": drawing.kinds, "bars": drawing.rows}
    elif isinstance(drawing, Graph | Lanes | Diff):
        said = {"kind": type(drawing).__name__, **asdict(drawing)}
    else:
        rows = [[[(run.kind, run.text) for run in cell] for cell in row] for row in drawing.rows]
        said = {"rows": rows, "right": drawing.right}
    return json.dumps(said).encode() + b"\n"


def _drawing(said: Any) -> Drawable:
    if "latex" in said:
        return Formula(said["latex"])
    if "bars" in said:
        bars = tuple((words, tuple(counts)) for words, counts in said["bars"])
        return Bars(said["title"], tuple(said["kinds"]), bars)
    match said.pop("kind", ""):
        case "Graph":
            nodes = tuple(
                Node(**{**one, "parents": tuple(one["parents"])}) for one in said["nodes"]
            )
            return Graph(said["title"], nodes)
        case "Lanes":
            points = tuple((words, at, lane) for words, at, lane in said["points"])
            return Lanes(said["title"], said["scale"], tuple(said["lanes"]), points)
        case "Diff":
            return Diff(said["title"], tuple((kind, text) for kind, text in said["pieces"]))
    rows = tuple(
        tuple(tuple(Run(kind, text) for kind, text in cell) for cell in row) for row in said["rows"]
    )
    return Table(rows, tuple(said["right"]))


if __name__ == "__main__":
    main()
