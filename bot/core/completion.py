"""What is said to a model and what it streams back."""

from dataclasses import dataclass
from typing import Literal

from bot.core.answer_text import broken, plain

_MOST_STOPS = 4  # what vLLM and OpenAI take

Ended = Literal["stop", "length", ""]
"""How a completion ended: by the model, at its limit of tokens, or otherwise (nobody said how)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A chat turn. A last one of the role `assistant` is a text that the model is to go on with."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a stream: the model's reasoning or its text.

    `confidences` has one number a token that came with it, where `Sampling.confidences` asked for
    them and the server tells: minus the mean log probability of the likeliest tokens at that place
    (DeepConf, Fu et al., 2025, arXiv:2508.15260). The higher, the more certain.
    """

    kind: Literal["reasoning", "text"]
    text: str
    confidences: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model draws: `limit` is the most tokens it may write, `seconds` the most time for all.

    `frequency_penalty` lowers the chance of tokens that were written already (-2 to 2; 0 is none).
    `stop` are at most four texts at each of which the model ends, without it. Tokens are drawn from
    the likeliest that make up `top_p` of the probability. `confidences` asks for those of a stream.
    """

    temperature: float = 0.0
    limit: int = 512
    seed: int | None = None
    seconds: float = 120.0
    frequency_penalty: float = 0.0
    stop: tuple[str, ...] = ()
    top_p: float = 1.0
    confidences: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 2 or not -2 <= self.frequency_penalty <= 2:
            raise ValueError("temperature is 0 to 2, frequency_penalty -2 to 2")
        if self.limit < 1 or self.seconds <= 0:
            raise ValueError("limit and seconds are positive")
        if len(self.stop) > _MOST_STOPS or not all(self.stop) or not 0 < self.top_p <= 1:
            raise ValueError("stop is at most four texts, none empty; top_p is above 0, at most 1")


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call used: tokens read, of them from the server's cache, and written; seconds in all
    and until the first token (None where none came).

    Tokens are the server's own count; None where it does not say. `ended` is "" where the call was
    given up or failed.
    """

    prompt: int | None = None
    cached: int | None = None
    completion: int | None = None
    seconds: float = 0.0
    first: float | None = None
    ended: Ended = ""


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
