"""`coach bank rubric`: what questions are judged by, who made it, and putting something better in
its place."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import settings
from bot.cli.frame import FINE, err, out, print_json, printable
from bot.cli.reading import kept
from bot.cli.rubric_work import Work
from bot.core.bank import Bank
from bot.core.errors import BadInput
from bot.core.rubric import Checkpoint, KeptRubric
from bot.core.rubric_lines import write
from bot.flows.rubric_source import CUT, RubricSource, RubricState

_ONE_AT_A_TIME = ("draft", "edit", "from", "approve", "forget", "stale", "unreviewed")


def rubric(
    question: Annotated[
        str | None, typer.Argument(help="A question's id, or a part of its title.")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Have the model draft it from the reference answer.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="With --draft: for every question that has none.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="With --draft: also where a model drafted one before.")
    ] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Write it in your $EDITOR.")] = False,
    given: Annotated[
        Path | None, typer.Option("--from", help="Take the list in this file; - for what is piped.")
    ] = None,
    approve: Annotated[
        bool, typer.Option("--approve", help="You have looked at it, and it is right.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Drop what is kept: it is cut from the answer again.")
    ] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="List those whose answer has changed since.")
    ] = False,
    unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help="List those that nobody has looked at.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Overwrite a reviewed one without asking.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Show what a question is judged by, or draft, edit and approve it."""
    given_too = (draft, edit, given is not None, approve, forget, stale, unreviewed)
    chosen = [name for name, is_set in zip(_ONE_AT_A_TIME, given_too, strict=True) if is_set]
    if len(chosen) > 1:
        raise BadInput("error.rubric_options", options=", ".join(f"--{one}" for one in chosen))
    action = chosen[0] if chosen else "show"
    is_list = action in ("stale", "unreviewed") or (every and action == "draft")
    if (question is None) != is_list or (every and action != "draft"):
        raise BadInput("error.rubric_no_id")
    bank = kept(None)
    return asyncio.run(_run(bank, question, action, given, again=again, yes=yes, as_json=as_json))


async def _run(
    bank: Bank,
    wanted: str | None,
    action: str,
    given: Path | None,
    *,
    again: bool,
    yes: bool,
    as_json: bool,
) -> int:
    from bot.cli.bank import find

    async with _source(bank) as source:
        work = Work(source, settings.read(), yes=yes)
        if wanted is None and action == "draft":
            return await work.draft_all(again=again, as_json=as_json)
        if wanted is None:
            wants_stale = action == "stale"
            found = [
                one
                for one in await source.all()
                if (one.is_stale if wants_stale else one.now and not one.is_reviewed)
            ]
            return _list(found, as_json=as_json)
        state = await source.state(find(source.bank(), wanted))
        match action:
            case "draft":
                state = await work.draft(state, again=again)
            case "edit":
                state = await work.edit(state)
            case "from" if given:
                state = await work.take(state, given)
            case "approve":
                state = await work.approve(state)
            case "forget":
                state = await work.forget(state)
    if as_json:
        print_json(document(state))
    else:
        _show(state)
    return FINE


@asynccontextmanager
async def _source(bank: Bank) -> AsyncIterator[RubricSource]:
    from bot.store.database import Database
    from bot.store.questions import StoredQuestions
    from bot.store.rubrics import StoredRubrics
    from bot.store.upgrade import upgrade

    database = Database(settings.read().database)
    try:
        await upgrade(database)
        known = replace(bank, former=await StoredQuestions(database).former())
        yield RubricSource(StoredRubrics(database), lambda: known, lambda: datetime.now(UTC))
    finally:
        await database.close()


def document(state: RubricState) -> dict[str, Any]:
    """The state of a rubric as the JSON that scripts rely on; what is not known is null."""
    question = state.question
    made_by = "author" if question.rubric else state.made_by or None
    return {
        "question": question.id,
        "title": question.title,
        "made_by": made_by,
        "reviewed": state.is_reviewed,
        "stale": state.is_stale,
        "kept": state.now is not None,
        "at": state.now.at.isoformat() if state.now else None,
        "answer_hash": question.answer_hash if question.answer else None,
        "checkpoints": _checkpoints(state.checkpoints),
        "earlier": _earlier(state.earlier) if state.earlier else None,
        "file": question.file,
        "line": question.line,
    }


def _earlier(rubric: KeptRubric) -> dict[str, Any]:
    return {
        "made_by": rubric.made_by,
        "reviewed": rubric.reviewed,
        "at": rubric.at.isoformat(),
        "answer_hash": rubric.answer_hash,
        "checkpoints": _checkpoints(rubric.checkpoints),
    }


def _checkpoints(checkpoints: Iterable[Checkpoint]) -> list[dict[str, Any]]:
    return [asdict(one) | {"texts": dict(one.texts)} for one in checkpoints]


def _show(state: RubricState) -> None:
    question, language = state.question, settings.read().coach_language
    out.print(f"[bold]{printable(question.title)}[/]")
    out.print(f"[dim]{printable(f'{question.id} · {question.file}:{question.line}')}[/]")
    if not state.checkpoints:
        out.print("It has neither a rubric nor a reference answer: answers are not judged.")
        return
    if question.rubric:
        out.print("By the author: edit it in that file.")
    else:
        seen = "reviewed" if state.is_reviewed else "not reviewed"
        since = f", {_day(state.now)}" if state.now else ""
        out.print(f"{printable(_who(state.made_by))}{since} · {seen}")
    if state.earlier and state.is_stale:
        out.print(
            f"[yellow]The answer has changed since {_day(state.earlier)}, when there was a rubric "
            f"({printable(_who(state.earlier.made_by).lower())}).[/] --edit starts from that one."
        )
    out.print(f"\n{printable(write(state.checkpoints, language))}", soft_wrap=True)


def _list(found: Sequence[RubricState], *, as_json: bool) -> int:
    if as_json:
        print_json([document(one) for one in found])
        return FINE
    for one in found:
        kept_one = (one.earlier if one.is_stale else one.now) or one.now
        who = f"{_who(kept_one.made_by)}, {_day(kept_one)}" if kept_one else ""
        line = f"{one.question.id}  {one.question.title}"
        out.print(f"{printable(line)}  [dim]{printable(who)}[/]", soft_wrap=True)
    err.print(f"[dim]{len(found)} rubric{'s' if len(found) != 1 else ''}[/]")
    return FINE


def _who(made_by: str) -> str:
    if made_by == CUT:
        return "Cut from the reference answer by code"
    return "Written by a maintainer" if made_by == "maintainer" else f"Drafted by {made_by}"


def _day(rubric: KeptRubric | None) -> str:
    return rubric.at.date().isoformat() if rubric else ""
