"""Which names of columns and fields mean what, in English and Chinese."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_NAMES: dict[str, str] = {
    "title": "question; questions; question text; question title; title; prompt; problem; front; q;"
    " query; instruction; ask; stem; interview question; 问题; 题目; 面试题; 标题; 问; 题干;"
    " 题目名称; 正面",
    "answer": "answer; answers; reference answer; model answer; sample answer; ideal answer;"
    " expected answer; answer text; response; solution; solutions; back; a; reply; output;"
    " completion; 答案; 参考答案; 标准答案; 解答; 回答; 答; 背面; 题解",
    "explanation": "explanation; explanations; rationale; analysis; back extra; extra; notes; note;"
    " 解析; 解释; 说明; 分析; 备注; 答案解析",
    "body": "body; question body; description; details; context; code; input; 题面; 描述;"
    " 题目描述; 问题描述; 补充; 代码; 背景",
    "content": "content; text; 内容; 正文",
    "id": "id; question id; qid; uid; uuid; slug; 编号",
    "chapter": "chapter; chapters; deck; module; unit; subject; 章; 章节; 模块; 科目; 专题",
    "section": "section; sections; subsection; subcategory; subtopic; 节; 小节; 子分类",
    "company": "company; companies; employer; asked by; company tags; 公司; 企业; 面试公司;"
    " 来源公司",
    "position": "position; job; job title; role; 岗位; 职位; 面试岗位",
    "round": "round; stage; interview round; interview stage; 轮次; 面试轮次; 面试阶段; 轮",
    "date": "date; asked on; asked at; interview date; 日期; 时间; 面试时间; 面试日期",
    "tags": "tag; tags; topic; topics; label; labels; keyword; keywords; category; categories;"
    " skill; skills; concept; concepts; 标签; 知识点; 关键词; 关键字; 分类; 类别; 主题; 考点",
    "difficulty": "difficulty; level; difficulty level; 难度; 难易度; 难度等级; 难易程度",
    "language": "language; lang; 语言",
    "hint": "hint; hints; tip; tips; 提示",
    "rubric": "rubric; checkpoints; criteria; key points; grading points; 评分要点; 要点; 得分点;"
    " 评分标准; 采分点",
    "sources": "source; sources; reference; references; url; urls; link; links; 来源; 出处;"
    " 参考文献; 参考; 链接",
    "translation_of": "translation of; 译自",
    "options": "options; option; choices; choice; alternatives; 选项; 候选项",
    "correct": "correct; correct answer; correct answers; correct option; correct options;"
    " correct choice; correct index; answer index; answer key; 正确答案; 正确选项",
    "wrong": "incorrect answers; incorrect answer; wrong answers; distractors; 错误答案; 干扰项",
    "provenance": "file; line; rank; number; no; index; order; row; unnamed: 0; 序号; 题号;"
    " 行号; created at; updated at; 创建时间; 更新时间",
}
_LETTER = re.compile(r"^(?:option|choice|选项|opt|answer)\s*([a-h])$")
_BARE = frozenset("abcdefgh")
_NUMBER = re.compile(r"^(?:option|choice|选项|opt)\s*([1-8])$")
_GAPS = re.compile(r"[\s_\-./]+")

OWN = ("id", "title", "answer", "chapter", "section", "company", "round", "date", "tags")
"""The fields by which a file of our own is known: what it names `id` is one, even a number."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A column's name as it is looked up: NFKC, small letters, words apart by one space."""
    return _GAPS.sub(" ", _CAMEL.sub(" ", unicodedata.normalize("NFKC", name)).casefold()).strip()


@lru_cache(maxsize=4096)
def role(name: str) -> str | None:
    """What a column of this name holds: a field of Question, `explanation` (more of the answer),
    `content` (the answer, or else the body), `options`, `option:A` to `option:H`, `correct`,
    `wrong` (the options that are not), or `provenance` (which is not read); None for a name that
    we do not know.
    """
    known = plain(name)
    if found := _ROLES.get(known):
        return found
    if letter := _LETTER.match(known):
        return f"option:{letter[1].upper()}"
    if number := _NUMBER.match(known):
        return f"option:{chr(ord('A') + int(number[1]) - 1)}"
    return None


def roles(names: Iterable[str]) -> list[str | None]:
    """The roles of a table's columns, or of a record's fields.

    Columns `A`, `B` and so on are options; `A` without a `B` is the answer beside `Q`.
    """
    listed = [plain(name) for name in names]
    lettered = {"a", "b"} <= set(listed)
    return [
        f"option:{name.upper()}" if lettered and name in _BARE else role(name) for name in listed
    ]


def is_own(names: Iterable[str]) -> bool:
    """Whether these are the fields of a file that the coach wrote."""
    return set(OWN) <= set(names)


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ROLES = {name: found for found, names in _NAMES.items() for name in map(plain, names.split(";"))}
