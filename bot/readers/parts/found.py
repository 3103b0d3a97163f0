"""What a reader hands back: questions, whatever was odd, and which lines it read as what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.core.account import Account, Diagnostic, Edit, Kind, Span
from bot.core.question import Question


@dataclass
class Found:
    """The questions of a file in their order, its diagnostics, and the lines that were read.

    `read` are the spans that the reader understood, in order, none over another; what lies between
    them is settled by `settle`. `records` counts those of a format that has no lines.
    """

    questions: list[Question] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    read: list[Span] = field(default_factory=list)
    records: int | None = None

    def say(
        self,
        file: str,
        line: int,
        rule: str,
        message: str,
        fix: str,
        *,
        edits: Iterable[Edit] = (),
    ) -> None:
        """Add a warning."""
        self.diagnostics.append(Diagnostic(file, line, rule, "warning", message, fix, tuple(edits)))

    def span(self, first: int, last: int, kind: Kind) -> None:
        """Say as what the lines `first` to `last` (from 1, both included) were read."""
        self.read.append(Span(first, last, kind))

    @property
    def is_trouble(self) -> bool:
        """Whether nothing was read, for a reason that is an error."""
        return not self.questions and any(one.level == "error" for one in self.diagnostics)

    @classmethod
    def trouble(cls, file: str, rule: str, message: str, fix: str, *, line: int = 1) -> "Found":
        """No question, and the error that explains why."""
        return cls(diagnostics=[Diagnostic(file, line, rule, "error", message, fix)])

    def settle(self, file: str, reader: str, lines: Sequence[str]) -> Account:
        """The account of the whole file: blank lines belong to what stands before them (or, at the
        top, behind), and other lines that no span covers are `not_understood`, with a warning each.
        """
        if self.is_trouble:
            return Account(file, reader, (Span(1, max(len(lines), 1), "not_understood"),))
        spans: list[Span] = []
        line = 1
        for span in [*sorted(self.read, key=lambda one: one.first), None]:
            end = span.first if span else len(lines) + 1
            if line < end:
                self._gap(file, spans, lines, line, end)
            if span:
                spans.append(Span(max(line, span.first), span.last, span.kind))
                line = span.last + 1
        return Account(file, reader, tuple(spans))

    def _gap(self, file: str, spans: list[Span], lines: Sequence[str], line: int, end: int) -> None:
        filled = [at for at in range(line, end) if lines[at - 1].strip()]
        if filled:
            if spans and filled[0] > line:
                spans[-1] = Span(spans[-1].first, filled[0] - 1, spans[-1].kind)
                line = filled[0]
            spans.append(Span(line, end - 1, "not_understood"))
            what = f"lines {filled[0]} to {filled[-1]}" if len(filled) > 1 else "this line"
            self.say(
                file,
                filled[0],
                "not-understood",
                f"{what} could not be read as a question, a part of one, or an introduction",
                "write it as the reader expects (seeds/README.md), or leave it out",
            )
        elif spans:
            spans[-1] = Span(spans[-1].first, end - 1, spans[-1].kind)
        else:
            spans.append(Span(line, end - 1, "intro"))
