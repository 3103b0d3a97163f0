"""Asks questions, and helps with the one that was asked."""

from dataclasses import dataclass
from random import Random

from bot.core.attempt import Posting, PostingState
from bot.core.bank import Bank
from bot.core.chat import Button, Card, Channel, Direct, Home, Place, Thread
from bot.core.errors import BadInput, NothingMatches
from bot.core.facets import listed
from bot.core.filters import keeps, written
from bot.core.keeping import Postings
from bot.core.ports import BankHolder, Clock
from bot.core.question import Question, digest
from bot.core.requests import NextQuestion, Request, Reveal, Skip, StartQuiz, TakeHint
from bot.flows.question_card import fields
from bot.flows.standing import manages
from bot.flows.voice import Voice

_TRIES = 20


@dataclass(frozen=True)
class Quiz:
    """A request that is repeated asks the same question in the same thread."""

    bank: BankHolder
    postings: Postings
    voice: Voice
    clock: Clock

    async def start(self, request: StartQuiz) -> None:
        """Ask a question that the filters let through, in a thread of its own."""
        await self._ask(request, _home(request.place), request.filters)

    async def following(self, request: NextQuestion) -> None:
        """Ask another question for the filters of a posting, where that one was asked."""
        posting = await self._posting(request, request.posting)
        filters = tuple(one for one in posting.filters if one[0] != "question")
        await self._ask(request, posting.home, filters)

    async def hint(self, request: TakeHint) -> None:
        """Show a hint to the member alone, and remember that it was shown."""
        posting = await self._posting(request, request.posting)
        question = self._question(posting)
        language = await self.voice.language(request)
        if question.hint:
            text = question.hint
        elif question.tags:
            text = self.voice.say(language, "hint.generic", topics=", ".join(question.tags))
        else:
            text = self.voice.say(language, "hint.none")
        await self.postings.help_shown(request.community, posting.id, request.member)
        title = self.voice.say(language, "hint.title")
        await self.voice.tell(request, Card(title=title, body=text, language=language))

    async def reveal(self, request: Reveal) -> None:
        """Show the reference answer to the member alone, and remember that it was shown."""
        posting = await self._posting(request, request.posting)
        question = self._question(posting)
        language = await self.voice.language(request)
        say = self.voice.say
        await self.postings.help_shown(request.community, posting.id, request.member)
        card = Card(
            title=say(language, "reveal.title"),
            body=question.answer or say(language, "reveal.none"),
            buttons=(Button(say(language, "card.next"), f"next:{posting.id}"),),
            language=question.language,
            beside=question.file,
        )
        await self.voice.tell(request, card)

    async def skip(self, request: Skip) -> None:
        """Pass a posting over: whoever asked for it may, and whoever manages the channel."""
        posting = await self._posting(request, request.posting)
        mine = request.member == posting.asked_by
        if not mine and not await manages(request, self.voice.choices):
            raise BadInput("error.not_your_question")
        await self.postings.settle(request.community, posting.id, PostingState.SKIPPED)
        language = await self.voice.language(request)
        say = self.voice.say
        card = Card(
            title=say(language, "skip.title"),
            body=say(language, "skip.body"),
            buttons=(Button(say(language, "card.next"), f"next:{posting.id}", "primary"),),
            language=language,
        )
        mouth = self.voice.mouth(posting.place)
        await mouth.reply(posting.place, card, key=f"{request.key}:skip")

    async def _ask(
        self, request: Request, home: Place, filters: tuple[tuple[str, str], ...]
    ) -> None:
        posting = await self._chosen(request, home, filters)
        if posting.message:
            return
        direct = isinstance(home, Direct)
        language = await self.voice.language(request)
        card = self._card(self._question(posting), posting.id, language, direct=direct)
        mouth = self.voice.mouth(home)
        place: Place
        if isinstance(home, Channel):
            place = await mouth.open_thread(home, card, key=f"{request.key}:question")
            message = place.id
        else:
            said = await mouth.reply(home, card, key=f"{request.key}:question")
            place, message = home, said.id
        await self.postings.said(request.community, posting.id, place, message)

    async def _chosen(
        self, request: Request, home: Place, filters: tuple[tuple[str, str], ...]
    ) -> Posting:
        """The posting of a request, kept before anybody can press its buttons."""
        name = digest(f"{request.community}\n{request.key}")
        known = await self.postings.get(request.community, name)
        if known is not None:
            return known
        language = await self.voice.language(request)
        bank = self.bank()
        asked = [bank.head(one) for one in await self.postings.asked(home)]
        question = choose(bank, filters, asked, language, Random(request.key))  # noqa: S311
        return await self.postings.add(
            Posting(
                id=name,
                place=home,
                home=home,
                question=question.id,
                asked_by=request.member,
                asked_at=self.clock(),
                filters=filters,
                state=PostingState.SAYING,
            )
        )

    def _card(self, question: Question, posting: str, language: str, *, direct: bool) -> Card:
        say = self.voice.say
        answer_here = "card.answer_direct" if direct else "card.answer_here"
        invitation = say(language, answer_here if question.answer else "card.no_reference")
        buttons = [Button(say(language, "card.hint"), f"hint:{posting}")]
        if question.answer:
            buttons.append(Button(say(language, "card.reveal"), f"reveal:{posting}"))
        buttons.append(Button(say(language, "card.skip"), f"skip:{posting}"))
        buttons.append(Button(say(language, "card.answer_privately"), f"answer:{posting}"))
        return Card(
            title=question.title,
            body="\n\n".join(filter(None, (question.body, invitation))),
            fields=fields(question, say, language),
            buttons=tuple(buttons),
            language=question.language,
            beside=question.file,
        )

    async def _posting(self, request: Request, posting: str) -> Posting:
        found = await self.postings.get(request.community, posting)
        if found is None:
            raise BadInput("error.no_posting")
        return found

    def _question(self, posting: Posting) -> Question:
        found = self.bank().get(posting.question)
        if found is None:
            raise BadInput("error.no_question")
        return found


def choose(
    bank: Bank,
    filters: tuple[tuple[str, str], ...],
    asked: list[str],
    language: str,
    random: Random,
) -> Question:
    """A question that the filters let through: the member's language first, then what was not
    asked yet (`asked` has heads, the latest first).

    When all were asked, those asked longest ago come again. A question in two languages is one. A
    question without a reference answer is chosen only where it was named. NothingMatches if there
    is none.
    """
    rows = bank.rows(filters)
    if not keeps(filters, "question"):
        rows &= bank.facets.with_answer
        if not rows:
            wanted = " ".join(written(*one) for one in filters) or "/quiz"
            raise NothingMatches("error.all_without_answer", filters=wanted)
    spoken = rows & bank.facets.having("language", language)
    if not keeps(filters, "language") and spoken:
        rows = spoken
    names = [bank.index.ids[row] for row in listed(rows)]
    last = {question: place for place, question in reversed(list(enumerate(asked)))}
    for _ in range(_TRIES):  # of a large bank, most have not been asked
        text = random.choice(names)
        if bank.head(text) not in last:
            break
    else:
        texts = {bank.head(name): name for name in names}
        fresh = [question for question in texts if question not in last]
        if not fresh:
            longest = max(last[question] for question in texts)
            fresh = [question for question in texts if last[question] == longest]
        text = texts[random.choice(fresh)]
    named = keeps(filters, "question") or keeps(filters, "language")
    found = bank.get(text) if named else bank.variant(text, language)
    if found is None:
        raise NothingMatches("error.empty_bank")
    return found


def _home(place: Place) -> Place:
    """Where a question is asked for: a thread's channel, else the place itself."""
    match place:
        case Thread(channel=channel):
            return channel
        case Home(member=member):
            return Direct(member)
    return place
