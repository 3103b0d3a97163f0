"""Takes out of a text what may say whose it is: a program's best effort, and no promise."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_AT = "[@＠﹫]"
_DOT = "[.．。]"
_DECORATOR = r"[\w.]+(?:\([^()\n]*\))?[ \t]*\n[ \t]*"
_TLD = "com|org|net|edu|gov|io|ai|co|me|dev|app|cn|de|uk|fr|jp|kr|in|ru|eu|us|tw|hk|sg"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("key", r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)"),
    ("mention", r"<(?:[@＠][!&]?|#|!subteam\^|!(?:here|channel|everyone)|a?:\w+:)[^<>\n]*>"),
    ("url", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'）)\]】》]+"),
    ("url", r"\bmailto:\S+"),
    ("email", rf"[\w.+%-]+{_AT}(?:[\w-]+{_DOT})+\w{{2,}}"),
    (
        "email",
        r"\b[\w.+-]+\s*(?:[\[({]\s*at\s*[\])}]|\sat\s)\s*[\w-]+\s*"
        rf"(?:[\[({{]\s*dot\s*[\])}}]|\sdot\s|\.)\s*(?:{_TLD})\b",
    ),
    ("url", rf"\b(?:www\.)?(?:[a-z0-9-]+\.)+(?:{_TLD})(?:/[^\s<>\"'）)\]】》]*)"),
    ("url", r"\bwww\.[^\s<>\"'）)\]】》]+"),
    ("path", r"(?:/(?:home|Users)/|\b[A-Za-z]:\\Users\\)[^\s/\\:\"'`]+"),
    (
        "key",
        r"\b(?:sk|pk|rk)[-_][\w-]{12,}|\bgh[opusr]_\w{16,}|\bgithub_pat_\w{16,}"
        r"|\bxox[abeprs]-[\w-]{8,}|\bhf_\w{16,}|\bglpat-[\w-]{12,}|\b(?:AKIA|ASIA)[0-9A-Z]{12,}|\bAIza[\w-]{20,}"
        r"|\beyJ[\w-]{6,}(?:\.[\w-]{4,}){1,2}",
    ),
    (
        "key",
        r"(?:password|passwd|pwd|secret|api[ _-]?key|access[ _-]?key|密码|口令|密钥)"
        r"[\"']?\s*(?:[:=：]|是|is\b)\s*[\"']?(?=\S*\d)[^\s,，。;；\"']{6,}",
    ),
    ("key", r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
    ("key", r"\b(?=(?:[A-Za-z]*\d){3})[A-Za-z0-9]{24,}(?:[+/=][A-Za-z0-9+/=]*)?"),
    ("address", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)"),
    ("address", r"(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])"),
    (
        "handle",
        r"(?:微信|威信|薇信|wechat|wx|qq|telegram|电报|line|whatsapp|discord|skype)"
        r"(?:号|群|id)?\s*(?:[:：]|是|为|is\b)\s*[\w.@+-]{4,}",
    ),
    ("handle", r"\b\w{2,32}#\d{4}\b"),
    (
        "handle",
        rf"(?<![\w@/＠]){_AT}(?!{_DECORATOR}(?:@{_DECORATOR})*(?:def |class |async def ))"
        r"\w[\w.\-]*",
    ),
    ("phone", r"(?<![\w.,+])(?:\+|00)[1-9]\d{0,2}[\s().-]*(?:\d[\s().-]*){5,12}\d"),
    (
        "phone",
        r"(?:(?<=tel)|(?<=phone)|(?<=mobile)|(?<=call)|(?<=电话)|(?<=手机)|(?<=手机号))"
        r"(?:[:：. ]|me|at|is|号|码|是)*\(?\d(?:[ ()-]*\d){6,13}",
    ),
    ("phone", r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    ("phone", r"(?<![\w.])(?:\(\d{3}\)[ -]?|\d{3}[-.])\d{3}[-. ]\d{4}(?![\w.]*\d)"),
    ("phone", r"(?<![\w.])0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,5}(?!\d)"),
    ("number", r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)"),
    ("number", r"(?<![.．]\d)(?<!\d)(?<![.．])\d{9,}[xX]?"),
    ("name", r"(?<=\b[Mm]y name is )[^\s,.;!?，。；！？]+(?: [A-Z][\w'-]+){0,2}"),
    ("name", r"(?<=\bI am called )[^\s,.;!?，。；！？]+(?: [A-Z][\w'-]+){0,2}"),
    (
        "name",
        r"(?:(?<=我叫)|(?<=我的名字叫)|(?<=我的名字是)|(?<=我姓))[^\s,.;!?，。；！？、\[]{1,8}",
    ),
    ("name", r"(?:(?<=[Rr]egards,\n)|(?<=[Rr]egards, ))[A-Z][^\n\[\],.]{1,40}"),
)
_COMPILED = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL if kind != "name" else 0))
    for kind, pattern in _PATTERNS
)
KINDS = tuple(dict.fromkeys(kind for kind, _ in _PATTERNS))
"""What is taken out, in the order in which it is looked for; each leaves `[kind]` in its place."""


@dataclass
class Deidentifier:
    """Cleans texts, and counts by kind what it took out. `names` are taken out wherever they stand
    as words, in any case (Chinese ones anywhere)."""

    names: Iterable[str] = ()
    taken: Counter[str] = field(default_factory=Counter)
    _named: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        known = sorted({" ".join(one.split()) for one in self.names}, key=len, reverse=True)
        each = [_as_words(one) for one in known if one]
        self._named = re.compile("|".join(each), re.IGNORECASE) if each else None

    def clean(self, text: str) -> str:
        """The text with `[email]`, `[name]` and so on in place of what was taken out."""
        text = _UNSEEN.sub("", text)
        if self._named is not None:
            text = self._put(self._named, "name", text)
        for kind, pattern in _COMPILED:
            text = self._put(pattern, kind, text)
        return text

    def _put(self, pattern: re.Pattern[str], kind: str, text: str) -> str:
        text, count = pattern.subn(f"[{kind}]", text)
        if count:
            self.taken[kind] += count
        return text


def _as_words(name: str) -> str:
    spaced = r"\s+".join(map(re.escape, name.split()))
    before = r"(?<!\w)" if _is_latin(name[0]) else ""
    after = r"(?!\w)" if _is_latin(name[-1]) else ""
    return before + spaced + after


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and letter < "\u2e80"
