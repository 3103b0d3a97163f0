"""Questions to be written and read again, ordinary ones and nasty ones."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from bot.core.bank import Bank
from bot.core.gathering import gather
from bot.core.question import Question, identify
from bot.core.rubric import Checkpoint
from bot.readers.parts import metadata
from bot.readers.parts.answers import is_unfinished
from bot.writers.parts.kept import normal

_PIECES = [
    "a", "Why", "KV Cache", "为什么", "答案", " ", "  ", "\n", "\n\n", "\t", "|", "｜", "[", "]", "(",  # noqa: E501
    ")", "（", "）", "{", "}", "#", "# ", "## ", "### ", "### Q. ", "#### ", "Rubric", "Hint", "Answer",  # noqa: E501
    "Question", "参考答案", "```", "````\n", "~~~", "`", "$", "$$", r"\(x_i\)", r"\[", "\\", "<b>",
    "</b>", "<mark>", "</mark>", "<!--", "-->", "<pre>", "<script>", "<details>", "<summary>", "<a ",  # noqa: E501
    "](", "&amp;", "&", ";", "；", ",", "，", "、", ":", "：", "**", "__", "*", "_", "- ", "1. ", "1) ",  # noqa: E501
    "> ", "---", "===", "\n---\n", "\n- [x] ", "Company: ", "**Tags**: ", "\r\n", "\r", "\x00",
    "\ud800", "\u2028", "\x0b", "\ufeff", "\u200b", "\u3000", "\x1f", "'", '"', "=", "@", "+1", "{{c1::",  # noqa: E501
    "}}", "%", "null", "None", "无", "TODO", "🙂", "é", "2025-08-26", "[sound:a.mp3]", "'- ", "//",
]  # fmt: skip
nasty = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join) | st.text(max_size=20)
_short = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join)
_ids = st.sampled_from(["kv-1", "kv_2", "题-3", "a.b", "7", "q1234567890", "x:y"]) | st.none()
_weights = st.sampled_from([1.0, 2.0, 0.5, 1.25, 3.0])
_said = st.lists(_short | st.sampled_from(['"', "a; b", '"a"', "accept: a", "；"]), max_size=3)
checkpoints = st.builds(
    Checkpoint,
    st.sampled_from(["", "c1", "c2", "core", "no id"]),
    (_short | st.sampled_from(["accept: a", "误区：a", "id: a", "(must)"])).filter(str.strip),
    _weights,
    st.booleans(),
    _said.map(tuple),
    _said.map(tuple),
    st.lists(st.tuples(st.sampled_from(["en", "zh", "fr"]), _short), max_size=2).map(tuple),
)


def question(title: str = "Why does a KV cache help?", **more: Any) -> Question:
    """A question that a reader could have read."""
    made = Question("", title, more.pop("answer", "So."), "en", "bank.md", 1)
    made = normal(replace(made, **more))
    name = made.explicit_id or identify(made.title)
    return replace(made, id=name)


"""Checkpoints with anything in them."""


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question with anything in it that a reader can hand out."""
    facts = metadata.from_values(
        {
            "company": draw(_short | st.none()),
            "position": draw(_short | st.none()),
            "round": draw(
                st.sampled_from(["一面", "二面", "HR面", "final round", "群面讨论"]) | st.none()
            ),
            "tags": draw(st.lists(_short, max_size=3)),
            "date": draw(st.sampled_from(["2025-08-26", "2025-08"]) | st.none()),
            "difficulty": draw(st.sampled_from(["easy", "medium", "hard"]) | st.none()),
            "id": draw(_ids),
            "translation_of": draw(_ids),
            "language": draw(st.sampled_from(["en", "zh"])),
        }
    )
    tags = [one for one in facts.tags if metadata.from_values({"tags": [one]}).tags == (one,)]
    rubric = draw(st.lists(checkpoints, max_size=3))
    answer = draw(nasty)
    return question(
        draw(nasty),
        body=draw(nasty | st.just("")),
        answer="" if is_unfinished(answer) else answer,
        language=facts.language,
        chapter=draw(st.none() | _short),
        section=draw(st.none() | _short),
        company=facts.company,
        position=facts.position,
        round=facts.round,
        date=facts.date,
        tags=tuple(tags),
        difficulty=facts.difficulty,
        hint=draw(st.none() | nasty),
        rubric=tuple(one for one in rubric if one.text.strip("\x00 \n\t\r")),
        sources=tuple(draw(st.lists(_short, max_size=2))),
        explicit_id=facts.id,
        translation_of=facts.translation_of,
    )


banks: st.SearchStrategy[Bank] = st.lists(questions(), min_size=1, max_size=4).map(
    lambda listed: gather([replace(one, line=at) for at, one in enumerate(listed, 1)])
)
"""Banks of such questions, each with an identity of its own."""
