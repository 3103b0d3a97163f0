"""What a maintainer writes in place of a rubric that was cut or drafted: checked before it is
kept."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from rapidfuzz import fuzz

from bot.core import rubric_list
from bot.core.errors import BadInput
from bot.core.question import digest
from bot.core.rubric import MOST, Checkpoint

LONGEST = 300
"""Characters of a checkpoint's text."""
LONGEST_PHRASE = 160
MOST_PHRASES = 8
_HEAVIEST = 10
_SAME = 60
"""How alike (of 100) two texts are that are one checkpoint in other words."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_NUMBERED = re.compile(r"c(\d{1,6})")
_ODD: Mapping[rubric_list.Kind, str] = {
    "lost": "error.rubric_lost",
    "empty": "error.rubric_empty",
    "weight": "error.rubric_weight",
    "key": "error.rubric_key",
    "twice": "error.rubric_twice",
    "id": "error.rubric_id",
}


def edited(text: str, before: Sequence[Checkpoint] = ()) -> tuple[Checkpoint, ...]:
    """The checkpoints of a text in the list form. BadInput says which line cannot be kept, and why.

    One that was there `before` keeps its id, also in other words, so that older verdicts are known
    to be about it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    listed = rubric_list.read(_UNSEEN.sub("", one.rstrip()) for one in lines)
    if listed.odd:
        odd = listed.odd[0]
        raise BadInput(_ODD[odd.kind], line=odd.at + 1, word=odd.word[:40])
    if not listed.checkpoints:
        raise BadInput("error.rubric_none")
    if len(listed.checkpoints) > MOST:
        raise BadInput("error.rubric_many", count=len(listed.checkpoints), most=MOST)
    for one in listed.checkpoints:
        _check(one)
    return _named(listed.checkpoints, before)


def revision(
    answer_hash: str, checkpoints: Sequence[Checkpoint], made_by: str, *, reviewed: bool
) -> str:
    """What tells a state of a rubric from another: of two who change it, one wins."""
    listed = [asdict(one) for one in checkpoints]
    told = json.dumps([answer_hash, listed, made_by, reviewed], ensure_ascii=False)
    return digest(told, 8)


def _check(one: Checkpoint) -> None:
    begins = one.text[:40]
    for text in (one.text, *(said for _, said in one.texts)):
        if len(text) > LONGEST:
            raise BadInput("error.rubric_long", begins=text[:40], limit=LONGEST)
    if any(len(said) > LONGEST_PHRASE for said in (*one.accept, *one.reject)):
        raise BadInput("error.rubric_long_phrase", begins=begins, limit=LONGEST_PHRASE)
    if max(len(one.accept), len(one.reject)) > MOST_PHRASES:
        raise BadInput("error.rubric_many_phrases", begins=begins, most=MOST_PHRASES)
    if one.weight > _HEAVIEST:
        raise BadInput("error.rubric_heavy", begins=begins, most=_HEAVIEST)


def _named(
    checkpoints: Sequence[Checkpoint], before: Sequence[Checkpoint]
) -> tuple[Checkpoint, ...]:
    """The checkpoints with their ids: stated, or of one that was there, or one never used yet."""
    names = [one.id for one in checkpoints]
    free = [one for one in before if one.id not in names]
    for least in (100, _SAME):
        for at, one in enumerate(checkpoints):
            alike = [(fuzz.ratio(one.text, other.text), other) for other in free]
            near, known = max(alike, key=lambda found: found[0], default=(0.0, None))
            if known and not names[at] and near >= least:
                names[at] = known.id
                free.remove(known)
    used = [int(m[1]) for m in map(_NUMBERED.fullmatch, (*names, *(b.id for b in before))) if m]
    highest = max(used, default=0)
    for at, name in enumerate(names):
        if not name:
            highest += 1
            names[at] = f"c{highest}"
    return tuple(replace(one, id=name) for one, name in zip(checkpoints, names, strict=True))
