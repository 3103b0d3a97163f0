"""How a setup is shown, and the form in which it is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.chat import Button, Card, Choice, Field, Form, Input
from bot.core.completing import MOST
from bot.core.ports import Say
from bot.core.preferences import LANGUAGES
from bot.core.premises import Spot
from bot.core.setup import Setup

_EARLY = "09:00"
"""The time that the form proposes."""


@dataclass(frozen=True)
class SetupCard:
    """In one language."""

    say: Say
    language: str

    def shown(
        self, title: str, body: str, setup: Setup, channel: str, people: Sequence[str]
    ) -> Card:
        """A setup as it is now, whose channel has this name, and who manages it."""
        say, language = self.say, self.language
        unchosen = say(language, "setup.unchosen")
        values = {
            "channel": channel or unchosen,
            "time": setup.at.isoformat("minutes") if setup.at else unchosen,
            "zone": setup.zone or unchosen,
            "language": say(language, f"value.{setup.language}") if setup.language else unchosen,
            "people": ", ".join([say(language, "organisers.platform"), *people]),
        }
        return Card(
            title=title,
            body=body,
            fields=tuple(Field(say(language, f"setup.{one}"), values[one]) for one in values),
            note=say(language, "setup.nothing_by_itself"),
            buttons=self._buttons(channel),
            language=language,
        )

    def form(self, setup: Setup, zone: str | None, spots: Sequence[Spot]) -> Form:
        """The form: the channel is chosen among all that there are, or among those that are open to
        the coach, or typed where there are more."""
        say, language = self.say, self.language
        shown = spots if len(spots) <= MOST else [one for one in spots if one.is_open]
        offered = tuple(Choice(one.channel.id, self._label(one)) for one in shown)
        at = setup.at.isoformat("minutes") if setup.at else _EARLY
        languages = tuple(Choice(one, say(language, f"value.{one}")) for one in LANGUAGES)
        return Form(
            title=say(language, "setup.form"),
            action=f"setup:{setup.revision}",
            inputs=(
                self._input(
                    "channel",
                    setup.channel.id if setup.channel else "",
                    offered if len(offered) <= MOST else (),
                ),
                self._input("time", at),
                self._input("zone", setup.zone or zone or ""),
                self._input("language", setup.language or language, languages),
                self._input("people", ""),
            ),
            submit=say(language, "settings.submit"),
            language=language,
        )

    def _input(self, name: str, value: str, choices: tuple[Choice, ...] = ()) -> Input:
        label = self.say(self.language, f"setup.ask_{name}")
        return Input(name, label, value, required=False, limit=200, choices=choices)

    def _label(self, spot: Spot) -> str:
        if spot.outside:
            return self.say(self.language, "setup.outside", channel=spot.name)
        if not spot.lacking:
            return f"#{spot.name}"
        missing = ", ".join(spot.lacking)
        return self.say(self.language, "setup.lacking", channel=spot.name, missing=missing)

    def _buttons(self, channel: str) -> tuple[Button, ...]:
        say, language = self.say, self.language
        made = [
            Button(say(language, "setup.choose"), "setup_form", "primary"),
            Button(say(language, "setup.try_here"), "try:here"),
        ]
        if channel:
            made.append(Button(say(language, "setup.try_there", channel=channel), "try:channel"))
            made.append(Button(say(language, "daily.start"), "daily_start"))
        others = [one for one in LANGUAGES if one != language]
        made += [Button(say(one, f"value.{one}"), f"setup:{one}") for one in others]
        return tuple(made)
