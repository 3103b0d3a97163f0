"""The fixed answers that graders are examined with, one file per language: `en.yaml`, `zh.yaml`."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from bot.core.checkup import EXTENDED, CheckupSet, Kind, Sample
from bot.core.question import Question, digest
from bot.core.rubric import Checkpoint


@cache
def sets() -> Mapping[str, CheckupSet]:
    """The set of each language that has one, by the language."""
    found = (one for one in files(__name__).iterdir() if one.name.endswith(".yaml"))
    read = {one.name.removesuffix(".yaml"): one.read_text(encoding="utf-8") for one in found}
    return MappingProxyType({language: _set(language, read[language]) for language in sorted(read)})


def _set(language: str, text: str) -> CheckupSet:
    tree = yaml.safe_load(text)
    samples = tuple(
        sample
        for given in tree["questions"]
        for sample in _samples(_question(language, given), given, tree["padding"])
    )
    return CheckupSet(language, samples, digest(repr(samples)))


def _question(language: str, given: Mapping[str, Any]) -> Question:
    return Question(
        id=f"checkup-{given['id']}",
        title=given["title"],
        answer=given["answer"],
        language=language,
        file=f"{language}.yaml",
        line=0,
        rubric=tuple(Checkpoint(**one) for one in given["rubric"]),
    )


def _samples(question: Question, given: Mapping[str, Any], padding: str) -> Iterator[Sample]:
    """One answer of each kind, the extended ones made from the half answer."""
    behind = {**given["behind"], Kind.PADDED.value: padding}
    for kind in Kind:
        if kind in EXTENDED:
            answer = f"{given['answers'][Kind.HALF.value]}\n\n{behind[kind.value]}"
        else:
            answer = given["answers"][kind.value]
        yield Sample(question, kind, answer)
