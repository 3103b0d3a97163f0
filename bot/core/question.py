"""A question of the bank, and what makes it the same question tomorrow."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from bot.core.rubric import Checkpoint, cut

CARRIED = 48
"""Characters of an id that every action has room for, whatever else it says."""

_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the bank's files state it; None and empty mean that the file does not say.

    `body` is what belongs to the question beside its title: code, a table, the choices. `date` is
    `YYYY-MM-DD` or `YYYY-MM`. `answer` is the reference answer in Markdown, `core` its `<mark>`
    sentence. `round_text` is the round as the file has it, with the position that was told from it.
    `translation_of` is the id of the question that this one is in another language. `line` is where
    the question's heading stands, from 1.
    """

    id: str
    title: str
    answer: str
    language: str
    file: str
    line: int
    body: str = ""
    chapter: str | None = None
    section: str | None = None
    company: str | None = None
    position: str | None = None
    round: str | None = None
    round_text: str | None = None
    date: str | None = None
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    core: str | None = None
    hint: str | None = None
    rubric: tuple[Checkpoint, ...] = ()
    sources: tuple[str, ...] = ()
    explicit_id: str | None = None
    translation_of: str | None = None

    @property
    def asked(self) -> str:
        """All that is asked: the title, and what belongs to it."""
        return f"{self.title}\n\n{self.body}" if self.body else self.title

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The author's rubric, else what code cuts from the reference answer."""
        return self.rubric or cut(self.answer, self.core)

    @property
    def answer_hash(self) -> str:
        """What is compared to see whether a question with a new title is an old one."""
        return digest(self.answer)


def digest(text: str, length: int = 12) -> str:
    """A short stable name of a text: the first hex digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def carried(question: str, most: int = CARRIED) -> str:
    """The name by which buttons and choices carry a question's id, which may be of any length: the
    id, or a short one that `Bank.row` knows. The length counts as Discord counts it."""
    is_short = len(question.encode("utf-16-le")) <= 2 * most
    return question if is_short else f"~{digest(question, 20)}"


def normal_title(title: str) -> str:
    """A title without case, width, spaces and punctuation: edits of those keep the identity."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", title).casefold()) or title.strip()


def identify(title: str, *, also: str = "") -> str:
    """The identity of a question that states none; `also` tells questions of one title apart."""
    return "q" + digest(f"{normal_title(title)}\n{also}" if also else normal_title(title), 10)
