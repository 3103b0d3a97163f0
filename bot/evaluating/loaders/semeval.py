"""Reads SemEval-2013 task 7 (Dzikovska et al., 2013): XML with a label on every answer."""

from bot.evaluating.item import Item
from bot.evaluating.loaders.parts.answers_xml import questions
from bot.evaluating.loaders.parts.language import language_of
from bot.evaluating.loaders.parts.loaded import How, Loaded
from bot.evaluating.loaders.parts.named import RIGHT
from bot.evaluating.loaders.parts.source import Source


def suits(source: Source) -> int:
    """A text of XML in which answers have their accuracy."""
    opening = source.opening
    if not opening.lstrip().startswith("<") or "<question" not in opening:
        return 0
    return 95 if "accuracy=" in source.text else 0


def read(source: Source, how: How) -> Loaded:
    """The item of every answer: correct is 1, every other label 0; the label is kept."""
    loaded = Loaded(source.label, numbered=True)
    for question in questions(source, loaded):
        asked = question.first("questionText") or ""
        reference = question.reference()
        for answer in question.all("studentAnswer"):
            label = answer.facts.get("accuracy", "").strip().casefold()
            if not asked or not reference:
                loaded.skip(answer.line, "its question has no text or no reference answer")
                continue
            if not label:
                loaded.skip(answer.line, "it has no accuracy")
                continue
            said = answer.text.strip()
            loaded.items.append(
                Item(
                    group=question.facts.get("id") or asked,
                    question=asked,
                    reference=reference,
                    answer=said,
                    score=float(label == RIGHT),
                    language=language_of(asked + said),
                    id=answer.facts.get("id") or f"{source.label}:{answer.line}",
                    label=label,
                )
            )
    return loaded
