"""Rows with named columns to items: which column is what, under the names that sets use."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.errors import BadInput
from bot.core.question import digest, normal_title
from bot.evaluating.item import Item
from bot.evaluating.loaders.parts.language import language_of
from bot.evaluating.loaders.parts.loaded import How, Loaded, Unreadable, on_scale

_NAMES = {
    "question": "question questiontext prompt q 题目 问题 题干",
    "reference": "reference referenceanswer ref desiredanswer targetanswer modelanswer goldanswer"
    " gold answerkey expectedanswer 参考答案 标准答案",
    "answer": "studentanswer providedanswer response studentresponse candidateanswer useranswer"
    " 学生答案 学生回答 考生答案 回答 作答 answer 答案",
    "score": "score humanscore grade humangrade mark scoreavg label accuracy verificationfeedback"
    " 分数 得分 评分 成绩 人工评分",
    "group": "group questionid qid promptid 题号 问题编号",
    "language": "language lang 语言",
    "id": "id answerid responseid 编号",
}
"""What columns are called, without case and signs; the likelier name stands first."""
_LAST_REFERENCE = ("answer", "答案")
"""The reference answer where another column has the student's."""
_NEEDED = ("question", "reference", "answer", "score")
RIGHT = "correct"
_LABELS = frozenset(
    (
        RIGHT,
        "incorrect",
        "contradictory",
        "irrelevant",
        "non_domain",
        "partially_correct",
        "partially_correct_incomplete",
    )
)


def roles(columns: Sequence[str], how: How, label: str, line: int) -> dict[str, str]:
    """The column of each role that the names (or the person) tell; BadInput where a needed one has
    none."""
    plain = {_plain(one): one for one in reversed(columns)}
    found = {}
    for role, column in how.columns.items():
        if column not in columns:
            _missing(label, line, f"{column} ({role})", columns)
        found[role] = column
    for role, names in _NAMES.items():
        for name in names.split() if role not in found else ():
            if name in plain and plain[name] not in found.values():
                found[role] = plain[name]
                break
    for name in _LAST_REFERENCE if "reference" not in found else ():
        if name in plain and plain[name] not in found.values():
            found["reference"] = plain[name]
    lacking = [one for one in _NEEDED if one not in found]
    if lacking:
        _missing(label, line, ", ".join(lacking), columns)
    return found


def items(
    rows: Iterable[tuple[int, Mapping[str, Any]]], named: Mapping[str, str], how: How, into: Loaded
) -> None:
    """Add the item of every row (with the line where it begins); what cannot be read is skipped
    with its reason."""
    for line, row in rows:
        try:
            into.items.append(_item(line, row, named, how, into.label))
        except Unreadable as why:
            into.skip(line, str(why))


def _item(
    line: int, row: Mapping[str, Any], named: Mapping[str, str], how: How, label: str
) -> Item:
    said = {role: row.get(column) for role, column in named.items()}
    texts = {role: _text(role, said.get(role)) for role in ("question", "reference", "answer")}
    for role in ("question", "reference"):
        if not texts[role]:
            raise Unreadable(f"it has no {role}")
    if said.get("answer") is None:  # an empty one is an answer
        raise Unreadable("it has no answer")
    score, kind = _scored(said.get("score"), how, label, line)
    question = texts["question"]
    return Item(
        group=_plainly(said.get("group")) or digest(normal_title(question)),
        question=question,
        reference=texts["reference"],
        answer=texts["answer"],
        score=score,
        language=_plainly(said.get("language")) or language_of(question + texts["answer"]),
        id=_plainly(said.get("id")) or f"{label}:{line}",
        label=kind,
    )


def _scored(said: object, how: How, label: str, line: int) -> tuple[float, str]:
    """The score, and the label where the column has labels."""
    kind = "_".join(said.casefold().replace("-", " ").split()) if isinstance(said, str) else ""
    if kind in _LABELS:
        return float(kind == RIGHT), kind
    return on_scale(said, how, label, line), ""


def _text(role: str, said: object) -> str:
    if said is None:
        return ""
    if not isinstance(said, str | int | float):
        raise Unreadable(f"its {role} is no text")
    return str(said).strip()


def _plainly(said: object) -> str:
    return "" if said is None or isinstance(said, dict | list) else str(said).strip()


def _plain(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _missing(label: str, line: int, lacking: str, columns: Sequence[str]) -> None:
    shown = ", ".join(columns[:12]) or "-"
    raise BadInput(
        "error.eval_column_missing", path=label, line=line, lacking=lacking, columns=shown
    )
