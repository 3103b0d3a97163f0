"""Which command a line is that somebody typed: behind `/coach`, a mention, or in words alone."""

import re
from collections.abc import Mapping
from functools import cache

from bot.core import commands
from bot.core.ports import Say
from bot.core.preferences import LANGUAGES
from bot.platforms.slack.manifest import WHOLE

_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_OPTION = re.compile(r"[\w-]+\s*[:：=]")
_BRIEF = 40
"""Characters of what may stand behind `quiz` without an option's name, where words may be an
answer as well."""


def plain(text: str, *, me: str = "") -> str:
    """Words as they were typed: without the mention of us, links as their addresses, and nothing
    escaped (S24). People and channels stay as mentions of their ids."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("@"):
            return "" if target[1:] == me else f"<{target}>"
        if target.startswith("#"):
            return f"<{target}>"
        if target.startswith("!"):
            return label or ""
        address = target.removeprefix("mailto:")
        if not label or label in address:
            return label or address
        return f"{label} ({address})"

    return unescaped(_LINK.sub(shown, text)).replace("\xa0", " ").strip()


def unescaped(text: str) -> str:
    """Words with the three characters that Slack escapes as they were typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def slash(name: str, text: str, say: Say) -> str:
    """The line of a slash command, as the catalogue reads it; `/coach quiz` is `/quiz`, and what
    stands behind may be called as in any language."""
    line = f"{name} {unescaped(text)}".strip()
    return command(line[1:], say) or _without_whole(line)


def sure(text: str, say: Say) -> str:
    """The line of words that are a command for sure: nothing at all asks for help, and a name that
    nobody knows is refused with those that are near."""
    return command(text, say) or _without_whole(f"/{text.lstrip('/／').strip() or 'help'}")


def command(text: str, say: Say) -> str | None:
    """The line of a command, where words are one without doubt; else they may be an answer."""
    if text.startswith(("/", "／")):
        return _without_whole(f"/{text[1:]}")
    first, _, rest = _cut(text)
    name = _names(say).get(first.casefold())
    if name is None:
        return None
    if name == WHOLE:
        return _under_whole(rest, say)
    if name in commands.GROUPS:
        second, _, more = _cut(rest)
        inside = _names(say, name).get(second.casefold())
        return f"/{name} {inside} {more}".rstrip() if inside else f"/{name}" if not rest else None
    loose = name == "quiz" and len(rest) <= _BRIEF and "\n" not in rest
    return f"/{name} {rest}".rstrip() if not rest or loose or _OPTION.match(rest) else None


def _under_whole(rest: str, say: Say) -> str:
    first, _, more = _cut(rest)
    if inside := _names(say, WHOLE).get(first.casefold()):
        return f"/{WHOLE} {inside} {more}".rstrip()
    line = _without_whole(f"/{WHOLE} {rest}")
    return command(line[1:], say) or line


def _without_whole(line: str) -> str:
    """`/coach quiz` is `/quiz`; what stands under `/coach` in the catalogue itself stays."""
    name, _, rest = _cut(line[1:])
    if name.casefold() != WHOLE:
        return line
    first, _, _ = _cut(rest)
    if f"{WHOLE} {first.casefold()}" in commands.BY_NAME:
        return line
    return f"/{rest.lstrip('/／') or 'help'}"


@cache
def _names(say: Say, group: str = "") -> Mapping[str, str]:
    """The first words of the commands (or the second ones, of a group) by what they are called in
    each language, and `/coach`."""
    if group:
        every = [one.name.split()[1] for one in commands.GROUPS[group]]
    else:
        every = [*dict.fromkeys(one.name.split()[0] for one in commands.COMMANDS), WHOLE]
    called = {one: one for one in every}
    for language in LANGUAGES:
        for one in every:
            try:
                called.setdefault(say(language, f"name.{one}").casefold(), one)
            except KeyError:
                continue
    return called


def _cut(line: str) -> tuple[str, str, str]:
    found = re.match(r"(\S*)(\s*)(.*)", line.strip(), re.DOTALL)
    return (found[1], found[2], found[3]) if found else ("", "", "")
