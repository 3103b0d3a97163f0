"""Opens the `<details>` that hide an answer or a hint below its question."""

import re

from bot.readers.parts.cleaning import clean
from bot.readers.parts.plain_titles import title
from bot.readers.parts.wording import opens_answer, opens_hint

_SUMMARY = re.compile(r"<summary\b[^<>]*>(.*?)</summary\s*>", re.IGNORECASE | re.DOTALL)
_OPEN = re.compile(r"<details\b[^<>]*>", re.IGNORECASE)
_CLOSE = re.compile(r"</details\s*>", re.IGNORECASE)


def unfolded(text: str) -> tuple[str, str | None]:
    """The text with the `<details>` of answers opened, and what the hint's said."""
    hints: list[str] = []
    done: list[str] = []
    at, found = 0, False
    while opened := _OPEN.search(text, at):
        summary = _SUMMARY.search(text, opened.end(), opened.end() + 2000)
        named = title(summary[1]).text if summary else ""
        if not (summary and (opens_answer(named) or opens_hint(named) or not named)):
            done.append(text[at : opened.end()])
            at = opened.end()
            continue
        end, after = _matching(text, summary.end())
        if opens_hint(named):
            hints.append(clean(text[summary.end() : end].split("\n")))
            done.append(text[at : opened.start()])
        else:
            label = "" if found else "**Answer:**\n"
            found = True
            done += [text[at : opened.start()], "\n", label, text[summary.end() : end], "\n"]
        at = after
    done.append(text[at:])
    return "".join(done), "\n\n".join(filter(None, hints)) or None


def _matching(text: str, at: int) -> tuple[int, int]:
    """Where the `</details>` that closes what is open at `at` begins and ends."""
    depth = 1
    while closing := _CLOSE.search(text, at):
        depth += len(_OPEN.findall(text, at, closing.start())) - 1
        if depth == 0:
            return closing.start(), closing.end()
        at = closing.end()
    return len(text), len(text)
