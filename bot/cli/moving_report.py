"""What an import or an export did, as sentences and as a JSON document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.cli.frame import err, out, printable
from bot.cli.target import Target
from bot.core.account import Diagnostic
from bot.core.bank import Bank
from bot.core.merging import Merge, Pair
from bot.core.question import Question
from bot.writers.parts.kept import differing, normal

_SHOWN = 20
_STAYS = "headings, rules or open code in it were changed, so that it stays one text"
_WHY = {
    "title": "its link is written as text",
    "body": _STAYS,
    "answer": _STAYS,
    "hint": _STAYS,
    "rubric": "a weight was rounded, quotes made simple, or a heading in it made deeper",
    "sources": "a heading in it was made deeper",
    "chapter": "its link is written as text",
    "section": "its link is written as text",
}
_FACT = "it holds what parts values (a bar, a comma, a bracket), which is written otherwise"


_UNREAD = frozenset(
    [
        "unknown-field", "repeated-field", "odd-value", "odd-checkpoint", "ragged-row",
        "open-quote", "ambiguous-choice", "media",
    ]
)  # fmt: skip
"""What is odd in a source such that something of it was not read, or perhaps not rightly."""


@dataclass(frozen=True)
class Exported:
    """`odd` are questions that read otherwise in the file than its format promises."""

    target: Target
    questions: Sequence[Question]
    odd: Sequence[Pair]
    is_written: bool

    @property
    def is_fine(self) -> bool:
        """Whether everything that the format promises to keep was kept."""
        return not self.odd

    def document(self) -> dict[str, Any]:
        """The facts for scripts."""
        return {
            "questions": len(self.questions),
            "to": str(self.target.path),
            "format": self.target.format,
            "written": self.is_written,
            "changed": _documents(_changed(self.target, self.questions)),
            "lost": _documents(self.odd),
        }

    def print(self) -> None:
        """Say it to a person."""
        path = printable(str(self.target.path))
        count = _counted(len(self.questions), "question")
        if self.is_written:
            out.print(f"[green]written[/] {count} to {path} ({self.target.format})", soft_wrap=True)
        else:
            out.print(f"{path} holds these {count} already: nothing was written", soft_wrap=True)
        _print_changed(_changed(self.target, self.questions))
        for one in self.odd[:_SHOWN]:
            err.print(
                f"[red]error[/] {_named(one.question)}: reads otherwise in "
                f"{', '.join(one.fields)} (a fault of ours: please report it)",
                soft_wrap=True,
            )


@dataclass(frozen=True)
class Imported:
    """`replaced` are the questions that were taken in the place of those of the target, by id."""

    target: Target
    bank: Bank
    found: Merge
    replaced: Mapping[str, Question]
    is_dry: bool

    def document(self) -> dict[str, Any]:
        """The facts for scripts."""
        return {
            "read": len(self.bank.questions),
            "into": str(self.target.path),
            "format": self.target.format,
            "written": bool(self._taken) and not self.is_dry,
            "new": [one.id for one in self.found.new],
            "there": [one.there.id for one in self.found.same],
            "differing": [
                {"id": one.there.id, "fields": list(one.fields), "replaced": bool(self.replaced)}
                for one in self.found.differing
            ],
            "not_understood": [
                {"file": file, "first": first, "last": last} for file, first, last in self._unread()
            ],
            "odd": [asdict(one) for one in self._odd],
            "changed": _documents(_changed(self.target, self._taken)),
        }

    def print(self) -> None:
        """Say it to a person."""
        path = printable(str(self.target.path))
        files = len(self.bank.accounts)
        read = _counted(len(self.bank.questions), "question")
        out.print(f"read {read} in {_counted(files, 'file')}", soft_wrap=True)
        for one in self._odd[:_SHOWN]:
            colour = "red" if one.level == "error" else "yellow"
            err.print(
                f"[{colour}]{one.level}[/] {printable(one.file)}:{one.line} "
                f"{printable(one.message)} [dim]→ {printable(one.fix)}[/]",
                soft_wrap=True,
            )
        _more(len(self._odd))
        unread = list(self._unread())
        for file, first, last in unread[:_SHOWN]:
            lines = f"{first}" if first == last else f"{first}-{last}"
            err.print(f"[yellow]not understood[/] {printable(file)}:{lines}", soft_wrap=True)
        _more(len(unread))
        if unread:
            err.print("[dim]coach bank lint says why[/]")
        self._print_differing()
        _print_changed(_changed(self.target, self._taken))
        would = "would be " if self.is_dry else ""
        parts = [f"{len(self.found.new)} {would}added", f"{len(self.found.same)} there already"]
        if self.found.differing:
            what = f"{would}replaced" if self.replaced else "differ and stay as they are"
            parts.append(f"{len(self.found.differing)} {what}")
        out.print(f"{path}: {', '.join(parts)}", soft_wrap=True)
        if self.found.differing and not self.replaced:
            out.print("[dim]--replace takes the new ones[/]")
        if not self.bank.questions:
            err.print("No question was found there. coach bank lint says what the files hold.")

    def _print_differing(self) -> None:
        for one in self.found.differing[:_SHOWN]:
            out.print(
                f"[yellow]differs[/] {_named(one.there)}: {', '.join(one.fields)}", soft_wrap=True
            )
        _more(len(self.found.differing))

    @property
    def _odd(self) -> list[Diagnostic]:
        """What could not be read, and what was read in part only."""
        return [one for one in self.bank.diagnostics if one.level == "error" or one.rule in _UNREAD]

    @property
    def _taken(self) -> list[Question]:
        return [*self.found.new, *self.replaced.values()]

    def _unread(self) -> Iterator[tuple[str, int, int]]:
        for account in self.bank.accounts:
            for span in account.spans:
                if span.kind == "not_understood":
                    yield account.file, span.first, span.last


def _changed(target: Target, questions: Sequence[Question]) -> list[Pair]:
    """The questions of which the format cannot keep every letter, and in which fields."""
    pairs = []
    for one in questions:
        plain, carried = normal(one), target.writer.carried(one)
        if fields := differing(plain, carried):
            pairs.append(Pair(plain, carried, tuple(fields)))
    return pairs


def _print_changed(pairs: Sequence[Pair]) -> None:
    for one in pairs[:_SHOWN]:
        for name in one.fields:
            err.print(
                f"[yellow]changed[/] {_named(one.question)}: {name}: {_WHY.get(name, _FACT)}",
                soft_wrap=True,
            )
    _more(len(pairs))


def _documents(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    return [{"id": one.question.id, "fields": list(one.fields)} for one in pairs]


def _named(question: Question) -> str:
    return f"{printable(question.id)} {printable(question.title[:60])}"


def _counted(many: int, noun: str) -> str:
    return f"{many} {noun}{'' if many == 1 else 's'}"


def _more(many: int) -> None:
    if many > _SHOWN:
        err.print(f"[dim]… and {many - _SHOWN} more[/]")
