"""slackblocks, which somebody else made, knows the same numbers as our table of blocks."""

import json
from collections.abc import Callable

import pytest
import slackblocks as oracle
from slackblocks.errors import InvalidUsageError

from tests.wire.slack.limits_blocks import check_blocks
from tests.wire.slack.world import Json


def option(text: str, value: str) -> oracle.Option:
    return oracle.Option(oracle.Text(text, type_=oracle.TextType.PLAINTEXT), value)


def options(count: int) -> list[oracle.Option]:
    return [option("x", f"{number}") for number in range(count)]


SIZED: dict[str, tuple[int, Callable[[str], oracle.Block]]] = {
    "section": (3000, oracle.SectionBlock),
    "field": (2000, lambda x: oracle.SectionBlock(fields=[x])),
    "header": (150, oracle.HeaderBlock),
    "block_id": (255, lambda x: oracle.SectionBlock("a", block_id=x)),
    "button": (75, lambda x: oracle.ActionsBlock([oracle.Button(x, "a")])),
    "value": (2000, lambda x: oracle.ActionsBlock([oracle.Button("a", "a", value=x)])),
    "action_id": (255, lambda x: oracle.ActionsBlock([oracle.Button("a", x)])),
    "label": (2000, lambda x: oracle.InputBlock(x, oracle.PlainTextInput("a"))),
    "option": (
        75,
        lambda x: oracle.ActionsBlock([oracle.StaticSelectMenu("a", [option(x, "a")])]),
    ),
    "option value": (
        150,
        lambda x: oracle.ActionsBlock([oracle.StaticSelectMenu("a", [option("a", x)])]),
    ),
    "markdown": (12_000, oracle.MarkdownBlock),
}
COUNTED: dict[str, tuple[int, str, Callable[[int], oracle.Block]]] = {
    "buttons": (
        25,
        "elements",
        lambda n: oracle.ActionsBlock([oracle.Button("a", f"{one}") for one in range(n)]),
    ),
    "context": (10, "elements", lambda n: oracle.ContextBlock([oracle.Text("a")] * n)),
    "fields": (10, "fields", lambda n: oracle.SectionBlock(fields=["a"] * n)),
}


def found(block: Json) -> list[str]:
    return list(check_blocks([block], "message"))


@pytest.mark.parametrize("case", SIZED)
def test_texts_end_where_slackblocks_says(case: str) -> None:
    most, make = SIZED[case]
    block = make("x" * most)._resolve()
    with pytest.raises(InvalidUsageError):
        make("x" * (most + 1))._resolve()
    assert found(block) == []
    assert found(json.loads(json.dumps(block).replace("x" * most, "x" * (most + 1))))


@pytest.mark.parametrize("case", COUNTED)
def test_counts_end_where_slackblocks_says(case: str) -> None:
    most, key, make = COUNTED[case]
    block = make(most)._resolve()
    with pytest.raises(InvalidUsageError):
        make(most + 1)._resolve()
    assert found(block) == []
    assert found({**block, key: [*block[key], {**block[key][0], "action_id": "more"}]})


def test_a_select_has_a_hundred_options() -> None:
    block = oracle.ActionsBlock([oracle.StaticSelectMenu("a", options(100))])._resolve()
    with pytest.raises(InvalidUsageError):
        oracle.StaticSelectMenu("a", options(101))._resolve()
    assert found(block) == []
    (select,) = block["elements"]
    select["options"].append(select["options"][0])
    assert found(block) == ["options has 101 entries, not 1 to 100"]
