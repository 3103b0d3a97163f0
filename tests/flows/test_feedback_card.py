"""What a card of feedback shows where others read, and where nobody does."""

from dataclasses import replace

import pytest

from bot.core.feedback import Advice, Feedback, Judgement, Verdict
from bot.core.progress import Progress
from bot.core.rubric import Checkpoint
from bot.flows.feedback_card import FeedbackCard
from bot.words import say

RUBRIC = (
    Checkpoint("c1", "Quorvex limits decoding.", must=True),
    Checkpoint("c2", "Zimbel shares the reading.", texts=(("zh", "齐姆贝尔共享读取。"),)),
)
SECRETS = ("Quorvex", "Zimbel", "齐姆贝尔", "Mulgor", "Tresk", "evident")
JUDGED = Feedback(
    "attempt",
    judgements=(
        Judgement("c1", Verdict.COVERED, "evident words"),
        Judgement("c2", Verdict.WRONG, "evident"),
    ),
    graded=True,
    proven=True,
    score=0.5,
    model="m",
    advice=Advice(
        strengths=(("c1", "Mulgor is good."),),
        misconceptions=(("c2", "Tresk, not that."),),
        followup=("c2", "What of Tresk?"),
    ),
)
STAGES = {
    "begun": Feedback("attempt"),
    "growing": replace(JUDGED, graded=False, advice=Advice()),
    "whole": JUDGED,
    "unproven": replace(JUDGED, proven=False, score=None),
    "copied": replace(JUDGED, judgements=(), shortcut="reference"),
    "down": Feedback("attempt", trouble="error.gave_up", ticked=("c2",)),
}


def card(language: str, *, public: bool) -> FeedbackCard:
    progress = Progress(gained=("c1",), missing=("c2",), lost=(), changed=False)
    return FeedbackCard(
        say=say,
        language=language,
        rubric=RUBRIC,
        attempt="attempt",
        posting="posting",
        asked="And Tresk?",
        progress=progress,
        public=public,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("stage", STAGES)
def test_where_others_read_nothing_that_helps_them_stands_outside_the_spoiler(
    stage: str, language: str
) -> None:
    shown = card(language, public=True).of(STAGES[stage])

    labels = [one.label for one in shown.buttons]
    open_ = " ".join((shown.title, shown.body, shown.note, shown.spoiler_title, *labels))
    assert not [one for one in SECRETS if one in open_]
    assert "evident" not in shown.spoiler
    assert bool(shown.spoiler_title) == bool(shown.spoiler)


@pytest.mark.parametrize("stage", ["whole", "down"])
def test_who_opens_the_spoiler_reads_what_each_number_stands_for(stage: str) -> None:
    shown = card("en", public=True).of(STAGES[stage])

    assert "1. Quorvex limits decoding.\n2. Zimbel shares the reading." in shown.spoiler
    marks = {"whole": ["1. ✅", "2. ❌"], "down": ["1. ☐", "2. ☑"]}[stage]
    assert all(one in shown.body for one in marks)
    if stage == "whole":
        assert "What of Tresk?" in shown.spoiler and "And Tresk?" in shown.spoiler


def test_where_nobody_else_reads_all_of_it_stands_open() -> None:
    shown = card("en", public=False).of(JUDGED)

    assert shown.spoiler == ""
    assert all(one in shown.body for one in SECRETS if one.isascii())


def test_what_can_be_said_to_feedback_are_buttons() -> None:
    names = [one.action.split(":")[0] for one in card("en", public=True).of(JUDGED).buttons]

    assert names == ["followup", "whole", "retry", "reveal", "why", "dispute", "next"]
