"""Shows maintainers what a question's answers are judged by, and keeps what they make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from bot.core.chat import Button, Card, Field, Form, Input
from bot.core.errors import BadInput
from bot.core.ports import BankHolder
from bot.core.question import Question, carried
from bot.core.rubric_edit import edited, revision
from bot.core.rubric_lines import write
from bot.core.rubric_requests import ApproveRubric, OpenRubricForm, ReviseRubric, ShowRubric
from bot.flows.rubric_source import CUT, MAINTAINER, RubricSource, RubricState
from bot.flows.voice import Voice

_FORM = 4000
"""Characters that a form carries on every platform."""
_FEW = 3


@dataclass(frozen=True)
class Reviewing:
    """Whoever comes here was found to be a maintainer. Of two who change a rubric at once, one
    does, and the other is told."""

    bank: BankHolder
    rubrics: RubricSource
    voice: Voice

    async def show(self, inquiry: ShowRubric) -> Card:
        """The checkpoints of a question, who made them, and what can be done."""
        state = await self.rubrics.state(self._question(inquiry.question))
        return self._card(state, await self.voice.language(inquiry))

    async def form(self, inquiry: OpenRubricForm) -> Form:
        """The form with the checkpoints as a list. BadInput where that does not fit into one."""
        state = await self.rubrics.state(self._question(inquiry.question))
        question = state.question
        if question.rubric:
            raise BadInput("error.rubric_by_author", place=_place(question))
        if not question.answer:
            raise BadInput("error.rubric_no_answer", wanted=question.id)
        language = await self.voice.language(inquiry)
        listed = write(state.to_edit, language)
        if len(listed) > _FORM:
            raise BadInput("error.rubric_no_room", wanted=question.id)
        say = self.voice.say
        return Form(
            title=say(language, "rubric.form"),
            action=f"rubric:{state.revision}:{carried(question.id)}",
            inputs=(Input("text", say(language, "rubric.list"), listed, long=True, limit=_FORM),),
            submit=say(language, "rubric.keep"),
            language=language,
        )

    async def revise(self, request: ReviseRubric) -> None:
        """Keep a maintainer's list; one that cannot be kept is given back, with the reason."""
        language = await self.voice.language(request)
        state = await self.rubrics.state(self._question(request.question))
        try:
            checkpoints = edited(request.text, state.to_edit)
            is_kept = state.now is not None and state.now.checkpoints == checkpoints
            if not (is_kept and state.made_by == MAINTAINER):  # else it is the same request
                self._check(state, request.revision)
                state = await self.rubrics.settle(state, checkpoints, MAINTAINER, reviewed=True)
        except BadInput as error:
            label = self.voice.say(language, "rubric.edit")
            again = Button(label, f"rubric_edit:{carried(request.question)}")
            card = Card(
                title=self.voice.say(language, "refusal.title"),
                body=self.voice.say(language, error.key, **error.facts),
                spoiler=f"```\n{request.text.replace('```', '')[:_FORM]}\n```",
                spoiler_title=self.voice.say(language, "rubric.written"),
                buttons=(again,),
                language=language,
            )
            await self.voice.tell(request, card)
            return
        await self.voice.tell(request, self._card(state, language, "rubric.kept"))

    async def approve(self, request: ApproveRubric) -> None:
        """Keep that a maintainer has seen the checkpoints of this revision and found them right."""
        state = await self.rubrics.state(self._question(request.question))
        checkpoints, made_by = state.checkpoints, state.made_by
        before = revision(state.question.answer_hash, checkpoints, made_by, reviewed=False)
        if not (state.is_reviewed and before == request.revision):  # else it is the same request
            self._check(state, request.revision)
            state = await self.rubrics.settle(state, checkpoints, made_by, reviewed=True)
        language = await self.voice.language(request)
        await self.voice.tell(request, self._card(state, language, "rubric.approved"))

    def _question(self, wanted: str) -> Question:
        return self.bank().matching((("question", wanted),))[0]

    def _check(self, state: RubricState, known: str) -> None:
        if state.revision != known:
            raise BadInput("error.rubric_changed")

    def _card(self, state: RubricState, language: str, done: str = "") -> Card:
        say, question = self.voice.say, state.question
        count = len(state.checkpoints)
        notes = [done and say(language, done)]
        if question.answer and not question.rubric:
            few = count < _FEW
            notes.append(say(language, "rubric.few", count=count) if few else "")
            notes.append("" if done else say(language, "rubric.by_command", id=question.id))
        earlier = state.earlier if state.is_stale else None
        return Card(
            title=question.title,
            body=write(state.checkpoints, language) or say(language, "rubric.nothing"),
            fields=tuple(self._facts(state, language)) if count else (),
            spoiler=write(earlier.checkpoints, language) if earlier else "",
            spoiler_title=say(language, "rubric.earlier") if earlier else "",
            note=" ".join(filter(None, notes)),
            buttons=tuple(self._buttons(state, language)),
            language=language,
        )

    def _facts(self, state: RubricState, language: str) -> Iterator[Field]:
        say, question = self.voice.say, state.question
        if question.rubric:
            who = say(language, "rubric.by_author", place=_place(question))
            yield Field(say(language, "rubric.made_by"), who)
            return
        yield Field(say(language, "rubric.made_by"), self._who(state.made_by, language))
        seen = "rubric.is_reviewed" if state.is_reviewed else "rubric.not_reviewed"
        yield Field(say(language, "rubric.reviewed"), say(language, seen))
        if state.earlier and state.is_stale:
            who = self._who(state.earlier.made_by, language)
            date = state.earlier.at.date().isoformat()
            said = say(language, "rubric.is_stale", who=who, date=date)
            yield Field(say(language, "rubric.stale"), said)

    def _who(self, made_by: str, language: str) -> str:
        keys = {CUT: "rubric.by_cut", MAINTAINER: "rubric.by_maintainer"}
        return self.voice.say(language, keys.get(made_by, "rubric.by_model"), model=made_by)

    def _buttons(self, state: RubricState, language: str) -> Iterator[Button]:
        say, question = self.voice.say, state.question
        if question.answer and not question.rubric:
            yield Button(say(language, "rubric.edit"), f"rubric_edit:{carried(question.id)}")
            if state.checkpoints and not state.is_reviewed:
                action = f"rubric_approve:{state.revision}:{carried(question.id)}"
                yield Button(say(language, "rubric.approve"), action)
        for one in self.bank().variants(question.id):
            if one.id != question.id:
                name = say(language, f"value.{one.language}")
                label = say(language, "bank.variant", language=name)
                yield Button(label, f"rubric:{carried(one.id)}")
        yield Button(say(language, "bank.show"), f"show:{carried(question.id)}")


def _place(question: Question) -> str:
    return f"{PurePath(question.file).name}:{question.line}"
