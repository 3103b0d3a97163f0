"""What a maintainer asks about the rubrics that the coach keeps."""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.chat import Role
from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRubric(Inquiry):
    """What a question's answers are judged by, and where it is from."""

    needs: ClassVar[Role] = Role.MAINTAINER
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRubricForm(Inquiry):
    """The form in which a maintainer changes a rubric."""

    needs: ClassVar[Role] = Role.MAINTAINER
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseRubric(Request):
    """A maintainer's checkpoints, in the list form, in place of those of this revision."""

    needs: ClassVar[Role] = Role.MAINTAINER
    question: str
    revision: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRubric(Request):
    """Say that the checkpoints of this revision were looked at and are right."""

    needs: ClassVar[Role] = Role.MAINTAINER
    question: str
    revision: str
