"""Writes the README's tables of chat commands and settings from what declares them: `python
tools/readme_commands.py`."""

from pathlib import Path

from bot import words
from bot.core.commands import COMMANDS
from bot.settings import Settings

README = Path(__file__).parents[1] / "README.md"


def commands() -> str:
    """The table of chat commands, a row each."""
    rows = ["| command | what it does | options |", "|---|---|---|"]
    for one in COMMANDS:
        options = " ".join(f"`{option.name}:`" for option in one.options)
        rows.append(f"| `/{one.name}` | {words.say('en', f'command.{one.key}')} | {options} |")
    return "\n".join(rows)


def settings() -> str:
    """The table of settings, a row each."""
    rows = ["| setting | meaning |", "|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{name.upper()}` | {field.description} |")
    return "\n".join(rows)


def filled(text: str) -> str:
    """The README with its tables made anew."""
    for name, table in (("commands", commands()), ("settings", settings())):
        before, opening, rest = text.partition(f"<!-- {name} -->\n")
        closing = f"<!-- /{name} -->"
        text = before + opening + table + "\n" + closing + rest.partition(closing)[2]
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
