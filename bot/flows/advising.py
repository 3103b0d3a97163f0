"""Asks the model for a few sentences of advice, from the checked verdicts alone."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from bot.core.completion import Delta, Message, Sampling, defused
from bot.core.feedback import Judgement, Verdict
from bot.core.ports import LanguageModel
from bot.core.question import Question
from bot.core.rubric import Checkpoint

_TASK = {
    "en": """\
You coach a candidate for a technical interview. From the findings on their answer, write two to \
four plain sentences to them: what was good, what is missing and why it matters, what to practise. \
No lists, no headings, no scores, nothing that the findings do not support.""",
    "zh": """\
你在辅导一位准备技术面试的候选人。请根据对其回答的核对结果，直接对他写两到四句通顺的中文：\
哪里好，缺什么、为什么重要，怎样练习。不要列表、标题和分数，不要写核对结果之外的内容。""",
}
_NAMES = {
    "en": ("Question", "Said", "Said in part", "Wrong", "Not said", "nothing that was asked for"),
    "zh": ("题目", "答到", "答到一部分", "说错", "没答到", "没有答到要点"),
}
_EXAMPLES = {
    "en": (
        (
            "Question: Why do databases use a write-ahead log?\n"
            "Said: changes are written to the log first.\n"
            "Not said: after a crash the log is replayed; the log is written sequentially.",
            "You explained well that changes go to the log before the data pages. What is missing "
            "is recovery: say that after a crash the log is replayed, because that is the reason "
            "why it exists. Practise it as a story: a write, a crash, a restart.",
        ),
        (
            "Question: What does a hash index cost?\n"
            "Said: nothing that was asked for.\n"
            "Not said: it cannot serve range queries; it must fit in memory or be split.",
            "Your answer did not reach the points that an interviewer waits for. Begin with range "
            "queries: a hash index cannot serve them, because hashing scatters neighbouring keys. "
            "Practise by comparing it with a B-tree in three sentences.",
        ),
    ),
    "zh": (
        (
            "题目：数据库为什么要写预写日志？\n答到：修改先写入日志。\n"
            "没答到：崩溃后重放日志恢复；日志顺序写，速度快。",
            "你讲清了修改要先写日志，这是基础。还缺恢复：要说明崩溃后靠重放日志恢复数据，因为这正是"
            "它存在的原因。练习时可以按“写入、崩溃、重启”的顺序讲一遍。",
        ),
        (
            "题目：哈希索引有什么代价？\n答到：没有答到要点。\n"
            "没答到：不支持范围查询；需要放进内存。",
            "你的回答还没有碰到面试官想听的要点。先讲范围查询：哈希会打散相邻的键，所以无法支持。"
            "练习时用三句话把它和 B 树作比较。",
        ),
    ),
}
_SAMPLING = Sampling(temperature=0.3, limit=180, seed=7, frequency_penalty=0.3)


async def advise(
    model: LanguageModel,
    question: Question,
    rubric: Sequence[Checkpoint],
    judgements: Sequence[Judgement],
    language: str,
) -> AsyncGenerator[Delta, None]:
    """One paragraph as the model writes it; it sees what was verified, never the answer."""
    language = language if language in _TASK else "en"
    messages = [Message("system", _TASK[language])]
    for findings, advice in _EXAMPLES[language]:
        messages += [Message("user", findings), Message("assistant", advice)]
    messages.append(Message("user", _findings(question, rubric, judgements, language)))
    written, shown = "", 0
    async with aclosing(model.stream(messages, _SAMPLING)) as deltas:
        async for delta in deltas:
            if delta.kind != "text":
                yield delta
                continue
            written = (written + delta.text).lstrip()
            paragraph, ended, _ = written.partition("\n\n")
            paragraph = paragraph.rstrip()
            if len(paragraph) > shown:
                yield Delta("text", paragraph[shown:])
                shown = len(paragraph)
            if ended:
                return


def _findings(
    question: Question,
    rubric: Sequence[Checkpoint],
    judgements: Sequence[Judgement],
    language: str,
) -> str:
    """What was checked, in the words of the examples: a line for each verdict that occurs."""
    asked, said, partly, wrong, missing, nothing = _NAMES[language]
    verdicts = {one.checkpoint: one.verdict for one in judgements}
    quotes = {one.checkpoint: one.evidence for one in judgements if one.evidence}
    colon, stop, between = ("：", "。", "；") if language == "zh" else (": ", ".", "; ")
    lines = [f"{asked}{colon}{defused(question.title)}"]
    kinds = (
        (said, Verdict.COVERED),
        (partly, Verdict.PARTIAL),
        (wrong, Verdict.WRONG),
        (missing, Verdict.MISSING),
    )
    for name, verdict in kinds:
        points = [
            defused(one.text).rstrip(".。")
            + (f" (“{defused(quotes[one.id])}”)" if one.id in quotes else "")
            for one in rubric
            if verdicts.get(one.id, Verdict.MISSING) is verdict
        ]
        if points or verdict is Verdict.COVERED:
            lines.append(f"{name}{colon}{between.join(points) or nothing}{stop}")
    return "\n".join(lines)
