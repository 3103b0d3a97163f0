"""What a person asks of the coach about feedback on an answer of theirs."""

from dataclasses import dataclass

from bot.core.requests import Inquiry, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWhy(Inquiry):
    """Why an attempt of one's own was judged as it was."""

    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFeedback(Inquiry):
    """The whole feedback on an attempt of one's own, of which others see a part."""

    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFollowupForm(Inquiry):
    """The form to answer the question that the feedback on one's own attempt ended with."""

    attempt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFollowup(Request):
    """An answer to that question, given by form; its feedback goes where that on the attempt
    went."""

    attempt: str
    text: str
