"""What can be said of an answer without a model: that it says nothing, or is somebody else's."""

import re
from enum import StrEnum

from bot.core.question import Question
from bot.core.rubric import Checkpoint
from bot.core.tokens import tokens

_LONGEST = 60
_IDEALESS = re.compile(
    r"(?:(?:sorry|well|um+|hmm+|honestly|actually|i'm|im|i|really|just|still)\W+)*"
    r"(?:(?:do\s*n[o']?t|don’t|dont|did\s*n['’]?t|can\s*['’]?t|cannot|could\s*n['’]?t)\s+"
    r"(?:really\s+|even\s+)?(?:know|remember|recall|say|tell|answer)|(?:have\s+)?no\s+(?:idea|clue)|"
    r"(?:have\s*n['’]?t|have\s+not)\s+(?:a\s+clue|an\s+idea|learn(?:ed|t)\s+(?:this|it)(?:\s+yet)?)|"
    r"not\s+(?:really\s+)?sure|unsure|idk|dunno|pass|skip|forgot)"
    r"(?:\s+(?:this|that|it|one|the\s+answer|about|at\s+all|how|why|yet|either))*(?:\W+sorry)?\W*"
    r"|(?:(?:抱歉|对不起|不好意思|嗯+|呃+|老实说|说实话|这个|这题|这道题|真的|我|还|也|完全|有点|就)\W*)*"
    r"(?:不(?:太|是很|怎么)?(?:知道|清楚|会|懂|了解|明白|记得|确定)|没(?:有)?(?:想法|思路|头绪|印象|学过|听过|听说过)"
    r"|忘记?了|跳过|过)"
    r"(?:\W*(?:做|答|这个|这题|这道题|答案|怎么答|了|呢|啊|抱歉|对不起))*\W*",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    re.findall(
        r"\S+",
        "fine ok okay good yes no yep yeah nope sure great nice cool correct right true false"
        " thanks thank hello hi hey test maybe perhaps done same easy yup lol"
        " 好 好的 很好 可以 行 嗯"
        " 是 是的 对 对的 不 不是 不对 没错 谢谢 你好 测试 一般 还行 也许 可能 大概 同上 哈哈",
    )
)
_COPIED = 0.9
_RUN = 5
_LEAST = 12


class Shortcut(StrEnum):
    """Why an answer needs no model."""

    NO_IDEA = "no_idea"
    NOTHING = "nothing"
    QUESTION = "question"
    REFERENCE = "reference"


def shortcut(question: Question, rubric: tuple[Checkpoint, ...], answer: str) -> Shortcut | None:
    """Why the answer needs no model; None where somebody must read it.

    NO_IDEA says that it says nothing else; NOTHING that it has no word that could answer anything
    (`fine`, `好的`, signs alone). QUESTION and REFERENCE are copies: nine tenths of its runs of
    five tokens stand in the question, or in the reference answer.
    """
    plain = " ".join(answer.split())
    if len(plain) <= _LONGEST and _IDEALESS.fullmatch(plain):
        return Shortcut.NO_IDEA
    said = tokens(answer, single=False)
    if not said or _only_fillers(plain):
        return Shortcut.NOTHING
    if _copied(said, tokens(question.asked, single=False), least=4):
        return Shortcut.QUESTION
    reference = "\n".join((question.answer, *(one.text for one in rubric)))
    if len(said) >= _LEAST and _copied(said, tokens(reference, single=False), least=_LEAST):
        return Shortcut.REFERENCE
    return None


def _only_fillers(plain: str) -> bool:
    words = [one for one in re.split(r"[\W_]+", plain.casefold()) if one]
    return len(words) <= 4 and all(word in _FILLERS for word in words)


def _copied(said: list[str], source: list[str], *, least: int) -> bool:
    """Whether nearly all that was said was taken from the source, in its order."""
    if len(said) < least:
        return said == source
    size = min(_RUN, len(said))
    runs = [tuple(said[at : at + size]) for at in range(len(said) - size + 1)]
    there = {tuple(source[at : at + size]) for at in range(len(source) - size + 1)}
    return sum(run in there for run in runs) >= _COPIED * len(runs)
