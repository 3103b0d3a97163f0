"""The final answer of a text: where it is, and when two are the same."""

import re

from bot.core.answer_meaning import meaning
from bot.core.arithmetic import computed, signs
from bot.core.exact import NotArithmetic
from bot.core.numerals import Number, number, numbers, plain, written
from bot.core.problem import AnswerKind

_FORM = r"(?:\s*[(（][^()（）\n]{0,60}[)）])?"
_IS = r"(?:\s*(?:is|are|was|would be|comes to|=)(?!\s+not\b)\s*[:：]?|\s*[:：])"
_SAID = re.compile(
    rf"""
    \#{{4}}\s*(?=(?P<hash>\S[^\n]{{0,200}})\s*\Z)
  | \\boxed\s*\{{(?P<boxed>(?:[^{{}}]|\{{[^{{}}]{{0,200}}\}}){{0,200}})\}}
  | \b(?:final\s+)?answer\b{_FORM}{_IS}\s*(?=(?P<answer>\S[^\n]{{0,200}}))
  | 答案{_FORM}\s*(?:应该|应|就)?(?:是|为|等于|[:：=])\s*[:：]?\s*(?=(?P<da>\S[^\n]{{0,200}}))
    """,
    re.VERBOSE | re.IGNORECASE,
)
# lm-evaluation-harness 0.4.13 (gsm8k_cot) reads "The answer is (\-?[0-9\.\,]+)."; GSM8K itself
# (Cobbe et al., 2021) ends in "#### 18", MATH (Hendrycks et al., 2021) in "\boxed{18}".
_SO = re.compile(r"(?:^|\n)\s*答\s*[:：]\s*(?P<so>[^\n]+)")
_SENTENCE = re.compile(r"[。！？!?\n]|(?<!\b[A-Z])\.(?=\s|$)")
_LETTER = re.compile(
    r"^\W{0,4}(?:(?:option|choice|选项?)\s*)?[(（\[]?(A(?!\s+[a-z])|[B-H])(?![A-Za-z'])",
    re.IGNORECASE,
)
_CHOSEN = re.compile(
    r"[(（\[]([A-H])[)）\]]|\b(?:option|choice)\s+([A-H])\b|选(?:择|项)?\s*([A-H])(?![A-Za-z])",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[\[［【]([^\[\]［］【】]*)[\]］】]")
_EXPRESSION = re.compile(r"[(\d][\d\s.()*/+-]*[*/+-][\d\s.()*/+-]*[\d)]")
_TAIL, _MARKED = 4000, 20
"""Characters at the end of a text, and places there, in which its answer is looked for."""
_MARKS = " \t*_`\"'“”‘’「」$"


def final_answer(text: str, kind: AnswerKind) -> str | None:
    """The answer that a text ends in; None where it gives none.

    It is the last that is said to be one ("The answer is 18", "答案是18", "#### 18", a box of TeX)
    and is of that kind; where there is none, for a number the result of the last equation if the
    last sentence with a number has it, else the last number of that sentence; for a choice the last
    letter that stands as one, for a list the last in brackets, for an expression the last that can
    be computed; a text is never guessed. A number is given in digits.
    """
    text = text[-_TAIL:].replace("**", "")
    answer = stated(text, kind)
    return _GUESSED[kind](text) if answer is None else answer


def stated(text: str, kind: AnswerKind) -> str | None:
    """The last answer that the text itself calls one; nothing is guessed."""
    for said in _said(text[-_TAIL:].replace("**", ""))[: -_MARKED - 1 : -1]:
        if (answer := _READ[kind](said)) is not None:
            return answer
    return None


def same(one: str, other: str, kind: AnswerKind) -> bool:
    """Whether two answers are one: numbers by their exact value, options by their letter, lists
    item by item, texts without case, articles and punctuation."""
    return meaning(one, kind) == meaning(other, kind)


def _said(text: str) -> list[str]:
    """What stands behind each mark, in order."""
    return [found[found.lastgroup or 0] for found in _SAID.finditer(text)]


def _a_number(said: str) -> str | None:
    """The first number of what is said, behind an equals sign if there is one."""
    said = plain(said)
    first = _SENTENCE.split(said, maxsplit=1)[0] or said
    found = numbers(first.rpartition("=")[2]) or numbers(said)
    if found:
        return written(found[0].value)
    value = number(first)
    return None if value is None else written(value)


def _a_text(said: str) -> str | None:
    words = _SENTENCE.split(said.strip(_MARKS), maxsplit=1)[0].strip(_MARKS + ".,:;，；：")
    return words if words and words != "X" else None


def _a_choice(said: str) -> str | None:
    found = _LETTER.match(said.strip(_MARKS)) or _CHOSEN.search(said)
    return found[found.lastindex or 1].upper() if found else None


def _a_list(said: str) -> str | None:
    if found := _LISTED.search(said):
        return found[1].strip() or None
    return _a_text(said)


def _an_expression(said: str) -> str | None:
    """The part before an equals sign that can be computed and is more than one number."""
    for found in _EXPRESSION.findall(signs(said)):
        try:
            computed(found)
        except NotArithmetic:
            continue
        return str(found).strip()
    return None


def _last_expression(text: str) -> str | None:
    found = (_an_expression(line) for line in reversed(text.splitlines()))
    return next((one for one in found if one), None)


def _last_number(text: str) -> str | None:
    text = plain(text)
    for said in reversed(_SO.findall(text) or _SENTENCE.split(text)):
        if found := numbers(said):
            return written(_chosen(found, said, text).value)
    return None


def _chosen(found: list[Number], said: str, text: str) -> Number:
    """Of the numbers of the last sentence that has any: the last equation's result, else the last
    one ("so it costs 18 dollars on day 3" has an 18 that an equation came to)."""
    behind = numbers(said.rpartition("=")[2]) if "=" in said else []
    if behind:
        return behind[0]
    results = numbers(text.rpartition("=")[2]) if "=" in text else []
    agreed = [one for one in found if results and one.value == results[0].value]
    return agreed[-1] if agreed else found[-1]


def _last_letter(text: str) -> str | None:
    alone = re.fullmatch(r"\W*([A-Ha-h])\W*", text)
    if alone:
        return alone[1].upper()
    found = [next(one for one in groups if one) for groups in _CHOSEN.findall(text)]
    return found[-1].upper() if found else None


def _last_list(text: str) -> str | None:
    found = _LISTED.findall(text)
    return found[-1].strip() or None if found else None


_READ = {
    "number": _a_number,
    "text": _a_text,
    "choice": _a_choice,
    "list": _a_list,
    "expression": _an_expression,
}
_GUESSED = {
    "number": _last_number,
    "text": lambda _: None,
    "choice": _last_letter,
    "list": _last_list,
    "expression": _last_expression,
}
