"""`coach doctor --grader`: examines the grader with answers whose worth is known."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from bot import app as house
from bot import checkups, coaching, settings, words
from bot.cli.doctor import Part
from bot.cli.frame import FINE, WRONG, err, out, print_json, printable
from bot.core.checkup import Checkup, Kind
from bot.core.completion import ModelFacts
from bot.core.errors import BadInput
from bot.flows.health_card import finding, percent
from bot.store.database import Database
from bot.store.upgrade import upgrade

_NAME = "doctor"


def run(language: str | None, *, as_json: bool) -> int:
    """Examine, keep and print; exit status 1 where the model is not fit in a language.

    BadInput for a language without a set; ModelTrouble where there is no model.
    """
    sets = checkups.sets()
    if language is not None and language not in sets:
        known = ", ".join(sets)
        raise BadInput("error.unknown_choice", option="--language", value=language, known=known)
    chosen = settings.read()
    facts, found = asyncio.run(_examined(chosen, [language] if language else [*sets]))
    if as_json:
        parts = [part for one in found for part in _parts(facts, one)]
        print_json([asdict(one) for one in parts])
    else:
        _show(chosen.coach_language, facts, found)
    return FINE if facts.proven and all(one.fit for one in found) else WRONG


async def _examined(
    chosen: settings.Settings, languages: Sequence[str]
) -> tuple[ModelFacts, list[Checkup]]:
    database = Database(chosen.database)
    await upgrade(database)
    model = house.make_model(chosen)
    health = coaching.grader_health(database, model, _NAME)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        facts = await model.facts()
        found = []
        with Progress(*columns, console=err) as shown:
            for language in languages:
                total = health.total(language)
                bar = shown.add_task(f"{facts.name} ({language})", total=total)

                async def go_on(done: int, _total: int, bar: TaskID = bar) -> bool:
                    shown.update(bar, completed=done)
                    return True

                checkup = await health.examine(language, go_on)
                if checkup is not None:
                    shown.update(bar, completed=checkup.answers)
                    found.append(checkup)
        return facts, found
    finally:
        await model.close()
        await database.close()


def _show(language: str, facts: ModelFacts, found: Sequence[Checkup]) -> None:
    """The mean scores by kind, then for each language what holds and what does not."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("mean score of", overflow="fold")
    for one in found:
        table.add_column(one.language, justify="right")
    for kind in Kind:
        scores = [dict(one.scores).get(kind) for one in found]
        numbers = ["none" if score is None else percent(score) for score in scores]
        table.add_row(words.say(language, f"checkup.kind_{kind}"), *numbers)
    out.print(f"[bold]{printable(facts.name)}[/]")
    out.print(table)
    for one in found:
        out.print(f"\n{_verdict(facts, one)}")
        for result in one.findings:
            sign = "[green]✓[/]" if result.holds else "[red]✗[/]"
            out.print(f"{sign} {printable(finding(words.say, language, result))}")


def _verdict(facts: ModelFacts, one: Checkup) -> str:
    fit = "[green]fit to give scores[/]" if one.fit else "[red]not fit to give scores[/]"
    if one.fit and not facts.proven:
        fit = "[red]too small to give scores, whatever it says here[/]"
    each = one.seconds / max(1, one.answers)
    return (
        f"[bold]{one.language}[/]: {fit}. {one.answers} answers in {one.seconds:.0f} s "
        f"({each:.1f} s each), {one.tokens} tokens."
    )


def _parts(facts: ModelFacts, one: Checkup) -> list[Part]:
    """The rows of one language: what was found as a whole, then each number and its limit."""
    name = f"grader {one.language}"
    fit = facts.proven and one.fit
    scores = ", ".join(f"{kind} {_number(score)}" for kind, score in one.scores)
    found = (
        f"{'fit' if fit else 'not fit'}; {facts.name}; mean scores: {scores}; "
        f"{one.answers} answers, {one.seconds:.1f} s, {one.tokens} tokens"
    )
    mend = "" if fit else "set LLM_BASE_URL to a server with a model of 7B or more"
    parts = [Part(name, "fine" if fit else "wrong", found, mend)]
    for result in one.findings:
        limit = f"at least {result.least}" if result.least is not None else f"at most {result.most}"
        parts.append(
            Part(
                f"{name} {result.name}",
                "fine" if result.holds else "wrong",
                f"{_number(result.value)} ({limit})",
                "" if result.holds else "see docs/health.md",
            )
        )
    return parts


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
