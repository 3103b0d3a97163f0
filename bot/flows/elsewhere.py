"""Has an answer graded that was written elsewhere: which question it may answer, and the posting
that stands for it."""

import re
from collections import defaultdict
from dataclasses import dataclass

from bot.core.attempt import Posting, settled_answer
from bot.core.bank import Bank
from bot.core.chat import Choice, Direct, Form, Input, Place, Thread
from bot.core.elsewhere_requests import GradeElsewhere, OpenElsewhereForm
from bot.core.errors import BadInput, NothingMatches
from bot.core.keeping import Postings
from bot.core.ports import BankHolder, Clock
from bot.core.question import Question, carried
from bot.core.requests import Request
from bot.flows.voice import Voice

MOST = 25
"""Questions that a form offers: what every platform can show."""
_LONGEST = 4000
"""Characters that a form carries on every platform."""
_RECENT = 10
_PARTS = 8
_LOOKED_AT = 10
_SENTENCE = re.compile(r"[.!?。！？；;\n]+")
_NEAR = 3


@dataclass(frozen=True)
class Elsewhere:
    """The same request makes the same posting, however often it is done."""

    bank: BankHolder
    postings: Postings
    voice: Voice
    clock: Clock

    async def form(self, inquiry: OpenElsewhereForm) -> Form:
        """The form: a question to choose or to name, and the answer's words, as far as a form
        carries them. BadInput for what is not the member's own words."""
        if inquiry.by_bot:
            raise BadInput("error.grade_bots")
        if inquiry.author != inquiry.member.id:
            raise BadInput("error.grade_not_yours")
        text, _ = settled_answer(inquiry.text, longest=len(inquiry.text))
        if not text:
            raise BadInput("error.grade_no_words")
        language = await self.voice.language(inquiry)
        say = self.voice.say
        here, offered = await self._offered(inquiry, text)
        choices = tuple(Choice(carried(one.id), one.title) for one in offered)
        chosen = carried(here.id) if here else ""
        question = Input(
            "question", say(language, "elsewhere.question"), chosen, required=False, choices=choices
        )
        label = say(language, "elsewhere.text")
        if len(text) > _LONGEST:
            label = say(language, "elsewhere.cut", limit=_LONGEST, length=len(text))
        other = say(language, "elsewhere.other" if choices else "elsewhere.question")
        return Form(
            title=say(language, "elsewhere.title"),
            action="elsewhere",
            inputs=(
                *([question] if choices else []),
                Input("other", other, required=not choices, limit=300),
                Input("text", label, text[:_LONGEST], long=True, limit=_LONGEST),
            ),
            submit=say(language, "elsewhere.submit"),
            language=language,
        )

    async def posting(self, request: GradeElsewhere) -> Posting:
        """The posting that the answer is given to: one of the question's that the member knows,
        else one of their own.

        BadInput where no question was named, or none of that name is known.
        """
        bank = self.bank()
        question = self._named(bank, request.other or request.question)
        known = await self._known(request)
        head = bank.head(question.id)
        found = next((one for one in known if bank.head(one.question) == head), None)
        if found is None:
            home = Direct(request.member)
            posting = Posting.begun(request.makes, home, question.id, request.member, self.clock())
            found = await self.postings.add(posting)
        return found

    async def _offered(
        self, inquiry: OpenElsewhereForm, text: str
    ) -> tuple[Question | None, list[Question]]:
        """The question of this place, if one was asked here, and all that are offered: this, those
        asked lately, those that the words speak of."""
        bank = self.bank()
        recent = await self._known(inquiry)
        here = None
        if recent and recent[0].place == inquiry.place:
            here = bank.get(recent[0].question)
        asked = [bank.get(one.question) for one in recent[:_RECENT]]
        found: dict[str, Question] = {}
        for one in (*asked, *likely(bank, text, most=2 * MOST)):
            if one is not None and one.answer:
                found.setdefault(bank.head(one.id), one)
        offered = list(found.values())[:MOST]
        return (here if here in offered else None), offered

    async def _known(self, request: Request) -> list[Posting]:
        """What was asked in this place, then by the member or in this channel, the newest first."""
        place: Place = request.place
        here = await self.postings.at(place)
        home = place.channel if isinstance(place, Thread) else place
        recent = await self.postings.recent(request.member, home)
        return [*([here] if here else []), *(one for one in recent if one != here)]

    def _named(self, bank: Bank, wanted: str) -> Question:
        if not wanted.strip():
            raise BadInput("error.which_question")
        try:
            return bank.matching((("question", wanted),))[0]
        except NothingMatches as exc:
            near = bank.titled(wanted, most=_NEAR)
            if not near:
                raise
            titles = "\n".join(f"- {one.title}" for one in near)
            raise BadInput("error.which_question_near", wanted=wanted, near=titles) from exc


def likely(bank: Bank, text: str, *, most: int) -> list[Question]:
    """The questions that words may answer, best first: each sentence is searched for, and what is
    found high and often comes first.

    Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009).
    """
    parts = [one for one in _SENTENCE.split(text) if one.strip()][:_PARTS]
    weights: defaultdict[str, float] = defaultdict(float)
    found: dict[str, Question] = {}
    for part in dict.fromkeys([text, *parts]):
        for rank, one in enumerate(bank.search(part, limit=_LOOKED_AT)):
            head = bank.head(one.id)
            weights[head] += 1 / (5 + rank)
            found.setdefault(head, one)
    ranked = sorted(found, key=lambda head: -weights[head])
    return [found[head] for head in ranked[:most]]
