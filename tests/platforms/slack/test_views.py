"""Forms are modals within Slack's limits, and what was filled in comes back by its name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.core.chat import Choice, Form, Input
from bot.platforms.slack.views import modal, values_of


def form(*inputs: Input, title: str = "Answer privately", action: str = "answer:p1") -> Form:
    return Form(title=title, action=action, inputs=inputs, submit="Send")


def sent(view: dict[str, object], **given: str) -> dict[str, object]:
    """The view as Slack gives it back: values stand under the block's and the element's names."""
    values: dict[str, object] = {}
    for block in view["blocks"]:  # type: ignore[attr-defined]
        element, value = block["element"], given.get(block["block_id"])
        if element["type"] == "static_select":
            chosen = {"selected_option": {"value": value} if value else None}
            values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **chosen}}
        else:
            values[block["block_id"]] = {element["action_id"]: {"value": value}}
    return {**view, "state": {"values": values}}


def test_a_form_is_a_modal_and_comes_back_as_values() -> None:
    zone = Input("zone", "时区", value="Asia/Shanghai", required=False)
    language = Input(
        "language", "Language", choices=(Choice("", "no choice"), Choice("zh", "中文")), value="zh"
    )
    view = modal(form(Input("text", "Your answer", long=True), zone, language), "Cancel")
    assert view["callback_id"] == "answer:p1"
    assert view["blocks"][2]["element"]["initial_option"]["text"]["text"] == "中文"
    back = sent(view, text="KV heads are shared\r\nby groups", language="∅")
    assert values_of(back) == {"text": "KV heads are shared\nby groups", "zone": "", "language": ""}


@given(
    st.text(max_size=300),
    st.lists(st.tuples(st.text(max_size=200), st.text(max_size=200)), max_size=130),
    st.integers(0, 9000),
    st.text(max_size=5000),
)
def test_any_form_keeps_slacks_limits(
    title: str, choices: list[tuple[str, str]], limit: int, value: str
) -> None:
    one = Input(
        "x", title, value, limit=limit, choices=tuple(Choice(*choice) for choice in choices)
    )
    view = modal(form(one, Input("long", title, value, long=True), title=title), "取消")
    View(**view).validate_json()
    assert len(view["title"]["text"]) <= 24
    assert len(json.dumps(view, ensure_ascii=False)) < 250_000
    for block in view["blocks"]:
        element = block["element"]
        assert 1 <= len(block["label"]["text"]) <= 2000
        assert len(element.get("initial_value", "")) <= element.get("max_length", 0) <= 3000
        for option in element.get("options", ()):
            assert 1 <= len(option["text"]["text"]) <= 75
            assert 1 <= len(option["value"]) <= 150


def test_what_no_modal_can_be_is_refused() -> None:
    with pytest.raises(ValueError, match="of different names"):
        modal(form(), "Cancel")
    with pytest.raises(ValueError, match="of different names"):
        modal(form(Input("a", "A"), Input("a", "B")), "Cancel")
    with pytest.raises(ValueError, match="300 characters"):
        modal(form(Input("a", "A"), action="x" * 300), "Cancel")
