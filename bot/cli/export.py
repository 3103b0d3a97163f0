"""`coach export`: what members let be used, as rows to teach a model with."""

import asyncio
import json
import os
import secrets
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import app as house
from bot import coaching, exporting, settings
from bot.cli.frame import FINE, err, out, print_json, printable
from bot.cli.putting import Change, put
from bot.core.bank import Bank
from bot.core.completion import Message
from bot.core.consent import Consented
from bot.core.errors import BadInput, BankTrouble
from bot.core.keeping_grades import ConsentedAttempts
from bot.exporting.parts.deidentify import Deidentifier
from bot.exporting.parts.example import Example, Row, example, unfit
from bot.flows.assessing import rubric_hash
from bot.flows.judging import Sheet
from bot.flows.rubric_source import RubricSource

SALT = "export.salt"
"""The file in COACH_HOME with which rows are named; without it nobody can tell whose a row is."""


@dataclass
class Gathered:
    """The examples of this run, and what became of everything else."""

    cleaner: Deidentifier
    salt: bytes
    unproven: bool
    examples: list[Example] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)

    async def take(self, one: Consented, bank: Bank, rubrics: RubricSource) -> None:
        """Make an example of an attempt, or count it by the reason why it makes none."""
        reason = unfit(one, unproven=self.unproven)
        question = bank.get(one.attempt.question)
        if reason or question is None:
            self.left_out[reason or "its question is not in the bank"] += 1
            return
        whole = await rubrics.of(question)
        rubric = tuple(each for each in whole if each.id in one.attempt.aims) or whole
        if rubric_hash(rubric) != one.feedback.rubric_hash:
            self.left_out["its rubric has changed since"] += 1
            return
        made = example(one, question, rubric, self.cleaner, self.salt)
        if made is None:
            self.left_out["a verdict without words of the answer that show it"] += 1
            return
        self.examples.append(made)
        self.members.add(f"{one.attempt.member.community}\n{one.attempt.member.id}")


def run(
    shape: str,
    target: Path | None,
    *,
    names: Path | None,
    unproven: bool,
    check: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Write the rows of a shape to a new file, or with `check` to nowhere but the screen."""
    chosen, making = settings.read(), exporting.shape(shape)
    if target is None and not check:
        raise BadInput("error.export_nowhere")
    before = None
    if target is not None and not check:
        before = _there(target, force=force)
    gathered = Gathered(Deidentifier(_lines(names)), _salt(chosen.home / SALT), unproven)
    asyncio.run(_gather(chosen, gathered))
    rows = list(making.rows(gathered.examples, prompt, gathered.left_out))
    if target is not None and not check:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
        put(Change(target, before, text.encode()))
    report = _report(shape, target, rows, gathered, check=check)
    if as_json:
        print_json(report)
    else:
        _show(report, rows, check=check)
    return FINE


def prompt(one: Example) -> Sequence[Message]:
    """What a judge is asked in grading, but for the hidden checkpoint: that must stay unknown."""
    order = ", ".join(each.id for each in one.rubric)
    sheet = Sheet(one.question, one.rubric, one.answer, fence=f"====={one.id[:12]}=====")
    return sheet.messages(f"Now the JSON for the checkpoints {order}.")


async def _gather(chosen: settings.Settings, gathered: Gathered) -> None:
    from bot.store.consented import StoredConsented
    from bot.store.database import Database
    from bot.store.upgrade import upgrade

    bank = house.load_bank(chosen)
    database = Database(chosen.database)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn())
    try:
        await upgrade(database)
        consented: ConsentedAttempts = StoredConsented(database)
        rubrics = coaching.rubric_source(lambda: bank, database)
        communities = await consented.communities()
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
            for community in shown.track(communities):
                withheld = await consented.withheld(community)
                gathered.left_out["its member does not consent"] += withheld
                async for one in consented.of(community):
                    await gathered.take(one, bank, rubrics)
    finally:
        await database.close()


def _report(
    shape: str, target: Path | None, rows: Sequence[Row], gathered: Gathered, *, check: bool
) -> dict[str, Any]:
    report: dict[str, Any] = {
        "shape": shape,
        "rows": len(rows),
        "file": None if check or target is None else str(target),
        "attempts": len(gathered.examples),
        "members": len(gathered.members),
        "left_out": {reason: count for reason, count in gathered.left_out.items() if count},
        "taken_out": dict(gathered.cleaner.taken),
    }
    return report | {"would_be": list(rows)} if check else report


def _show(report: dict[str, Any], rows: Sequence[Row], *, check: bool) -> None:
    for one in rows if check else ():
        out.print(printable(json.dumps(one, ensure_ascii=False)), soft_wrap=True)
    where = "would be written" if check else f"written to {report['file']}"
    err.print(
        f"{report['rows']} rows {printable(where)}, from {report['attempts']} attempts of "
        f"{report['members']} members who consent."
    )
    for reason, count in report["left_out"].items():
        err.print(f"[dim]left out: {count} × {reason}[/]")
    for kind, count in report["taken_out"].items():
        err.print(f"[dim]taken out of texts: {count} × {kind}[/]")


def _there(target: Path, *, force: bool) -> bytes | None:
    """What the file holds now; BadInput where it may not be written over."""
    try:
        before = target.read_bytes()
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise BadInput("error.no_folder", folder=str(target.parent)) from None
        return None
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise BankTrouble("error.target_not_written", path=str(target), reason=reason) from exc
    if not force:
        raise BadInput("error.export_exists", path=str(target))
    return before


def _lines(names: Path | None) -> list[str]:
    if names is None:
        return []
    try:
        return names.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or "it is not UTF-8 text"
        raise BadInput("error.names_file", path=str(names), reason=reason) from exc


def _salt(path: Path) -> bytes:
    """The secret in the file, which is made at the first use and read by its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as made:
                made.write(secrets.token_hex(32))
        salt = path.read_bytes().strip()
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise BankTrouble("error.target_not_written", path=str(path), reason=reason) from exc
    if len(salt) < 32:
        raise BankTrouble("error.export_salt", path=str(path))
    return salt
