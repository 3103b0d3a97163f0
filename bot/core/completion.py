"""What is said to a model and what it streams back."""

from dataclasses import dataclass
from typing import Literal

from bot.core.answer_text import broken, plain


@dataclass(frozen=True, slots=True)
class Message:
    """A chat turn."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a stream: the model's reasoning or its text."""

    kind: Literal["reasoning", "text"]
    text: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model draws: `limit` is the most tokens it may write, `seconds` the most time for all.

    `frequency_penalty` lowers the chance of tokens that were written already (-2 to 2; 0 is none).
    """

    temperature: float = 0.0
    limit: int = 512
    seed: int | None = None
    seconds: float = 120.0
    frequency_penalty: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 2 or not -2 <= self.frequency_penalty <= 2:
            raise ValueError("temperature is 0 to 2, frequency_penalty -2 to 2")
        if self.limit < 1 or self.seconds <= 0:
            raise ValueError("limit and seconds are positive")


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call used: tokens read, of them from the server's cache, and written; seconds in all
    and until the first token (None where none came).

    Tokens are the server's own count; None where it does not say.
    """

    prompt: int | None = None
    cached: int | None = None
    completion: int | None = None
    seconds: float = 0.0
    first: float | None = None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of the served model.

    `context` is the longest prompt plus answer in tokens; None where the server does not say.
    `proven` is False where the model is known to be too small to judge (see `docs/grading.md`):
    its verdicts are shown as unproven and no score is computed from them.
    """

    name: str
    proven: bool
    embedded: bool = False
    context: int | None = None


def defused(text: str) -> str:
    """Text as data for a model: characters that nobody sees are gone, and what a tokenizer would
    take for control tokens is broken apart.
    """
    return broken(plain(text))
