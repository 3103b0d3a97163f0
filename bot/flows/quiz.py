"""Asks questions, and helps with the one that was asked."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from bot.core.attempt import Posting, PostingState
from bot.core.bank import Bank
from bot.core.chat import Button, Card, Channel, Direct, Home, Place, Thread, address
from bot.core.errors import BadInput, NothingMatches
from bot.core.facets import listed
from bot.core.filters import keeps, written
from bot.core.keeping import Postings
from bot.core.ports import BankHolder, Clock
from bot.core.question import Question, digest
from bot.core.requests import (
    PRIVATE,
    AskHere,
    NextQuestion,
    Request,
    Reveal,
    Skip,
    StartQuiz,
    TakeHint,
)
from bot.flows.question_card import fields
from bot.flows.standing import manages
from bot.flows.voice import Voice

_TRIES = 20


@dataclass(frozen=True)
class Quiz:
    """A request that is repeated asks the same question in the same thread. `quiet` are the
    platforms where a question is asked of its member alone, under a message of its own, unless
    they choose the channel."""

    bank: BankHolder
    postings: Postings
    voice: Voice
    clock: Clock
    quiet: Collection[str] = ()

    async def start(self, request: StartQuiz) -> None:
        """Ask a question that the filters let through, in a thread of its own, or of the member
        alone: then they are told so where they asked."""
        home = _home(request.place)
        moved = isinstance(home, Channel) and await self._is_private(request)
        posting = await self._ask(request, Direct(request.member) if moved else home)
        if moved:
            await self._point(request, posting)

    async def here(self, request: AskHere) -> None:
        """Ask the question of a private posting in a channel, once."""
        private = await self._posting(request, request.posting)
        home = _home(request.place)
        if not isinstance(home, Channel) or private.asked_by != request.member:
            raise BadInput("error.stale_button")
        asking = request.wants(StartQuiz, filters=private.filters)
        await self._ask(asking, home, again=private)

    async def following(self, request: NextQuestion) -> None:
        """Ask another question for the filters of a posting, where that one was asked."""
        posting = await self._posting(request, request.posting)
        filters = tuple(one for one in posting.filters if one[0] != "question")
        await self._ask(request.wants(StartQuiz, filters=filters), posting.home)

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

    async def _is_private(self, request: StartQuiz) -> bool:
        """Whether a question is asked of its member alone: as they said now, as they chose, or as
        the platform is: on a quiet one nobody else is disturbed who did not ask for it."""
        if request.where:
            return request.where == PRIVATE
        if request.community.platform not in self.quiet:
            return False
        chosen = await self.voice.chosen(request.member, request.place)
        return chosen.privacy != "thread"

    async def _point(self, request: StartQuiz, posting: Posting) -> None:
        """Say, to the member alone, where their question is."""
        language = await self.voice.language(request)
        say = self.voice.say
        card = Card(
            body=say(language, "pointer.body"),
            buttons=(Button(say(language, "pointer.here"), f"here:{posting.id}"),),
            language=language,
        )
        await self.voice.tell(request, card, part="pointer")

    async def _ask(
        self, request: StartQuiz, home: Place, *, again: Posting | None = None
    ) -> Posting:
        posting = await self._chosen(request, home, again)
        if posting.message:
            return posting
        direct = isinstance(home, Direct) and home.community.platform not in self.quiet
        language = await self.voice.language(request)
        card = self._card(self._question(posting), posting.id, language, direct=direct)
        mouth = self.voice.mouth(home)
        place: Place
        if isinstance(home, Channel):
            place = await mouth.open_thread(home, card, key=f"{request.key}:question")
            message = place.id
        else:
            said = await mouth.reply(home, card, key=f"{request.key}:question")
            place, message = said.place, said.id
        await self.postings.said(request.community, posting.id, place, message, with_next=True)
        return posting

    async def _chosen(self, request: StartQuiz, home: Place, again: Posting | None) -> Posting:
        """The posting of a request, kept before anybody can press its buttons; one that asks
        `again` what another asked is one in each channel."""
        name = request.makes
        if again is not None:
            name = digest(f"{request.community}\n{again.id}\n{address(home)}")
        known = await self.postings.get(request.community, name)
        if known is not None:
            return known
        question = again.question if again else (await self._new(request, home)).id
        return await self.postings.add(
            Posting.begun(
                name,
                home,
                question,
                request.member,
                self.clock(),
                filters=request.filters,
                state=PostingState.SAYING,
            )
        )

    async def _new(self, request: StartQuiz, home: Place) -> Question:
        language = await self.voice.language(request)
        bank = self.bank()
        asked = [bank.head(one) for one in await self.postings.asked(home)]
        return choose(bank, request.filters, asked, language, Random(request.key))  # noqa: S311

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
    """Where a question is asked for: a thread's channel, a member's direct conversation, else the
    place itself."""
    match place:
        case Thread(channel=channel):
            return channel
        case Home(member=member) | Direct(member=member):
            return Direct(member)
    return place
