"""What an answer is judged by: the author's checkpoints, or some cut from the reference answer."""

import math
import re
from dataclasses import dataclass
from datetime import datetime

MOST = 6
_LONGEST = 160
_BULLET = re.compile(r"^(?P<indent>\s*)(?:[-*+]|\d+[.)])\s+(?P<text>\S.*)$")
_MARKUP = re.compile(r"\*\*|__|`|</?mark>|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One thing that a good answer says: `must` caps the score of an answer that lacks it.

    `accept` has phrasings that say it, `reject` the misconceptions that are often met; both help
    whoever judges and decide nothing alone. `texts` has the text in other languages, by language.
    """

    id: str
    text: str
    weight: float = 1.0
    must: bool = False
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip() or not 0 < self.weight < math.inf:
            raise ValueError("a checkpoint has a text and a positive weight")

    def said(self, language: str) -> str:
        """The text in a language, else as it was written."""
        return dict(self.texts).get(language, self.text)


@dataclass(frozen=True, slots=True)
class KeptRubric:
    """The checkpoints that a question is judged by where its file states none.

    They hold for the reference answer of this hash alone. `made_by` is `cut` (by code), a model's
    name, or `maintainer`; `reviewed` says that a maintainer has seen and approved them.
    """

    question: str
    answer_hash: str
    checkpoints: tuple[Checkpoint, ...]
    made_by: str
    reviewed: bool
    at: datetime


def cut(answer: str, core: str | None) -> tuple[Checkpoint, ...]:
    """At most six checkpoints from a reference answer: its core sentence, then points of its
    bullets.

    Points are taken in turn from each list, so that a long answer is covered in its breadth; they
    keep the order in which they are read. An answer with neither gives its paragraphs.
    """
    core = _short(core or "")
    groups = _points(answer) or [[line] for line in _paragraphs(answer)]
    room = MOST - bool(core)
    turn = [
        (row, column)
        for column in range(max((len(group) for group in groups), default=0))
        for row, group in enumerate(groups)
        if column < len(group)
    ]
    texts = [_short(groups[row][column]) for row, column in sorted(turn[:room])]
    texts = list(dict.fromkeys(text for text in texts if text))
    found = [Checkpoint("core", core, weight=2.0, must=True)] if core else []
    found += [Checkpoint(f"c{number}", text) for number, text in enumerate(texts, 1)]
    return tuple(found)


def _points(answer: str) -> list[list[str]]:
    """The bullets that say something, one group a list: a bullet that only heads others names
    their group."""
    lines = _outside_fences(answer)
    bullets = [(len(m["indent"].expandtabs(4)), m["text"]) for m in map(_BULLET.match, lines) if m]
    shallow = min((indent for indent, _ in bullets), default=0)
    groups: list[list[str]] = []
    before_bullet = False
    for number, line in enumerate(lines):
        match = _BULLET.match(line)
        if not match:
            before_bullet = before_bullet and not line.strip()
            continue
        indent = len(match["indent"].expandtabs(4))
        deeper = next((m for m in map(_BULLET.match, lines[number + 1 :]) if m), None)
        heads = deeper is not None and len(deeper["indent"].expandtabs(4)) > indent
        if not groups or not before_bullet or (heads and indent == shallow):
            groups.append([])
        before_bullet = True
        if not heads or len(_plain(match["text"])) > 40:
            groups[-1].append(match["text"])
    return [group for group in groups if group]


def _paragraphs(answer: str) -> list[str]:
    blocks = re.split(r"\n\s*\n", "\n".join(_outside_fences(answer)))
    plain = [_plain(" ".join(block.split())) for block in blocks]
    return [block for block in plain if len(block) > 8 and not block.startswith(("|", "#"))]


def _outside_fences(text: str) -> list[str]:
    lines, inside = [], ""
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence and (not inside or fence[1].startswith(inside)):
            inside = "" if inside else fence[1]
        elif not inside:
            lines.append(line)
    return lines


def _plain(text: str) -> str:
    return _MARKUP.sub("", text).strip()


def _short(text: str) -> str:
    plain = " ".join(_plain(text).split())
    plain = re.sub(r"^(核心|Core)\s*[:：]\s*", "", plain)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
