"""What a reader hands back: questions, and whatever was odd."""

from dataclasses import dataclass, field

from bot.core.bank import Diagnostic
from bot.core.question import Question


@dataclass
class Found:
    """The questions of a file in their order, and its diagnostics."""

    questions: list[Question] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __add__(self, other: "Found") -> "Found":
        return Found(self.questions + other.questions, self.diagnostics + other.diagnostics)

    def say(self, file: str, line: int, rule: str, message: str, fix: str) -> None:
        """Add a warning."""
        self.diagnostics.append(Diagnostic(file, line, rule, "warning", message, fix))

    @classmethod
    def trouble(cls, file: str, rule: str, message: str, fix: str, *, line: int = 1) -> "Found":
        """No question, and the error that explains why."""
        return cls(diagnostics=[Diagnostic(file, line, rule, "error", message, fix)])
