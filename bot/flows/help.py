"""Says what a person may use where they are."""

from dataclasses import dataclass

from bot.core.chat import Card
from bot.core.commands import COMMANDS, Command, find
from bot.core.requests import ShowHelp
from bot.flows.voice import Voice


@dataclass(frozen=True)
class Help:
    """Made from the catalogue of commands, so that it never lies."""

    voice: Voice

    async def show(self, inquiry: ShowHelp) -> Card:
        """The commands that this person may use here, or one of them with its options."""
        language = await self.voice.language(inquiry)
        say = self.voice.say
        if inquiry.command:
            return self._one(find(inquiry.command.lstrip("/")), language)
        lines = [
            f"- `/{one.name}`: {say(language, f'command.{one.name}')}"
            for one in COMMANDS
            if one.allows(inquiry)
        ]
        return Card(
            title=say(language, "help.title"),
            body=say(language, "help.body", commands="\n".join(lines)),
            language=language,
        )

    def _one(self, command: Command, language: str) -> Card:
        say = self.voice.say
        lines = [say(language, f"command.{command.name}") + ".", ""]
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
    "settings": "/settings language:zh zone:Asia/Shanghai",
}
