"""Says what a person may use where they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.chat import Card
from bot.core.commands import COMMANDS, GROUPS, Command, find
from bot.core.requests import ShowHelp
from bot.flows.standing import Standing
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Help:
    """Made from the catalogue of commands, so that it never lies."""

    voice: Voice
    standing: Standing

    async def show(self, inquiry: ShowHelp) -> Card:
        """The commands that this person may use here, those of a group, or one with its
        options."""
        language = await self.voice.language(inquiry)
        say = self.voice.say
        wanted = " ".join((inquiry.command or "").lstrip("/／").casefold().split())
        if wanted and wanted not in GROUPS:
            return self._one(find(wanted), language)
        who = await self.standing.known(inquiry)
        allowed = [one for one in GROUPS.get(wanted, COMMANDS) if one.allows(who)]
        lines = self._lines(allowed, language)
        if wanted:
            summary = say(language, f"command.{wanted}")
            return Card(
                title=say(language, "help.command_title", command=wanted),
                body="\n".join([say(language, "help.sentence", summary=summary), "", *lines]),
                note=say(language, "help.group", command=wanted),
                language=language,
            )
        return Card(
            title=say(language, "help.title"),
            body=say(language, "help.body", commands="\n".join(lines)),
            language=language,
        )

    def _lines(self, listed: Iterable[Command], language: str) -> list[str]:
        say = self.voice.say
        return [
            say(
                language,
                "help.line",
                command=one.name,
                summary=say(language, f"command.{one.key}"),
            )
            for one in listed
        ]

    def _one(self, command: Command, language: str) -> Card:
        say = self.voice.say
        summary = say(language, f"command.{command.key}")
        lines = [say(language, "help.sentence", summary=summary), ""]
        lines.append(say(language, "help.options" if command.options else "help.no_options"))
        for option in command.options:
            line = f"- `{option.name}:` {say(language, f'option.{option.name}')}"
            lines.append(line)
        if example := EXAMPLES.get(command.name):
            lines += ["", say(language, "help.example", example=example)]
        return Card(
            title=say(language, "help.command_title", command=command.name),
            body="\n".join(lines),
            language=language,
        )


EXAMPLES = {
    "quiz": "/quiz tag:KV Cache company:阿里",
    "bank search": '/bank search tag:"KV Cache" since:2025-08 paging',
    "bank show": "/bank show question:KV Cache",
    "bank suggest": "/bank suggest tags:KV Cache company:阿里",
    "coach setup": "/coach setup channel:general time:09:00 zone:Asia/Shanghai",
    "settings": "/settings language:zh zone:Asia/Shanghai",
}
