"""Shows what is in the bank: what a search finds, one question, and the whole in numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from bot.core import filters
from bot.core.bank import Bank
from bot.core.bank_requests import SearchBank, ShowQuestion
from bot.core.chat import Button, Card, Field
from bot.core.ports import BankHolder
from bot.core.question import Question, carried
from bot.flows.question_card import Links, fields, fitting, line
from bot.flows.standing import Standing
from bot.flows.voice import Voice

SHOWN = 10
"""Results of a search on one card."""
_FARTHEST = 500
"""Results that somebody may page through; who wants another narrows the search down."""
_LONGEST = 200
"""Characters of a search: what is longer is no search, but a text."""


@dataclass(frozen=True)
class BankFlow:
    """Answers at once and changes nothing. A reference answer is shown only where one question was
    asked for, to who asked, behind a spoiler."""

    bank: BankHolder
    voice: Voice
    standing: Standing

    async def search(self, inquiry: SearchBank) -> Card:
        """The questions that were looked for, best first, a card's worth at a time."""
        language = await self.voice.language(inquiry)
        say, bank = self.voice.say, self.bank()
        words, skipped = inquiry.words[:_LONGEST], min(inquiry.skipped, _FARTHEST)
        most = 2 * (skipped + SHOWN + 1)  # a question may be found in both of its languages
        spoken = None if words else language  # a text that was found by its words is shown itself
        found = _once(bank, bank.search(words, inquiry.filters, limit=most), spoken)
        listed = list(islice(found, skipped, skipped + SHOWN + 1))
        query = " ".join([words, *(filters.written(*one) for one in inquiry.filters)]).strip()
        if not listed:
            return self._nothing(bank, words, query, language)
        shown, first = listed[:SHOWN], skipped + 1
        more = len(listed) > SHOWN and skipped + SHOWN < _FARTHEST
        links = Links(say, language)
        buttons = [*links.ask(shown, first), *links.show(shown, first)]
        if more:
            buttons += fitting(say(language, "bank.more"), f"more:{skipped + SHOWN}:{query}")
        return Card(
            title=say(language, "bank.found", query=query) if query else say(language, "bank.all"),
            body="\n".join(f"{at}. {line(one)}" for at, one in enumerate(shown, first)),
            note=say(language, "bank.narrow") if more or not query else "",
            buttons=tuple(buttons),
            language=language,
        )

    async def show(self, inquiry: ShowQuestion) -> Card:
        """One question with all that is known of it; the reference answer must be opened."""
        language = await self.voice.language(inquiry)
        say, bank = self.voice.say, self.bank()
        question = bank.matching((("question", inquiry.question),))[0]
        links = Links(say, language)
        buttons = [*links.ask([question])]
        for one in bank.variants(question.id):
            if one.id != question.id:
                name = say(language, f"value.{one.language}")
                label = say(language, "bank.variant", language=name)
                buttons.append(Button(label, f"show:{carried(one.id)}"))
        sources = [say(language, "bank.sources"), "", *(f"- {one}" for one in question.sources)]
        body = [question.body, "\n".join(sources) if question.sources else ""]
        if not question.answer:
            body.append(say(language, "reveal.none"))
        shown = [*fields(question, say, language), *self._judged(question, language)]
        shown.append(Field(say(language, "bank.id"), question.id))
        if await self.standing.keeps_bank(inquiry):
            place = f"{PurePath(question.file).name}:{question.line}"
            shown.append(Field(say(language, "bank.place"), place))
        return Card(
            title=question.title,
            body="\n\n".join(filter(None, body)),
            fields=tuple(shown),
            spoiler=question.answer,
            spoiler_title=say(language, "reveal.title") if question.answer else "",
            buttons=tuple(buttons),
            language=question.language,
            beside=question.file,
        )

    def _judged(self, question: Question, language: str) -> Iterator[Field]:
        rubric = question.checkpoints
        if rubric:
            key = "bank.by_author" if question.rubric else "bank.by_cut"
            value = self.voice.say(language, key, count=len(rubric))
            yield Field(self.voice.say(language, "bank.checkpoints"), value)

    def _nothing(self, bank: Bank, words: str, query: str, language: str) -> Card:
        say = self.voice.say
        near = [one.label for one in bank.complete("tag", words, most=4)] if words.strip() else []
        body = [say(language, "bank.nothing", query=query)]
        if near:
            body.append(say(language, "bank.nothing_near", near=", ".join(near)))
        return Card(
            title=say(language, "bank.nothing_title"), body=" ".join(body), language=language
        )


def _once(bank: Bank, found: Iterable[Question], spoken: str | None) -> Iterator[Question]:
    """Each question once: in a language, or in the text that was found first."""
    seen: set[str] = set()
    for question in found:
        head = bank.head(question.id)
        if head not in seen:
            seen.add(head)
            yield (bank.variant(head, spoken) if spoken else None) or question
