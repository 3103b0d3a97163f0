"""Makes a question whole: of its title, its facts, and what stands below it."""

from bot.core.question import Question, identify
from bot.core.rubric_list import numbered
from bot.readers.parts.answers import Below
from bot.readers.parts.metadata import Facts
from bot.readers.parts.pieces import language_of


def question(
    title: str,
    facts: Facts,
    below: Below,
    *,
    file: str,
    line: int,
    chapter: str | None,
    section: str | None,
    body: str = "",
) -> Question:
    """The question that stands on this line of this file."""
    return Question(
        id=facts.id or identify(title),
        explicit_id=facts.id,
        translation_of=facts.translation_of,
        title=title,
        answer=below.answer,
        body=body or below.body,
        language=facts.language or language_of(title + below.answer[:200]),
        file=file,
        line=line,
        chapter=chapter,
        section=section,
        company=facts.company,
        position=facts.position,
        round=facts.round,
        round_text=facts.round_text,
        date=facts.date,
        tags=facts.tags,
        difficulty=facts.difficulty,
        core=below.core,
        hint=below.hint,
        rubric=numbered(below.rubric),
        sources=below.sources,
    )
