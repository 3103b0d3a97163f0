"""What people missed of a question, without saying who."""

from bot.core.feedback import Judgement, Verdict
from bot.core.miss_map import miss_map
from bot.core.pictures import Bars
from bot.core.rubric import Checkpoint
from bot.core.totals import FEWEST

RUBRIC = (
    Checkpoint("speed", "Each step computes one token.", texts=(("zh", "每步只算一个词元。"),)),
    Checkpoint("memory", "Memory grows with length."),
    Checkpoint("added", "A line that was added later."),
)


def judged(*verdicts: tuple[Verdict, Verdict]) -> dict[str, list[Judgement]]:
    return {
        f"member {number}": [Judgement("speed", first), Judgement("memory", second)]
        for number, (first, second) in enumerate(verdicts)
    }


def test_each_checkpoint_counts_each_person_once() -> None:
    people = judged(
        (Verdict.COVERED, Verdict.MISSING),
        (Verdict.COVERED, Verdict.WRONG),
        (Verdict.PARTIAL, Verdict.MISSING),
        (Verdict.COVERED, Verdict.PARTIAL),
        (Verdict.MISSING, Verdict.COVERED),
    )
    people["member 0"].append(Judgement("memory", Verdict.COVERED))  # said of it again, later
    found = miss_map(RUBRIC, people)
    assert found is not None
    assert found.people == 5
    assert [one.counts for one in found.lines] == [(3, 1, 1), (2, 1, 2), (0, 0, 0)]


def test_of_fewer_than_five_people_nothing_is_told() -> None:
    few = judged(*[(Verdict.MISSING, Verdict.MISSING)] * (FEWEST - 1))
    assert miss_map(RUBRIC, few) is None


def test_its_picture_speaks_the_language_and_names_nobody() -> None:
    found = miss_map(RUBRIC, judged(*[(Verdict.COVERED, Verdict.MISSING)] * 6))
    assert found is not None
    drawn = found.drawing("为什么更快？", ("答到", "部分", "没答到"), "zh")
    assert drawn == Bars(
        "为什么更快？",
        ("答到", "部分", "没答到"),
        (
            ("每步只算一个词元。", (6, 0, 0)),
            ("Memory grows with length.", (0, 0, 6)),
            ("A line that was added later.", (0, 0, 0)),
        ),
    )
