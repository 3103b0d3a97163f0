"""What a person sees of a text: its reader, its questions, and what became of its lines."""

from dataclasses import dataclass

from bot import readers
from bot.core.question import Question
from tests.readers.sources import source


@dataclass(frozen=True)
class Seen:
    """A text that was read, by the reader that suits it best unless one is named."""

    reader: str
    questions: list[Question]
    lines: dict[str, list[int]]
    said: list[str]

    @property
    def titles(self) -> list[str]:
        """The titles in their order."""
        return [one.title for one in self.questions]

    @property
    def answers(self) -> list[str]:
        """The answers in their order."""
        return [one.answer for one in self.questions]

    @property
    def places(self) -> list[tuple[str | None, str | None]]:
        """Chapter and section of each question."""
        return [(one.chapter, one.section) for one in self.questions]


def seen(text: str, *, reader: str | None = None, name: str = "file.md") -> Seen:
    """What is seen of this text."""
    found, account = readers.read(source(text, name), reader=reader)
    lines: dict[str, list[int]] = {"question": [], "intro": [], "not_understood": []}
    for span in account.spans:
        lines[span.kind] += range(span.first, span.last + 1)
    said = [one.rule for one in found.diagnostics]
    return Seen(account.reader, found.questions, lines, said)
