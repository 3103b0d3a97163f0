"""Reads Short Answer Feedback (Filighera et al., 2022): XML with a score in every answer."""

from bot.evaluating.item import Item
from bot.evaluating.loaders.parts.answers_xml import questions
from bot.evaluating.loaders.parts.language import language_of
from bot.evaluating.loaders.parts.loaded import How, Loaded, Unreadable, on_scale
from bot.evaluating.loaders.parts.source import Source


def suits(source: Source) -> int:
    """A text of XML in which answers have responses."""
    opening = source.opening
    if not opening.lstrip().startswith("<") or "<question" not in opening:
        return 0
    return 95 if "<response>" in source.text or "<score>" in source.text else 0


def read(source: Source, how: How) -> Loaded:
    """The item of every answer; its verdict in words is kept as the label."""
    loaded = Loaded(source.label, numbered=True)
    for question in questions(source, loaded):
        asked = question.first("questionText") or ""
        reference = question.reference()
        group = question.facts.get("id") or asked
        for answer in question.all("studentAnswer"):
            try:
                if not asked or not reference:
                    raise Unreadable("its question has no text or no reference answer")
                said = answer.first("response")
                if said is None:
                    raise Unreadable("it has no response")
                score = on_scale(answer.first("score"), how, source.label, answer.line)
            except Unreadable as why:
                loaded.skip(answer.line, str(why))
                continue
            loaded.items.append(
                Item(
                    group=group,
                    question=asked,
                    reference=reference,
                    answer=said,
                    score=score,
                    language=language_of(asked + said),
                    id=answer.facts.get("id") or f"{source.label}:{answer.line}",
                    label=(answer.first("verification_feedback") or "").casefold(),
                )
            )
    return loaded
