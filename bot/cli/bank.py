"""`coach bank`: what is in the question bank, and what is odd in its files."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot import readers, settings, words
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core import tags
from bot.core.bank import Bank
from bot.core.errors import NothingMatches
from bot.core.question import Question
from bot.flows.assessing import rubric_of
from bot.platforms.terminal.harmless import harmless

app = typer.Typer(help="Look into the question bank.", no_args_is_help=True)

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders; without any, COACH_BANK.")
]


@app.command("list")
def list_(paths: Paths = None, as_json: JSON = False) -> int:
    """List the questions."""
    bank = _load(paths)
    return _show(bank.questions, as_json=as_json)


@app.command()
def show(
    question: Annotated[str, typer.Argument(help="A question's id, or a part of its title.")],
    as_json: JSON = False,
) -> int:
    """Show one question with its reference answer and checkpoints."""
    from rich.markdown import Markdown

    found = find(_load(None), question)
    if as_json:
        print_json(as_document(found))
        return FINE
    out.print(f"[bold]{printable(found.title)}[/]")
    out.print(
        f"[dim]{found.id} · {printable(_where(found))} · {printable(', '.join(found.tags))}[/]\n"
    )
    out.print(Markdown(harmless(found.answer) or "(no reference answer yet)"))
    checkpoints = rubric_of(found)
    if checkpoints:
        whose = "by the author" if found.rubric else "cut from the reference answer"
        out.print(f"\n[bold]Checkpoints[/] [dim]({whose})[/]")
    for one in checkpoints:
        must = " [bold](must)[/]" if one.must else ""
        out.print(f"  {one.id}{must} {printable(one.text)}")
    return FINE


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words of a title, an answer or a tag.")],
    limit: Annotated[int, typer.Option(min=1, help="The most questions to print.")] = 10,
    as_json: JSON = False,
) -> int:
    """Find questions; those with the words in their title come first."""
    bank = _load(None)
    ranked = [
        (rank, question)
        for question in bank.questions
        if (rank := _rank(question, query)) is not None
    ]
    found = [question for _, question in sorted(ranked, key=lambda pair: pair[0])][:limit]
    if not found and not as_json:
        near = tags.near(query, bank.values("tag"), most=4)
        key = "error.search_nothing_near" if near else "error.search_nothing"
        language = settings.read().coach_language
        err.print(printable(words.say(language, key, query=query, near=", ".join(near))))
        return FINE
    return _show(found, as_json=as_json, ranked=True)


@app.command()
def lint(paths: Paths = None, as_json: JSON = False) -> int:
    """Say what is odd in the files, and how to mend it. Errors give exit status 1, warnings 0."""
    bank = _load(paths)
    if as_json:
        print_json([asdict(one) for one in bank.diagnostics])
    else:
        for one in bank.diagnostics:
            colour = "red" if one.level == "error" else "yellow"
            out.print(
                f"[{colour}]{one.level}[/] {printable(_short(one.file))}:{one.line} "
                f"[bold]{one.rule}[/] {printable(one.message)} [dim]→ {printable(one.fix)}[/]"
            )
        err.print(f"{len(bank)} questions, {len(bank.diagnostics)} oddities")
    return WRONG if readers.diagnostics(bank, "error") else FINE


def find(bank: Bank, wanted: str) -> Question:
    """The question of this id or title, or the only one whose title holds these words."""
    found = bank.get(wanted)
    if found is not None:
        return found
    key = tags.key(wanted)
    held = [one for one in bank.questions if key and key in tags.key(one.title)]
    if len(held) == 1:
        return held[0]
    if held:
        near = ", ".join(one.id for one in held[:4])
        raise NothingMatches("error.several_questions", wanted=wanted, near=near)
    raise NothingMatches("error.no_such_question", wanted=wanted)


def as_document(question: Question) -> dict[str, Any]:
    """The question as the JSON that scripts rely on: what is unknown is null."""
    return {
        "id": question.id,
        "title": question.title,
        "chapter": question.chapter,
        "section": question.section,
        "company": question.company,
        "position": question.position,
        "round": question.round,
        "date": question.date,
        "tags": list(question.tags),
        "difficulty": question.difficulty,
        "language": question.language,
        "answer": question.answer or None,
        "rubric": [asdict(one) for one in rubric_of(question)],
        "file": question.file,
        "line": question.line,
    }


def _load(paths: Sequence[Path] | None) -> Bank:
    chosen = paths or settings.read().coach_bank
    return readers.load(chosen)


def _rank(question: Question, query: str) -> int | None:
    words_ = [tags.key(one) for one in query.split() if tags.key(one)]
    places = (question.title, " ".join(question.tags), question.answer)
    keys = [tags.key(one) for one in places]
    if not words_ or not all(any(word in key for key in keys) for word in words_):
        return None
    return next(
        rank for rank, key in enumerate([*keys, "".join(keys)]) if all(w in key for w in words_)
    )


def _show(questions: Sequence[Question], *, as_json: bool, ranked: bool = False) -> int:
    if as_json:
        documents = [as_document(one) for one in questions]
        if ranked:
            documents = [{**one, "rank": rank} for rank, one in enumerate(documents, 1)]
        print_json(documents)
        return FINE
    table = Table(box=None, header_style="bold", pad_edge=False, expand=True)
    table.add_column("id", no_wrap=True)
    table.add_column("question", overflow="fold", ratio=5)
    table.add_column("company", overflow="fold")
    table.add_column("date", no_wrap=True)
    table.add_column("tags", overflow="fold", ratio=3)
    for one in questions:
        table.add_row(
            one.id,
            printable(one.title),
            printable(one.company or ""),
            one.date or "",
            printable(", ".join(one.tags)),
        )
    out.print(table)
    err.print(f"[dim]{len(questions)} questions[/]")
    return FINE


def _where(question: Question) -> str:
    return f"{_short(question.file)}:{question.line}"


def _short(file: str) -> str:
    path = Path(file)
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
