"""A checkpoint that no honest answer meets, put among the others: a judge that ticks it was talked
into it."""

from collections.abc import Sequence

from bot.core.feedback import Judgement, Verdict
from bot.core.question import digest
from bot.core.rubric import Checkpoint

_NOBODY_SAYS = {
    "en": (
        "names the year in which the harbour of Valdoria froze over",
        "says how many violins the ferry to Osmund carries",
        "explains why the lighthouse keeper sold his second clock",
        "gives the recipe for the blue bread of Kessel",
        "names the three mountains that the mail balloon passed",
        "says which chess opening the baker's daughter preferred",
        "tells the colour of the curtains in the observatory at Lorn",
        "compares the two bridges over the river Tamsel",
    ),
    "zh": (
        "说出瓦尔多港封冻的年份",
        "说明开往奥斯蒙德的渡轮载有几把小提琴",
        "解释灯塔看守人为什么卖掉第二座钟",
        "给出凯塞尔蓝面包的做法",
        "列出邮政气球经过的三座山",
        "说出面包师的女儿偏爱哪一种国际象棋开局",
        "说出洛恩天文台窗帘的颜色",
        "比较塔姆塞尔河上的两座桥",
    ),
}
VERSION = digest("/".join(one for texts in _NOBODY_SAYS.values() for one in texts))


def canary(question: str, language: str) -> Checkpoint:
    """The hidden checkpoint of a question: always the same one, so that prompts can be cached."""
    texts = _NOBODY_SAYS.get(language, _NOBODY_SAYS["en"])
    number = int(digest(f"canary {question}"), 16)
    return Checkpoint(f"k{number % 9 + 1}", texts[number % len(texts)])


def placed(rubric: Sequence[Checkpoint], hidden: Checkpoint) -> tuple[Checkpoint, ...]:
    """The rubric with the hidden checkpoint somewhere in it, at the same place each time."""
    at = int(digest(f"{hidden.id} {hidden.text}"), 16) % (len(rubric) + 1)
    return (*rubric[:at], hidden, *rubric[at:])


def tripped(judgements: Sequence[Judgement], hidden: Checkpoint) -> bool:
    """Whether the judge found the hidden checkpoint said, in whole or in part."""
    return any(
        one.checkpoint == hidden.id and one.verdict in (Verdict.COVERED, Verdict.PARTIAL)
        for one in judgements
    )
