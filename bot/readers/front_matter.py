"""Reads one file a question: YAML front matter, then the reference answer in Markdown."""

import re
from typing import Any

import frontmatter
import yaml

from bot.core.question import Question, identify
from bot.core.rubric import Checkpoint
from bot.readers.parts import metadata
from bot.readers.parts.found import Found
from bot.readers.parts.pieces import CORE, language_of, rubric_of
from bot.readers.parts.source import Source

_OPENING = re.compile(r"^---[ \t]*\n")
_HEADING = re.compile(r"^#{1,3}\s+(?:Q\s*[.:：]\s*)?(?P<title>\S.*)\n?")
_KNOWN = {
    "title", "question", "company", "position", "round", "date", "tags", "difficulty", "rubric",
    "language", "sources", "id", "hint", "chapter", "section", "translation_of", "body",
}  # fmt: skip


def suits(source: Source) -> int:
    """A file that opens with `---`, closes it, and names a field that we know."""
    if not _OPENING.match(source.text[:100]):
        return 0
    head = source.text.split("\n---", 1)
    named = re.search(rf"^({'|'.join(sorted(_KNOWN))})\s*:", head[0], re.MULTILINE)
    return 100 if len(head) == 2 and named else 0


def read(source: Source) -> Found:
    """The one question of the file."""
    file, text = source.label, source.text
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError) as exc:
        mark = getattr(exc, "problem_mark", None)
        return Found.trouble(
            file,
            "bad-front-matter",
            "the front matter is no YAML",
            "check its quotes, colons and indentation",
            line=mark.line + 1 if mark else 1,
        )
    found = Found()
    values: dict[str, Any] = {str(name).casefold(): value for name, value in post.metadata.items()}
    answer = post.content.strip()
    title = values.get("title") or values.get("question")
    if not title and (heading := _HEADING.match(answer)):
        title, answer = heading["title"], answer[heading.end() :].strip()
    if not title:
        return Found.trouble(file, "no-title", "the front matter has no `title`", "add `title: …`")
    for name in sorted(set(values) - _KNOWN):
        found.say(
            file, 1, "unknown-field", f"the field `{name}` is not known", "see seeds/README.md"
        )
    facts = metadata.from_values(values)
    for odd in facts.odd:
        found.say(file, 1, "odd-value", odd, "mend the value, or leave it out")
    title = " ".join(str(title).split())
    core = CORE.search(answer)
    found.questions.append(
        Question(
            id=facts.id or identify(title),
            explicit_id=facts.id,
            translation_of=facts.translation_of,
            title=title,
            answer=answer,
            body=_text(values.get("body")) or "",
            language=facts.language or language_of(title + answer[:200]),
            file=file,
            line=1,
            chapter=_text(values.get("chapter")),
            section=_text(values.get("section")),
            company=facts.company,
            position=facts.position,
            round=facts.round,
            round_text=facts.round_text,
            date=facts.date,
            tags=facts.tags,
            difficulty=facts.difficulty,
            core=" ".join(core[1].split()) if core else None,
            hint=_text(values.get("hint")),
            rubric=_rubric(file, values.get("rubric"), found),
            sources=tuple(str(one) for one in _listed(values.get("sources"))),
        )
    )
    found.span(1, len(source.lines), "question")
    return found


def _rubric(file: str, value: Any, found: Found) -> tuple[Checkpoint, ...]:
    checkpoints: list[Checkpoint] = []
    for one in _listed(value):
        number = f"c{len(checkpoints) + 1}"
        try:
            if isinstance(one, dict):
                text = str(one.get("text") or one.get("en") or one.get("zh") or "")
                weight = float(one.get("weight", 1))
                checkpoints.append(Checkpoint(number, text, weight, must=one.get("must") is True))
            else:
                line = rubric_of([f"- {one}"])[0]
                checkpoints.append(Checkpoint(number, line.text, line.weight, must=line.must))
        except (ValueError, TypeError, IndexError):
            found.say(
                file,
                1,
                "odd-checkpoint",
                "a checkpoint of the rubric has no text or an odd weight",
                "see seeds/README.md",
            )
    return tuple(checkpoints)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None
