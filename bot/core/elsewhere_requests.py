"""What is asked of an answer that was written elsewhere: a message that no posting stands above."""

from dataclasses import dataclass

from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenElsewhereForm(Inquiry):
    """The form that has a message graded, with the questions that it may answer.

    `author` is the id of who wrote it, `text` what it says.
    """

    author: str
    text: str
    by_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeElsewhere(Request):
    """An answer that was written elsewhere, to be graded for its member alone.

    `question` was chosen; `other`, an id or a title that was typed, goes before it.
    """

    question: str
    text: str
    other: str = ""
