"""What every measurement shows and writes: bars while it runs, files of what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.frame import err
from bot.core.errors import BadInput

Told = Callable[[int], None]
"""Is told how many are done."""


@contextmanager
def bars() -> Iterator[Callable[[str, int], Told]]:
    """Begins bars on standard error, each with its name and its length."""
    columns = (
        TextColumn("{task.description:26}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as shown:

        def begun(name: str, total: int) -> Told:
            task = shown.add_task(name, total=total)
            return lambda done: shown.update(task, completed=done)

        yield begun


def write(path: Path, text: str) -> None:
    """Write a file. BadInput where it cannot be written."""
    try:
        path.write_text(text, "utf-8")
    except OSError as exc:
        raise unwritten(path, exc) from exc


def unwritten(path: Path, exc: OSError) -> BadInput:
    """The sentence for a file that could not be written."""
    reason = exc.strerror or "it cannot be written"
    return BadInput("error.eval_out", path=str(path), reason=reason)
