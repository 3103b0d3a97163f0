"""Which picture shows a run best: its votes, how a draft became the answer, or all of its steps."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from bot.core.pictures import Bars, Diff, Figure, Graph, Lanes, Node
from bot.core.ports import Say
from bot.core.trace import Step, Trace
from bot.flows.feedback_card import quoted

_MOST_STEPS = 40
_MOST_VOTES = 12
_LONGEST_DIFF = 1200
_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_RIGHT, _WRONG, _NONE = range(3)


def figure(trace: Trace, title: str, say: Say, language: str) -> Figure | None:
    """The picture of a run; None where a run of one or two steps has nothing to be drawn."""
    votes = [one for one in trace.steps if one.kind == "vote"]
    if votes:
        return _votes(votes, title, say, language)
    drafts = [one for one in trace.steps if one.kind == "draft" and one.text]
    revised = [one for one in trace.steps if one.kind == "revision" and one.text]
    if drafts and revised and len(drafts[0].text) + len(revised[-1].text) <= _LONGEST_DIFF:
        return _diff(drafts[0].text, revised[-1].text, title, say, language)
    if len(trace.steps) < 3:
        return None
    return _graph(trace, title, say, language)


def compared(
    traces: Sequence[Trace], titles: Sequence[str], right: Sequence[bool | None], *, known: bool,
    say: Say, language: str, table: str,
) -> Figure:  # fmt: skip
    """Tokens against whether the answers are right, or, where that is not known, agree."""
    names = ("cot.lane_right", "cot.lane_wrong") if known else ("cot.lane_agree", "cot.lane_differ")
    lanes = tuple(say(language, key) for key in (*names, "cot.not_answered"))
    lane = {True: _RIGHT, False: _WRONG, None: _NONE}
    points = tuple(
        (name, float(trace.usage.completion or 0), lane[one])
        for name, trace, one in zip(titles, traces, right, strict=True)
    )
    drawing = Lanes(
        say(language, "cot.compared"), say(language, "cot.tokens_written"), lanes, points
    )
    return Figure(drawing, say(language, "cot.compared_alt", count=len(traces)), table)


def _votes(votes: Sequence[Step], title: str, say: Say, language: str) -> Figure:
    rows = tuple((one.title, (len(one.parents),)) for one in votes[:_MOST_VOTES])
    table = "\n".join(f"- {words}: {counts[0]}" for words, counts in rows)
    kinds = (say(language, "cot_step.vote"),)
    alt = say(language, "cot.votes_alt", answer=votes[0].title, count=len(votes[0].parents))
    return Figure(Bars(title, kinds, rows), alt, table)


def _graph(trace: Trace, title: str, say: Say, language: str) -> Figure:
    steps = trace.steps[:_MOST_STEPS]
    nodes = tuple(
        Node(
            say(language, f"cot_step.{one.kind}"),
            one.title or " ".join(one.text.split())[:100],
            one.state,
            one.parents,
        )
        for one in steps
    )
    kept = sum(one.state in ("kept", "right") for one in steps)
    alt = say(language, "cot.graph_alt", steps=len(trace.steps), kept=kept)
    table = "\n".join(f"- {one.head}: {quoted(one.words)}" for one in nodes if one.words)
    return Figure(Graph(title, nodes), alt, table)


def _diff(before: str, after: str, title: str, say: Say, language: str) -> Figure:
    """What went and what came, word by word (a Chinese character is one)."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[tuple[Literal["same", "gone", "new"], str]] = []
    for kind, one, two, three, four in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pieces.append(("same", joined(old[one:two])))
            continue
        if two > one:
            pieces.append(("gone", joined(old[one:two])))
        if four > three:
            pieces.append(("new", joined(new[three:four])))
    gone = sum(kind == "gone" for kind, _ in pieces)
    came = sum(kind == "new" for kind, _ in pieces)
    alt = say(language, "cot.diff_alt", gone=gone, new=came)
    marks = {"same": "{}", "gone": "~~{}~~", "new": "**{}**"}
    table = " ".join(marks[kind].format(quoted(text)) for kind, text in pieces)
    return Figure(Diff(title, tuple(pieces)), alt, table)


def joined(words: Sequence[str]) -> str:
    """Words as a text: with blanks between, but none between Chinese characters."""
    text = ""
    for word in words:
        near = text and not ("\u3400" <= text[-1] <= "\u9fff" and "\u3400" <= word[0] <= "\u9fff")
        text += f" {word}" if near else word
    return text
