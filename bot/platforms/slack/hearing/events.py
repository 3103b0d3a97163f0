"""What people do on Slack, as requests."""

from dataclasses import dataclass, replace

from bot.core import actions, commands
from bot.core.chat import Channel, Role
from bot.core.elsewhere_requests import OpenElsewhereForm
from bot.core.errors import BadInput
from bot.core.ports import Say
from bot.core.requests import OpenQuizForm, Refused, Request, ShowHelp, StartQuiz, Who
from bot.core.requests import Say as Words
from bot.platforms.slack.hearing import typed
from bot.platforms.slack.hearing.payloads import Heard, action_of
from bot.platforms.slack.hearing.said import root_of
from bot.platforms.slack.manifest import GRADE, QUIZ
from bot.platforms.slack.people import Person
from bot.platforms.slack.views import source_of, values_of


@dataclass(frozen=True)
class Events:
    """`say` tells what commands are called in each language."""

    say: Say

    def request(self, heard: Heard, person: Person) -> Request | None:
        """The request; None where nothing is asked."""
        who = who_of(heard, person)
        match heard.kind:
            case "command":
                name, text = str(heard.body["command"]), str(heard.body.get("text") or "")
                return commands.read(typed.slash(name, text, self.say), who)
            case "action":
                return self._pressed(heard, who)
            case "form":
                view = heard.body.get("view") or {}
                return actions.fill(str(view.get("callback_id", "")), values_of(view), who)
            case "shortcut":
                return self._shortcut(heard, who)
            case "words":
                return self._said(heard, who)
        return None

    def _pressed(self, heard: Heard, who: Who) -> Request | None:
        action = action_of(heard.body)
        chosen = (action.get("selected_option") or {}).get("value")
        if source := source_of(str(action.get("action_id", ""))):
            return who.wants(StartQuiz, filters=((source, str(chosen)),)) if chosen else None
        return actions.press(str(action.get("value") or action.get("action_id") or ""), who)

    def _shortcut(self, heard: Heard, who: Who) -> Request:
        match heard.body.get("callback_id"):
            case str(name) if name == QUIZ:
                return who.wants(OpenQuizForm)
            case str(name) if name == GRADE:
                message = heard.body.get("message") or {}
                return who.wants(
                    OpenElsewhereForm,
                    author=str(message.get("user") or ""),
                    by_bot=bool(message.get("bot_id")),
                    text=typed.plain(str(message.get("text") or ""), me=heard.me),
                )
        return Refused.of(who, BadInput("error.stale_button"))

    def _said(self, heard: Heard, who: Who) -> Request | None:
        if heard.said is None:
            return None
        if not heard.said.is_read:
            return Refused.of(who, BadInput(heard.said.lacks))
        event = heard.said.event
        text = typed.plain(str(event.get("text") or ""), me=heard.me)
        root = root_of(event) or heard.me
        if isinstance(who.place, Channel) or root != heard.me:  # there a mention is a command
            return commands.read(typed.sure(text, self.say), who)
        if not text:
            return who.wants(ShowHelp) if event.get("text") else None
        line = typed.command(text, self.say)
        return commands.read(line, who) if line else who.wants(Words, text=text)


def who_of(heard: Heard, person: Person) -> Who:
    """Everything of a request but what is wanted."""
    named = replace(heard.member, name=person.name or heard.member.name)
    return Who(
        key=heard.key,
        member=named,
        place=heard.place,
        language=person.language,
        roles=frozenset({Role.ORGANISER}) if person.manages else frozenset(),
    )
