"""What `coach bank rubric` does: drafts by the model, takes a person's list, approves, forgets."""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import words
from bot.cli.frame import FINE, WRONG, err, print_json, printable, sentence
from bot.core.errors import BadInput, CoachError, ModelSlow, ModelUnusable
from bot.core.ports import LanguageModel
from bot.core.rubric import Checkpoint
from bot.core.rubric_edit import edited
from bot.core.rubric_lines import write
from bot.flows.drafting import Draft, draft
from bot.flows.rubric_source import CUT, MAINTAINER, RubricSource, RubricState
from bot.settings import Settings


@dataclass(frozen=True)
class Work:
    """Whoever holds the shell is a maintainer; a reviewed rubric is overwritten only where they
    said so (`yes`), or say so when they are asked."""

    source: RubricSource
    settings: Settings
    yes: bool

    async def draft(self, state: RubricState, *, again: bool) -> RubricState:
        """The model's draft for one question; what is there stays where too little of it stands on
        the answer. ModelTrouble as the model raises it."""
        _check(state)
        if _is_work(state) and not again:
            err.print("It has a rubric already: --again has another one drafted.")
            return state
        self._ask(state)
        async with _model(self.settings) as model:
            made = await draft(model, state.question)
        if made.made_by is None:
            err.print(_too_few(made))
            return state
        if made.dropped:
            err.print(f"{made.dropped} checkpoints were dropped: the answer has not their words.")
        return await self.source.settle(state, made.checkpoints, made.made_by, reviewed=False)

    async def draft_all(self, *, again: bool, as_json: bool) -> int:
        """Drafts for all questions that have an answer and no rubric of a person's or a model's.

        Each is kept when it is made, so whoever is interrupted goes on where they were.
        """
        done: dict[str, list[str]] = {"drafted": [], "cut": [], "failed": [], "skipped": []}
        wanted: list[RubricState] = []
        for state in await self.source.all():
            if _is_work(state) and not (again and (self.yes or not state.is_reviewed)):
                done["skipped"].append(state.question.id)
            else:
                wanted.append(state)
        async with _model(self.settings) as model:
            with closing(_shown(wanted)) as states:
                for state in states:
                    done[await self._drafted(model, state)].append(state.question.id)
        if as_json:
            print_json(done)
        else:
            told = ", ".join(f"{len(ids)} {name}" for name, ids in done.items())
            err.print(f"{told}. None is reviewed yet: coach bank rubric --unreviewed")
        return WRONG if done["failed"] else FINE

    async def edit(self, state: RubricState) -> RubricState:
        """What a person makes of the list in their editor; what cannot be kept is not lost."""
        _check(state)
        language = self.settings.coach_language
        before = write(state.to_edit, language) + "\n"
        help_ = words.say(language, "rubric.list")
        text = f"# {state.question.title}\n# {help_}\n\n{before}"
        written = _edited(text)
        if written.strip() == text.strip() and not state.is_stale:
            err.print("Nothing was changed. --approve says that it is right as it stands.")
            return state
        return await self._kept(state, written)

    async def take(self, state: RubricState, given: Path) -> RubricState:
        """The list in a file, or on standard input."""
        _check(state)
        text = _read(given)
        checkpoints = self._checkpoints(state, text)
        self._ask(state)
        return await self.source.settle(state, checkpoints, MAINTAINER, reviewed=True)

    async def approve(self, state: RubricState) -> RubricState:
        """Keep that a person has seen it. BadInput where its answer has changed since."""
        _check(state)
        if state.is_stale:
            raise BadInput("error.rubric_stale_approval", wanted=state.question.id)
        if state.is_reviewed:
            return state
        return await self.source.settle(state, state.checkpoints, state.made_by, reviewed=True)

    async def forget(self, state: RubricState) -> RubricState:
        """Drop all that is kept for it."""
        self._ask(state)
        count = await self.source.forget(state.question)
        err.print(f"Dropped: {count}." if count else "Nothing was kept for it.")
        return await self.source.state(state.question)

    async def _drafted(self, model: LanguageModel, state: RubricState) -> str:
        """What became of one of many. A model that does not answer ends them all."""
        try:
            made = await draft(model, state.question)
        except (ModelUnusable, ModelSlow) as exc:
            if exc.key == "error.rubric_unproven":
                raise
            err.print(f"{state.question.id}: {printable(sentence(exc))}")
            return "failed"
        if made.made_by is None:
            return "cut"
        try:
            await self.source.settle(state, made.checkpoints, made.made_by, reviewed=False)
        except BadInput:  # somebody wrote one meanwhile
            return "skipped"
        return "drafted"

    async def _kept(self, state: RubricState, text: str) -> RubricState:
        try:
            checkpoints = self._checkpoints(state, text)
            return await self.source.settle(state, checkpoints, MAINTAINER, reviewed=True)
        except CoachError as error:
            file = _left(text)
            raise type(error)(
                "error.rubric_left",
                reason=sentence(error),
                path=str(file),
                wanted=state.question.id,
            ) from error

    def _checkpoints(self, state: RubricState, text: str) -> tuple[Checkpoint, ...]:
        lines = ("" if one.startswith("#") else one for one in text.split("\n"))
        return edited("\n".join(lines), state.to_edit)

    def _ask(self, state: RubricState) -> None:
        """Ask whether a reviewed rubric may go. BadInput where nobody is there to answer."""
        if self.yes or not (state.now and state.is_reviewed):
            return
        if not sys.stdin.isatty():
            raise BadInput("error.rubric_reviewed", wanted=state.question.id)
        typer.confirm("A maintainer has reviewed this rubric. Overwrite it?", abort=True, err=True)


def _check(state: RubricState) -> None:
    """BadInput where nothing can be kept for a question."""
    question = state.question
    if question.rubric:
        raise BadInput("error.rubric_by_author", place=f"{question.file}:{question.line}")
    if not question.answer:
        raise BadInput("error.rubric_no_answer", wanted=question.id)


def _is_work(state: RubricState) -> bool:
    """Whether a person or a model has worked on the rubric that holds."""
    return state.now is not None and (state.made_by != CUT or state.is_reviewed)


def _too_few(made: Draft) -> str:
    return (
        f"Too few of the model's checkpoints ({made.dropped} were dropped) stand on the answer's "
        "own words. What was there stays: --edit lets you write it yourself."
    )


def _shown(states: Sequence[RubricState]) -> Generator[RubricState, None, None]:
    """The states, with a bar that shows how far it is."""
    columns = (
        TextColumn("Drafting"), BarColumn(), MofNCompleteColumn(), TextColumn("rubrics"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=len(states))
        for state in states:
            yield state
            bar.advance(task)


@asynccontextmanager
async def _model(settings: Settings) -> AsyncIterator[LanguageModel]:
    from bot import app as house

    model = house.make_model(settings)
    try:
        yield model
    finally:
        await model.close()


def _edited(text: str) -> str:
    """The text as a person left it in their editor. BadInput where that cannot be run."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "checkpoints.md"
        file.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(file)], check=True)  # noqa: S603
            return file.read_text(encoding="utf-8-sig", errors="replace")
        except subprocess.CalledProcessError as exc:
            raise BadInput("error.rubric_editor_gave_up", editor=editor) from exc
        except (OSError, ValueError, IndexError) as exc:
            reason = getattr(exc, "strerror", None) or str(exc)
            raise BadInput("error.rubric_editor", editor=editor, reason=reason) from exc


def _read(given: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(given) == "-" else given.read_bytes()
    except OSError as exc:
        reason = exc.strerror or "it cannot be opened"
        raise BadInput("error.rubric_file", path=str(given), reason=reason) from exc
    return raw.decode("utf-8-sig", errors="replace")


def _left(text: str) -> Path:
    """A file of its own with what somebody wrote."""
    handle, name = tempfile.mkstemp(prefix="coach-rubric-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)
