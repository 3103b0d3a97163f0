"""`coach bank`: what is in the question bank, and what is odd in its files."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot import settings, words
from bot.cli.bank_lint import lint
from bot.cli.bank_moving import export, import_
from bot.cli.bank_rubric import rubric
from bot.cli.bank_stats import stats
from bot.cli.frame import FINE, err, out, print_json, printable
from bot.cli.reading import kept
from bot.core import filters, tags
from bot.core.bank import Bank
from bot.core.errors import BadInput, NothingMatches
from bot.core.question import Question
from bot.platforms.terminal.harmless import harmless

app = typer.Typer(help="Look into the question bank.", no_args_is_help=True)
app.command()(stats)
app.command()(lint)
app.command()(rubric)
app.command("import")(import_)
app.command()(export)

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files, folders or archives; without any, COACH_BANK.")
]
Reader = Annotated[
    str | None,
    typer.Option(help="Read every file so, whatever it looks like: markdown-chapters, …"),
]


@app.command("list")
def list_(
    paths: Paths = None,
    where: Annotated[
        str, typer.Option("--filter", help="tag:… company:… since:2025-08 and so on.")
    ] = "",
    reader: Reader = None,
    as_json: JSON = False,
) -> int:
    """List the questions, all of them or those that a filter lets through."""
    bank = kept(paths, reader)
    query = filters.read(where)
    if query.words:
        raise BadInput("error.filter_words", words=query.words)
    found = bank.matching(query.filters) if query.filters else bank.questions
    return _show(found, bank, as_json=as_json)


@app.command()
def show(
    question: Annotated[str, typer.Argument(help="A question's id, or a part of its title.")],
    as_json: JSON = False,
) -> int:
    """Show one question with its reference answer and checkpoints."""
    from rich.markdown import Markdown

    bank = kept(None)
    found = find(bank, question)
    if as_json:
        print_json(as_document(found))
        return FINE
    out.print(f"[bold]{printable(found.title)}[/]")
    facts = (found.id, _where(found), ", ".join(found.tags), found.difficulty or "")
    out.print(f"[dim]{printable(' · '.join(filter(None, facts)))}[/]\n")
    if found.body:
        out.print(Markdown(harmless(found.body)))
        out.print()
    out.print(Markdown(harmless(found.answer) or "(no reference answer yet)"))
    checkpoints = found.checkpoints
    if checkpoints:
        whose = "by the author" if found.rubric else "cut from the reference answer"
        out.print(f"\n[bold]Checkpoints[/] [dim]({whose})[/]")
    for one in checkpoints:
        must = " [bold](must)[/]" if one.must else ""
        out.print(f"  {one.id}{must} {printable(one.text)}")
    for source in found.sources:
        out.print(f"[dim]↗ {printable(source)}[/]")
    others = [one for one in bank.variants(found.id) if one.id != found.id]
    for other in others:
        out.print(f"[dim]{other.language}: {other.id} {printable(other.title)}[/]")
    return FINE


@app.command()
def search(
    query: Annotated[
        str,
        typer.Argument(help='Words and filters: tag:"KV Cache" company:阿里 since:2025-08 paging'),
    ],
    limit: Annotated[int, typer.Option(min=1, help="The most questions to print.")] = 10,
    as_json: JSON = False,
) -> int:
    """Find questions; those with the words in their title come first."""
    bank = kept(None)
    asked = filters.read(query)
    found = bank.search(asked.words, asked.filters, limit=limit)
    if not found and not as_json:
        near = [one.label for one in bank.complete("tag", asked.words, most=4)]
        key = "error.search_nothing_near" if near else "error.search_nothing"
        language = settings.read().coach_language
        err.print(printable(words.say(language, key, query=query, near=", ".join(near))))
        return FINE
    return _show(found, bank, as_json=as_json, ranked=True)


@app.command()
def similar(
    question: Annotated[str, typer.Argument(help="A question's id, or a title of your own.")],
    limit: Annotated[int, typer.Option(min=1, help="The most questions to print.")] = 5,
    as_json: JSON = False,
) -> int:
    """Find the questions most like one, or like a title that is not in the bank yet."""
    bank = kept(None)
    known = bank.get(question)
    alike = bank.similar(known.title if known else question, limit=limit + 1)
    found = [(one, likeness) for one, likeness in alike if one != known][:limit]
    if as_json:
        print_json([{**as_document(one), "likeness": round(alike, 3)} for one, alike in found])
        return FINE
    for one, likeness in found:
        out.print(f"{likeness:.2f}  {one.id}  {printable(one.title)}")
    err.print(f"[dim]{len(found)} questions[/]")
    return FINE


def find(bank: Bank, wanted: str) -> Question:
    """The question of this id or title, or the only one whose title holds these words."""
    found = bank.get(wanted)
    if found is not None:
        return found
    key = tags.key(wanted)
    held = [one for one in bank.titled(wanted, most=5) if key and key in tags.key(one.title)]
    same = [one for one in held if tags.key(one.title) == key]
    if len(same or held) == 1:
        return (same or held)[0]
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
        "body": question.body or None,
        "answer": question.answer or None,
        "hint": question.hint,
        "sources": list(question.sources),
        "translation_of": question.translation_of,
        "rubric": [asdict(one) for one in question.checkpoints],
        "file": question.file,
        "line": question.line,
    }


def _show(questions: Sequence[Question], bank: Bank, *, as_json: bool, ranked: bool = False) -> int:
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
    texts = len(questions)
    heads = len({bank.head(one.id) for one in questions})
    both = f", in {texts} texts" if texts != heads else ""
    err.print(f"[dim]{heads} question{'s' if heads != 1 else ''}{both}[/]")
    return FINE


def _where(question: Question) -> str:
    return f"{_short(question.file)}:{question.line}"


def _short(file: str) -> str:
    path = Path(file)
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
