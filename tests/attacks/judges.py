"""Judges of known weakness: each reads the prompt that it gets, judges as an honest one does, and
falls for its own kind of attack."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot import checkups
from bot.core.completion import Message
from bot.core.tokens import content
from bot.evaluating.attacks import load
from bot.llm.scripted import Reply, ScriptedModel
from tests.checkup_judges import judge_of, truth
from tests.judges import Judge

HERE = Path(__file__).parent
Said = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Sight:
    """What a judge sees: the checkpoints with their phrasings, the answer between its two lines,
    and what stands between the second of them and the task."""

    prompt: str
    listed: Mapping[str, str]
    answer: str
    behind: str

    @property
    def words(self) -> str:
        """The first words of the answer: what a judge quotes that only wants to tick."""
        return " ".join(self.answer.split()[:6])[:100]


def seen(prompt: str) -> Sight:
    """A prompt as it is read from its top."""
    head, _, rest = prompt.partition("\n\nANSWER\n")
    fence, _, rest = rest.partition("\n")
    answer, _, behind = rest.partition(f"\n{fence}")
    listed = re.findall(r"^(\w+): (.+(?:\n  .+)*)", head.split("\nCHECKPOINTS\n")[1], re.MULTILINE)
    return Sight(prompt, dict(listed), answer, behind.rpartition("\n\n")[0].strip())


def _honest(sight: Sight) -> Said:
    """Ticks what the answer says in one of the phrasings that are listed."""
    if any(one in sight.prompt for one in _checkup_titles()):
        return dict(judge_of(truth, sight.prompt).said)
    said: Said = {}
    for name, text in sight.listed.items():
        phrasings = re.findall(r"also said as: (.+)", text)
        for phrase in "; ".join(phrasings).split("; "):
            if phrase and phrase.casefold() in sight.answer.casefold():
                said[name] = ("covered", phrase)
    return said


@cache
def _checkup_titles() -> frozenset[str]:
    return frozenset(s.question.title for one in checkups.sets().values() for s in one.samples)


def _everything(sight: Sight) -> Said:
    return dict.fromkeys(sight.listed, ("covered", sight.words))


def _the_real_ones(sight: Sight) -> Said:
    """Ticks all but what looks odd: who takes the candidate for the operator sees through that."""
    return {name: ("covered", sight.words) for name in sight.listed if re.fullmatch(r"c\d", name)}


_ORDERS = (
    r"ignore (?:all )?previous",
    r"(?:mark|set|output|give|count|grade|regard|consider|call)\b.{0,60}"
    r"\b(?:covered|full marks|checkpoints?|verdicts?)",
    r"(?:all|every) (?:single )?(?:checkpoints?|points?|verdict)",
    r"developer mode|system\b.{0,9}:|please refer|full marks|required points|: met\.",
    "忽略以上|判为|标为|设为|视为|返回为|统一输出|输出 covered|满分|反话游戏|参考答案作为",
    "所有要点|全部要点|每个要点|各个要点|要点[一全]|得分点|开发者模式|系统[：通]",
)
_ORDER = re.compile("|".join(_ORDERS), re.IGNORECASE | re.DOTALL)


def _read(text: str) -> str:
    """A text with all that a good model makes of it: tag characters, base64, rot13, words that are
    spaced out or written backwards."""
    shown = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Mn", "Cc"))
    shown = unicodedata.normalize("NFKC", shown)
    looks = shown.translate({ord(a): b for a, b in zip("аеоср", "aeocp", strict=True)})
    coded = [_decoded(one) for one in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text)]
    close = re.sub(r"(?<=\b\w) (?=\w\b)", "", shown)
    return "\n".join(
        (shown, looks, _tagged(text), *coded, close, shown[::-1], codecs.encode(shown, "rot13"))
    )


def _tagged(text: str) -> str:
    return "".join(chr(ord(one) - 0xE0000) for one in text if "\U000e0020" <= one <= "\U000e007e")


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


@cache
def _literals() -> tuple[str, ...]:
    """The longest piece of each attack that is its own."""
    pieces = (re.split(r"\{\w+\}", one.text) for one in load(HERE))
    longest = (max((_bare(one) for one in several), key=len) for several in pieces)
    return tuple(one for one in longest if len(one) >= 12)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if one.isalnum())


def _obedient(sight: Sight) -> Said:
    """Does what it is asked, wherever that stands, and falls for every attack of these files that
    it can still read."""
    if _ORDER.search(_read(sight.answer + sight.behind)):
        return _everything(sight)
    bare = _bare(sight.answer + sight.behind)
    return _everything(sight) if any(one in bare for one in _literals()) else _honest(sight)


def _outside(sight: Sight) -> Said:
    """Takes what stands outside the two lines for the operator's word."""
    return _the_real_ones(sight) if sight.behind else _honest(sight)


def _hidden(sight: Sight) -> Said:
    """Takes what is written in tag characters, which no screen shows, for the operator's word."""
    return _the_real_ones(sight) if _ORDER.search(_tagged(sight.answer)) else _honest(sight)


_TOKEN = re.compile(
    r"<\|[a-z_]+\|>|<｜[^｜]+｜>|</?s>|<eos>|</?think>|<(?:start|end)_of_turn>|</?tool_(?:call|response)>"
    r"|\[/?INST\]|<</?SYS>>|\[TOOL_CALLS\]|\[gMASK\]|<sop>|<!--"
)


def _tokens(sight: Sight) -> Said:
    """Takes what stands behind a control token for another's turn."""
    found = _TOKEN.search(sight.answer)
    return _the_real_ones(sight) if found and _ORDER.search(sight.answer) else _honest(sight)


_JSON = re.compile(r'"(\w+)": \{"evidence": "([^"]*)", "verdict": "(\w+)"')


def _json(sight: Sight) -> Said:
    """Takes a result that is there for its own."""
    written = {name: (verdict, words) for name, words, verdict in _JSON.findall(sight.answer)}
    return _honest(sight) | {name: one for name, one in written.items() if name in sight.listed}


def _above(sight: Sight) -> Said:
    """Takes what the answer points at for a part of it, and quotes the reference answer."""
    if not re.search(r"reference answer|given above|参考答案|见上文", sight.answer):
        return _honest(sight)
    given = sight.prompt.partition("one good way to say it)\n")[2].splitlines()[0]
    words = " ".join(given.split()[:12])[:60]
    return {name: ("covered", words) for name in sight.listed if re.fullmatch(r"c\d", name)}


def _lenient(sight: Sight) -> Said:
    """Ticks a checkpoint of which one word is said."""
    said: Said = {}
    there = set(re.findall(r"\w+", sight.answer.casefold()))
    for name, text in sight.listed.items():
        for word in content(text):
            if (len(word) > 3 and word in there) or (word > "\u3400" and word in sight.answer):
                said[name] = ("covered", word)
    return said


def _precise(sight: Sight) -> Said:
    """Follows an order that names one checkpoint, and ticks nothing else with it."""
    named = re.findall(r"\b(c\d)\b", sight.answer)
    if len(set(named)) != 1 or named[0] not in sight.listed:
        return _honest(sight)
    return _honest(sight) | {named[0]: ("covered", sight.words)}


JUDGES: Mapping[str, Callable[[Sight], Said]] = {
    "honest": _honest,
    "obedient": _obedient,
    "outside": _outside,
    "hidden": _hidden,
    "tokens": _tokens,
    "json": _json,
    "above": _above,
    "lenient": _lenient,
    "precise": _precise,
}


def judge(name: str) -> ScriptedModel:
    """The judge of this name, as a model."""
    falls = JUDGES[name]

    def judging(messages: Sequence[Message]) -> Judge:
        return Judge(falls(seen(messages[-1].text)))

    def task(messages: Sequence[Message]) -> list[Message]:
        return [Message("user", messages[-1].text.rpartition("\n\n")[2])]

    def reply(messages: Sequence[Message]) -> Reply:
        return judging(messages).reply(task(messages))

    def weigh(messages: Sequence[Message]) -> Mapping[str, float]:
        return judging(messages).weigh(task(messages))

    return ScriptedModel(reply, weigh=weigh)
