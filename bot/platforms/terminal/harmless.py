"""What a terminal is shown of words that a model or a member wrote: text that commands nothing."""

import re

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"  # a control sequence: colours, the cursor
    r"|\x1b[\]PX^_][^\n\x07\x1b]*(?:\x07|\x1b\\)?"  # a control string: the window's title, a link
    r"|\x1b[ -/]*[0-~]?"  # any other escape, such as a reset
)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    r"\u202a-\u202e\u2066-\u2069"  # these turn the direction of what follows
    r"\ud800-\udfff]"  # half a character: no encoding can write it
)


def harmless(text: str) -> str:
    """The text without escape sequences (ECMA-48) and control characters but tab and newline.

    A text that grows stays one that grows: `harmless(a + b)` begins with `harmless(a)`.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", _ESCAPES.sub("", lines))
