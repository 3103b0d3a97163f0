"""Shows and changes what a member or a channel has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.chat import Button, Card, Channel, Choice, Field, Form, Input, Member
from bot.core.errors import BadInput, NotAllowed
from bot.core.keeping import Choices
from bot.core.preferences import LANGUAGES, PRIVACY, REMINDERS, TRAINING, Preferences
from bot.core.requests import ChangeSettings, OpenSettingsForm, Request, ShowSettings
from bot.flows.standing import manages
from bot.flows.voice import Voice

_NAMES = ("language", "zone", "privacy", "reminders")
_OWN = (*_NAMES, "training")
"""What a member chooses: consent is nobody else's to give."""
_UNCHOSEN = {"training": "off"}
_VALUES = {
    "language": LANGUAGES,
    "privacy": PRIVACY,
    "reminders": REMINDERS,
    "training": TRAINING,
}


@dataclass(frozen=True)
class Settings:
    """A channel's settings are changed by whoever manages it."""

    choices: Choices
    voice: Voice

    async def show(self, inquiry: ShowSettings) -> Card:
        """What holds here, and what was not chosen."""
        language = await self.voice.language(inquiry)
        whose = _whose(inquiry, inquiry.scope)
        return await self._card(inquiry, inquiry.scope, await self._chosen(whose), language)

    async def form(self, inquiry: OpenSettingsForm) -> Form:
        """The form to change them."""
        whose = _whose(inquiry, inquiry.scope)
        await self._may(inquiry, whose)
        language = await self.voice.language(inquiry)
        say = self.voice.say
        chosen = await self._chosen(whose)
        return Form(
            title=say(language, f"settings.title_{inquiry.scope}"),
            action=f"settings:{inquiry.scope}",
            inputs=tuple(
                Input(
                    name,
                    say(language, f"settings.{name}"),
                    value=getattr(chosen, name) or "",
                    required=False,
                    limit=100,
                    choices=self._offered(name, language),
                )
                for name in _names(whose)
            ),
            submit=say(language, "settings.submit"),
            language=language,
        )

    async def change(self, request: ChangeSettings) -> None:
        """Keep the choices, and show what holds now."""
        whose = _whose(request, request.scope)
        await self._may(request, whose)
        chosen = await self._chosen(whose)
        for name, value in request.choices:
            if name not in _names(whose) and name in _OWN:
                raise BadInput("error.own_choice", option=name)
            chosen = chosen.chosen(name, value)
        await self.choices.choose(whose, chosen)
        language = await self.voice.language(request)
        card = await self._card(request, request.scope, chosen, language, saved=True)
        await self.voice.tell(request, card)

    async def _card(
        self,
        request: Request,
        scope: str,
        chosen: Preferences,
        language: str,
        *,
        saved: bool = False,
    ) -> Card:
        say = self.voice.say
        holds = await self.voice.preferences(request.member, request.place, request.language)
        fields = []
        names = _names(_whose(request, scope))
        for name in names:
            value = getattr(chosen, name)
            shown = self._value(
                name, value or getattr(holds, name) or _UNCHOSEN.get(name), language
            )
            fields.append(
                Field(
                    say(language, f"settings.{name}"),
                    shown if value else say(language, "settings.not_chosen", value=shown),
                )
            )
        return Card(
            title=say(language, f"settings.title_{scope}"),
            body=say(language, "settings.saved") if saved else "",
            fields=tuple(fields),
            note=" ".join(say(language, one) for one in _notes(names)),
            buttons=(Button(say(language, "card.settings"), f"settings:{scope}"),),
            language=language,
        )

    def _offered(self, name: str, language: str) -> tuple[Choice, ...]:
        """The values of a setting that has some, the first of which chooses none."""
        values = _VALUES.get(name, ())
        shown = [Choice(one, self.voice.say(language, f"value.{one}")) for one in values]
        none = Choice("", self.voice.say(language, "settings.unchosen"))
        return (none, *shown) if shown else ()

    def _value(self, name: str, value: str | None, language: str) -> str:
        if not value:
            return "-"
        return value if name == "zone" else self.voice.say(language, f"value.{value}")

    async def _chosen(self, whose: Member | Channel) -> Preferences:
        if isinstance(whose, Member):
            return await self.choices.of_member(whose)
        return await self.choices.of_channel(whose)

    async def _may(self, request: Request, whose: Member | Channel) -> None:
        if isinstance(whose, Member):
            return
        if not await manages(request, self.choices):
            raise NotAllowed


def _names(whose: Member | Channel) -> tuple[str, ...]:
    return _OWN if isinstance(whose, Member) else _NAMES


def _notes(names: Sequence[str]) -> tuple[str, ...]:
    return ("settings.what_training", "settings.how") if "training" in names else ("settings.how",)


def _whose(request: Request, scope: str) -> Member | Channel:
    if scope != "channel":
        return request.member
    if request.channel is None:
        raise BadInput("error.no_channel_here")
    return request.channel
