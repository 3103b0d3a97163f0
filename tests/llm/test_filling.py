"""A JSON object, read while it is written."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.core.errors import ModelUnusable
from bot.llm.filling import Filling

ONE = {
    "type": "object",
    "properties": {
        "evidence": {"type": "string"},
        "verdict": {"enum": ["covered", "missing"]},
        "lines": {"type": "array", "items": {"type": "integer"}},
    },
    "required": ["evidence", "verdict"],
}
NESTED = {"type": "object", "properties": {"c1": ONE}, "required": ["c1"]}


def read(text: str, schema: Mapping[str, Any], size: int = 1) -> list[Mapping[str, Any]]:
    filling = Filling(schema)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    values = [filling.feed(piece) for piece in pieces] + [filling.end()]
    return [value for value in values if value is not None]


def test_each_part_comes_when_it_is_whole() -> None:
    text = '{"c1": {"evidence": "显存 \\"x\\"", "verdict": "covered", "lines": [12, 3]}}'
    said = "evidence"
    assert read(text, NESTED) == [
        {"c1": {}},
        {"c1": {said: '显存 "x"'}},
        {"c1": {said: '显存 "x"', "verdict": "covered"}},
        {"c1": {said: '显存 "x"', "verdict": "covered", "lines": []}},
        {"c1": {said: '显存 "x"', "verdict": "covered", "lines": [12]}},
        {"c1": {said: '显存 "x"', "verdict": "covered", "lines": [12, 3]}},
    ]


def test_a_document_that_comes_at_once_is_said_once() -> None:
    text = '{"evidence": "", "verdict": "missing"}'
    assert read(text, ONE, size=100) == [{"evidence": "", "verdict": "missing"}]


def test_an_empty_object_is_a_document_where_nothing_is_required() -> None:
    assert read(" {} ", {"type": "object"}) == [{}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure! Here is the JSON:",
        '```json\n{"evidence": "", "verdict": "missing"}\n```',
        '{"evidence": "", "verdict": "missing"} I hope this helps.',
        '{"evidence": "", "verdict": "miss',
        '["evidence"]',
        '"evidence"',
        "7",
        '{"evidence": "", "evidence": "x", "verdict": "missing"}',
        '{"evidence": ""}',
        '{"evidence": "", "verdict": "maybe"}',
        '{"evidence": 3, "verdict": "missing"}',
        '{"evidence": "", "verdict": "missing", "lines": ["1"]}',
        '{"evidence": "", "verdict": "missing", "lines": [true]}',
        '{"evidence": "", "verdict": "missing", "lines": null}',
    ],
)
def test_what_does_not_follow_the_schema_is_unusable(text: str) -> None:
    with pytest.raises(ModelUnusable):
        read(text, ONE)


def test_a_nested_part_is_held_to_its_schema_too() -> None:
    with pytest.raises(ModelUnusable):
        read('{"c1": {"evidence": ""}}', NESTED)
