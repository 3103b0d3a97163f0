"""The request that a command is, made of the values of its options."""

from collections.abc import Callable, Mapping

from bot.core import filters
from bot.core.bank_requests import SearchBank
from bot.core.daily_requests import StartDaily
from bot.core.requests import (
    ChangeSettings,
    Request,
    ShowHelp,
    ShowSettings,
    StartQuiz,
    Who,
)
from bot.core.welcome_requests import ChangeOrganisers, ChooseSetup, ShowOrganisers, ShowSetup


def quiz(who: Who, values: Mapping[str, str]) -> Request:
    """A question."""
    filters = tuple((name, value) for name, value in values.items() if name != "where")
    return who.wants(StartQuiz, filters=filters, where=values.get("where", ""))


def help_(who: Who, values: Mapping[str, str]) -> Request:
    """Help."""
    return who.wants(ShowHelp, command=values.get("command"))


def settings(who: Who, values: Mapping[str, str]) -> Request:
    """The settings, or a change of them."""
    scope = values.get("scope", "me")
    choices = tuple((name, value) for name, value in values.items() if name != "scope")
    if not choices:
        return who.wants(ShowSettings, scope=scope)
    return who.wants(ChangeSettings, scope=scope, choices=choices)


def setup(who: Who, values: Mapping[str, str]) -> Request:
    """How the coach is set up, or a change of that."""
    if not values:
        return who.wants(ShowSetup)
    return who.wants(ChooseSetup, choices=tuple(values.items()))


def roles(who: Who, values: Mapping[str, str]) -> Request:
    """Who manages the coach, or a change of that."""
    return who.wants(ChangeOrganisers, **values) if values else who.wants(ShowOrganisers)


def daily_start(who: Who, values: Mapping[str, str]) -> Request:
    """Questions of the day."""
    choices = tuple((name, value) for name, value in values.items() if name != "channel")
    return who.wants(StartDaily, choices=choices, where=values.get("channel", ""))


def of_channel(kind: type[Request]) -> Callable[[Who, Mapping[str, str]], Request]:
    """The request of a command that concerns one channel, here or another."""

    def made(who: Who, values: Mapping[str, str]) -> Request:
        more = {name: value for name, value in values.items() if name != "channel"}
        return who.wants(kind, where=values.get("channel", ""), **more)

    return made


def search_values(who: Who, values: Mapping[str, str]) -> Request:
    """A search by filters that have names already."""
    passing = tuple((name, value) for name, value in values.items() if name != "words")
    return who.wants(SearchBank, words=values.get("words", ""), filters=passing)


def search(who: Who, text: str, *, skipped: int = 0) -> Request:
    """The search that is written in the language of filters; BadInput where it cannot be read."""
    query = filters.read(text)
    return who.wants(SearchBank, words=query.words, filters=query.filters, skipped=skipped)
