"""Problems with their steps written out, for a model to follow: our own, in both languages."""

from collections.abc import Mapping, Sequence

from bot.core.completion import Message
from bot.core.problem import AnswerKind
from bot.core.worksheet import Worksheet

_SHOWN: Mapping[str, Mapping[AnswerKind, Sequence[tuple[str, str]]]] = {
    "en": {
        "number": (
            (
                "A box of 12 pencils costs 3 dollars. How many dollars do 60 pencils cost?",
                "60 pencils are 60 / 12 = 5 boxes. Each box costs 3 dollars, so they cost "
                "5 * 3 = 15 dollars.\nThe answer is 15",
            ),
            (
                "Leo reads 14 pages on Monday and twice as many on Tuesday. His book has 90 pages. "
                "How many pages are left?",
                "On Tuesday he reads 2 * 14 = 28 pages. Together he has read 14 + 28 = 42 pages. "
                "There are 90 - 42 = 48 pages left.\nThe answer is 48",
            ),
            (
                "A shop sells a lamp for 80 euros and takes 25 % off. How many euros does the "
                "lamp cost then?",
                "25 % of 80 euros are 80 * 25 / 100 = 20 euros. The lamp costs 80 - 20 = 60 "
                "euros.\nThe answer is 60",
            ),
        ),
        "choice": (
            (
                "Which is the longest? A) 90 minutes  B) 1.25 hours  C) 4,000 seconds",
                "In minutes: A is 90. B is 1.25 * 60 = 75. C is 4000 / 60, less than 67. The "
                "longest is A.\nThe answer is A",
            ),
        ),
        "list": (
            (
                "Sort in ascending order: 4, 1, 3, 1",
                "The smallest is 1, and there are two of it. Then come 3 and 4.\n"
                "The answer is 1, 1, 3, 4",
            ),
        ),
        "expression": (
            (
                "Make 24 out of the numbers 2, 3, 4 and 4, each used exactly once.",
                "3 * 4 = 12. With 2 and 4 left: 4 - 2 = 2, and 12 * 2 = 24.\n"
                "The answer is (3 * 4) * (4 - 2)",
            ),
        ),
        "text": (
            (
                "Iris is taller than Jon. Kim is shorter than Jon. Who is the tallest?",
                "Iris is taller than Jon, and Jon is taller than Kim. So Iris is taller than "
                "both.\nThe answer is Iris",
            ),
        ),
    },
    "zh": {
        "number": (
            (
                "一盒 12 支铅笔卖 3 元，60 支铅笔要多少元？",
                "60 支铅笔是 60 / 12 = 5 盒。每盒 3 元，一共 5 * 3 = 15 元。\n答案是15",
            ),
            (
                "乐乐星期一读了 14 页书，星期二读的是星期一的两倍。这本书有 90 页，还剩多少页？",
                "星期二读了 2 * 14 = 28 页。两天一共读了 14 + 28 = 42 页。还剩 90 - 42 = 48 页。\n"
                "答案是48",
            ),
            (
                "一盏灯原价 80 元，降价 25 %，现价多少元？",
                "80 元的 25 % 是 80 * 25 / 100 = 20 元。现价 80 - 20 = 60 元。\n答案是60",
            ),
        ),
        "choice": (
            (
                "哪个最长？ A) 90 分钟  B) 1.25 小时  C) 4000 秒",
                "换算成分钟：A 是 90。B 是 1.25 * 60 = 75。C 是 4000 / 60，不到 67。最长的是 A。\n"
                "答案是A",
            ),
        ),
        "list": (
            (
                "从小到大排列：4, 1, 3, 1",
                "最小的是 1，一共有两个。接着是 3 和 4。\n答案是1, 1, 3, 4",
            ),
        ),
        "expression": (
            (
                "用 2、3、4、4 这四个数算出 24，每个数恰好用一次。",
                "3 * 4 = 12。还剩 2 和 4：4 - 2 = 2，12 * 2 = 24。\n答案是(3 * 4) * (4 - 2)",
            ),
        ),
        "text": (
            (
                "小艾比小江高，小金比小江矮。谁最高？",
                "小艾比小江高，小江比小金高，所以小艾比两个人都高。\n答案是小艾",
            ),
        ),
    },
}


def shown(sheet: Worksheet) -> list[Message]:
    """Turns of a user and an assistant: those of numbers first, which every problem gets (the same
    prefix, so that a server has it in its cache), then one of the problem's own kind."""
    kinds = sheet.pick(_SHOWN)
    kind = sheet.problem.kind
    examples = [*kinds["number"], *(kinds[kind] if kind != "number" else ())]
    return [
        message
        for question, steps in examples
        for message in (Message("user", question), Message("assistant", steps))
    ]
