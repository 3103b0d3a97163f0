"""What the flows ask of the world and the platforms of the coach; each docstring is a promise."""

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
)
from datetime import datetime
from typing import Any, Protocol

from bot.core.bank import Bank
from bot.core.chat import (
    Card,
    Channel,
    Choice,
    Form,
    Member,
    MessageRef,
    Place,
    Thread,
)
from bot.core.completion import Delta, Message, ModelFacts, Sampling, Usage
from bot.core.question import Question
from bot.core.requests import Inquiry, Request

Accept = Callable[[Request], Awaitable[None]]
"""Returns once the request is on disk; the same key twice is one request. StoreTrouble if it is
not."""

Ask = Callable[[Inquiry], Awaitable[Card | Form]]
"""Answers at once, changes nothing, never raises: trouble is a card."""

Suggest = Callable[[str, str, Member], Sequence[Choice]]
"""What completes an option (by its `source`) from what was typed so far, best first, from
memory."""

Say = Callable[..., str]
"""`say(language, key, **facts)` is the sentence of that key in that language."""

Clock = Callable[[], datetime]
"""The time now, with its zone (UTC)."""

Step = Callable[[str, Callable[[], Awaitable[str]]], Awaitable[str]]
"""Runs a named step of durable work; after a crash a finished step returns what it returned
before."""


class Ears(Protocol):
    """Turn what people say into requests: one per connection (a shard, a socket, a page, a tty)."""

    async def run(self, accept: Accept, ask: Ask, suggest: Suggest) -> None:
        """Listen until cancelled, or until nobody is left to listen to."""
        ...


class Mouth(Protocol):
    """Turns cards and streams into messages of one platform, within its limits."""

    async def open_thread(self, channel: Channel, card: Card, *, key: str) -> Thread:
        """Say the card and open a thread on it. The same key gives the same thread."""
        ...

    async def reply(
        self,
        place: Place,
        card: Card,
        *,
        key: str,
        only_to: Member | None = None,
        answers: str | None = None,
    ) -> MessageRef:
        """Say the card. The same key is the same message, its content replaced.

        With `only_to` nobody else sees it. CannotReach where the platform cannot do that. `answers`
        is the key of the request that it answers (else the part of `key` before its last colon):
        what is for its member alone may stand where they asked, while the platform lets it.
        """
        ...

    async def stream(
        self,
        place: Place,
        updates: AsyncIterator[Delta | Card],
        *,
        key: str,
        to: Member,
        answers: str | None = None,
    ) -> MessageRef:
        """Say what comes as it comes, at the platform's pace: a Card replaces the head of the
        message, deltas grow its text. The same key is the same message, its text replaced.

        `answers` as for `reply`.
        """
        ...

    async def update(self, message: MessageRef, card: Card, *, key: str = "") -> None:
        """Replace the card of a message said before. Of one that opened a thread, `message` has
        that thread as its place. With the `key` that it was said under, what did not fit into the
        message is replaced, too."""
        ...


Report = Callable[[Usage], None]
"""Is told what one call to a model used, once, when the call is over (also where it was closed
early or failed, as far as the server said)."""


class LanguageModel(Protocol):
    """A served model. Every method raises ModelTrouble (unreachable, slow, unusable) and nothing
    else."""

    async def facts(self) -> ModelFacts:
        """What is known of the model; asks the server on the first call."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        sampling: Sampling = ...,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Delta, None]:
        """The model's reasoning and text as it writes them; closed early, the request ends."""
        ...

    def fill(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        sampling: Sampling = ...,
        *,
        report: Report | None = None,
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """A JSON object that follows the schema, yielded anew each time another part of it has
        come.

        Strings that are still being written are left out. The last value is the whole document;
        ModelUnusable if it was cut off or does not parse.
        """
        ...

    async def weigh(
        self,
        messages: Sequence[Message],
        choices: Sequence[str],
        sampling: Sampling = ...,
        *,
        report: Report | None = None,
    ) -> Mapping[str, float]:
        """How probable the model finds each choice as its whole answer; they sum to 1.

        The choices are short and begin with different characters (letters, say): one token is
        asked for. ModelUnusable where the server tells no probabilities (`error.no_logprobs`).
        """
        ...

    async def close(self) -> None:
        """Let go of connections and processes."""
        ...


class Approved(Protocol):
    """Where approved questions are written for the bank to be read from."""

    async def add(self, question: Question) -> None:
        """Write a question behind those that are there; one whose id is there is not written again.

        BankTrouble where it cannot be written; then what was there stands as it was.
        """
        ...


class BankHolder(Protocol):
    """The bank that is loaded now: it may be another one at the next call."""

    def __call__(self) -> Bank:
        """The bank."""
        ...
