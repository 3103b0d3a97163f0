"""An answer as data for a judge: nothing hidden in it, nothing in it that a model takes for a
command, between two lines that it cannot contain."""

import re
from hashlib import sha256

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
"""Zero width, direction, variation and tag characters (Unicode's Default_Ignorable_Code_Point), and
controls."""
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]+")
"""Letters and patterns that are drawn as nothing at all."""
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}

_CONTROL = re.compile(
    r"[<＜](?=[|｜]"  # ChatML, Llama 3, Phi, GLM; DeepSeek
    r"|[/!]?[A-Za-z_][^<>\n]{0,40}[>＞]"  # <s> <think> <start_of_turn> <<SYS>>
    r"|!--)"
    r"|\[(?=/?[A-Za-z_]*[A-Z]{2}[A-Za-z_]*\])"  # [INST] [/INST] [TOOL_CALLS] [gMASK]
    r"|[\]\[](?=e?~)"  # ]~b] [e~[
)


def plain(text: str) -> str:
    """The text as a reader sees it: without what is hidden or drawn as nothing, without control
    characters, its lines ended by line feeds, its fullwidth letters and digits narrow.

    Nothing else is folded: NFKC would make `x²` an `x2` and Chinese punctuation English.
    """
    return _BLANK.sub(" ", _HIDDEN.sub("", _BREAK.sub("\n", text))).translate(_WIDE)


def broken(text: str) -> str:
    """The text with a space in all that a tokenizer could take for a control token: whatever stands
    between `<` and `>`, or in capitals between brackets. Words stay as they are.
    """
    return _CONTROL.sub(lambda found: f"{found[0]} ", text)


def fence(*texts: str) -> str:
    """A line that none of the texts contains, the same for the same texts: one of them would have
    to contain 96 bits of its own hash.

    An answer that is judged twice so gets the same prompt twice.
    """
    whole = "\x00".join(texts).encode("utf-8", "surrogatepass")
    return f"====={sha256(whole).hexdigest()[:24]}====="
