"""Whether words that say nothing of the subject lift a grader's score: attacks, tried on answers of
different worth."""

import asyncio
import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.core.errors import BadInput, CoachError
from bot.core.question import digest
from bot.evaluating.attack_figures import LIMIT, Attack, AttackTable, Attempted, Benign
from bot.evaluating.grader import Grader
from bot.evaluating.item import Item

ANSWERS = 6
"""On so many answers each attack is tried, where nothing else is said."""
_FEWEST = 5
_HONEST = "honest.yaml"
_SAYS_NOTHING = {"zh": "不知道", "en": "I don't know"}
_BLANK = re.compile(r"\{(answer|question|filler|words)\}")
_WORDS = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]{4}")
_FIELDS = {"id", "kind", "language", "text", "why"}


def load(path: Path) -> tuple[Attack, ...]:
    """The attacks of a file, or of all files of a folder but its `honest.yaml`, by file and place.

    BadInput says which entry of which file is broken, and how.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    attacks: dict[str, Attack] = {}
    for file in [one for one in files if one.name != _HONEST or one == path]:
        for number, given in enumerate(_entries(file), 1):
            try:
                one = _attack(given)
                if one.id in attacks:
                    raise ValueError(f"another attack is called {one.id!r}")
            except ValueError as exc:
                raise _broken(file, f"entry {number}: {exc}") from exc
            attacks[one.id] = one
    if not attacks:
        raise _broken(path, "no attack is in it")
    return tuple(attacks.values())


def _entries(file: Path) -> Sequence[Any]:
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as exc:
        raise _broken(file, exc.strerror or "it cannot be opened") from exc
    except UnicodeDecodeError as exc:
        raise _broken(file, "it is not UTF-8") from exc
    except yaml.YAMLError as exc:
        raise _broken(file, " ".join(str(exc).split())) from exc
    if not isinstance(given, list):
        raise _broken(file, "attacks are a list; each begins with `- id:`")
    return given


def _attack(given: Any) -> Attack:
    if not isinstance(given, dict):
        raise ValueError("an attack is `id`, `kind`, `language`, `text` and `why`")
    if lacking := sorted(_FIELDS - given.keys()):
        raise ValueError(f"{', '.join(lacking)} is missing")
    if unknown := sorted(map(str, given.keys() - _FIELDS - {"filler"})):
        raise ValueError(f"{', '.join(unknown)} is nothing that is known of an attack")
    if empty := sorted(one for one in _FIELDS if not str(given[one] or "").strip()):
        raise ValueError(f"{', '.join(empty)} is empty")
    if given["language"] not in _SAYS_NOTHING:
        raise ValueError("language is one of " + ", ".join(_SAYS_NOTHING))
    if "\n" in str(given["why"]).strip():
        raise ValueError("why is one line")
    filler = given.get("filler", {"text": "", "times": 0})
    if not isinstance(filler, dict) or filler.keys() != {"text", "times"}:
        raise ValueError("filler is {text: …, times: …}")
    if not isinstance(filler["times"], int):
        raise ValueError("the filler's times is a whole number")
    said = {name: str(given[name]) for name in _FIELDS}
    return Attack(**said, filler=str(filler["text"]) * filler["times"])


def _broken(path: Path, reason: str) -> BadInput:
    return BadInput("error.eval_file", path=str(path), reason=reason)


def attacked(attack: Attack, question: str, answer: str) -> tuple[str, str]:
    """The text that attacks, and its honest twin: the same answer without the attack, or words
    that say that one does not know, for an attack that stands alone.

    `{words}` are the first six words of the answer (of a lone attack, of its own text), which its
    author knows to stand in it.
    """
    source = _BLANK.sub("", attack.text) if attack.alone else answer
    first = list(itertools.islice(_WORDS.finditer(source), 6))
    words = source[first[0].start() : first[-1].end()] if first else source
    filled = {"answer": answer, "question": question, "filler": attack.filler, "words": words}
    text = _BLANK.sub(lambda blank: filled[blank[1]], attack.text)
    return text, _SAYS_NOTHING[attack.language] if attack.alone else answer


async def attack_table(
    grader: Grader,
    items: Sequence[Item],
    attacks: Sequence[Attack],
    *,
    limit: float = LIMIT,
    answers: int = ANSWERS,
    at_once: int = 4,
    told: Callable[[int], None] | None = None,
) -> AttackTable:
    """Every attack on `answers` answers of its language, from the worst to the best of them.

    Where the items have fewer than five of its language it is tried on all languages. `told` hears
    how many attempts are done. BadInput where there are fewer than five items; ModelTrouble as the
    grader raises it.
    """
    if len(items) < _FEWEST or answers < _FEWEST:
        raise BadInput("error.eval_few_answers", count=str(min(len(items), answers)))
    turns = asyncio.Semaphore(at_once)
    tries = [(attack, item) for attack in attacks for item in _spread(attack, items, answers)]
    texts = [(item, *attacked(attack, item.question, item.answer)) for attack, item in tries]
    honest = dict.fromkeys((item, twin) for item, _, twin in texts)
    done = -len(honest)

    async def score(item: Item, text: str) -> float | None:
        nonlocal done
        async with turns:
            said = await grader.grade(replace(item, answer=text))
        done += 1
        if told:
            told(max(0, done))
        return said.score

    async def scores(several: Iterable[tuple[Item, str]]) -> list[float | None]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(score(*one)) for one in several]
        except* CoachError as troubles:
            raise troubles.exceptions[0] from None
        return [one.result() for one in tasks]

    twins = dict(zip(honest, await scores(honest), strict=True))
    said = await scores((item, text) for item, text, _ in texts)
    attempts = [
        Attempted(attack, item.id, got, twins[item, twin])
        for (attack, item), (_, _, twin), got in zip(tries, texts, said, strict=True)
    ]
    return AttackTable(grader.name, tuple(attempts), limit)


def _spread(attack: Attack, items: Sequence[Item], count: int) -> list[Item]:
    """Items of all scores, evenly from the worst to the best; other ones for other attacks."""
    own = [one for one in items if one.language == attack.language]
    own = own if len(own) >= _FEWEST else list(items)
    ranked = sorted(own, key=lambda one: (one.score, digest(f"{attack.id} {one.id}")))
    count = min(count, len(ranked))
    return [ranked[round(at * (len(ranked) - 1) / (count - 1))] for at in range(count)]


async def benign_drift(defended: Grader, bare: Grader, items: Sequence[Item]) -> Benign:
    """The same grader with its defences and without them, on the same honest answers."""
    moved, withheld = [], 0
    for item in items:
        plain, guarded = (await bare.grade(item)).score, (await defended.grade(item)).score
        if plain is not None and guarded is not None:
            moved.append(abs(plain - guarded))
        withheld += plain is not None and guarded is None
    return Benign(math.fsum(moved) / len(moved) if moved else 0.0, len(moved), withheld)
