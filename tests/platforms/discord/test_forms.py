"""Forms as modals: whatever a flow asks, Discord takes it, and gives back what was filled in."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import core, words
from bot.core.bank_requests import OpenDenialForm, OpenRevisionForm, OpenSuggestionForm
from bot.core.chat import Channel, Choice, Community, Form, Input, Member, Role
from bot.core.dispute import Dispute
from bot.core.dispute_requests import OpenDisputeForm, OpenRulingForm
from bot.core.elsewhere_requests import OpenElsewhereForm
from bot.core.feedback import Feedback, Judgement, Verdict
from bot.core.feedback_requests import OpenFollowupForm
from bot.core.premises import Spot
from bot.core.requests import (
    Inquiry,
    OpenAnswerForm,
    OpenQuizForm,
    OpenSettingsForm,
    SubmitAnswer,
    Who,
)
from bot.core.rubric import Checkpoint
from bot.core.rubric_requests import OpenRubricForm
from bot.core.setup import Setup
from bot.core.suggestion import LIMITS, Suggestion
from bot.core.welcome_requests import OpenSetupForm
from bot.flows.dispute_card import DisputeCard
from bot.flows.setup_card import SetupCard
from bot.flows.suggestion_card import SuggestionCard
from bot.platforms.discord import forms
from bot.typography.splitting import size
from tests.house import GENERAL, House, button, house
from tests.judges import judged_by

SCOPES = ("me", "channel")
COMMUNITY = Community("discord", "1")
WHO = Who(key="3", member=Member(COMMUNITY, "2"), place=Channel(COMMUNITY, "4"))


def keeps_its_limits(payload: Mapping[str, Any]) -> None:  # D3, D4, D11
    assert set(payload) == {"title", "custom_id", "components"}
    assert 1 <= size(payload["title"]) <= 45
    assert 1 <= len(payload["custom_id"]) <= 100
    assert 1 <= len(payload["components"]) <= 5
    labels = [one for one in payload["components"] if one["type"] != 10]
    inner = [one["component"] for one in labels]
    assert len({one["custom_id"] for one in inner}) == len(inner)
    for label, one in zip(labels, inner, strict=True):
        assert label["type"] == 18
        assert 1 <= size(label["label"]) <= 45
        assert size(label.get("description", "")) <= 100
        assert 1 <= len(one["custom_id"]) <= 100
        if one["type"] == 3:
            selects(one["options"])
        else:
            assert one["type"] == 4 and one["style"] in (1, 2)
            assert 0 <= one["min_length"] <= one["max_length"] <= 4000
            assert len(one.get("value", "")) <= one["max_length"]
            assert size(one.get("placeholder", "")) <= 100


def selects(options: Sequence[Mapping[str, Any]]) -> None:
    assert 1 <= len(options) <= 25
    assert len({one["value"] for one in options}) == len(options)
    assert sum(one["default"] for one in options) <= 1
    for one in options:
        assert 1 <= size(one["label"]) <= 100
        assert 1 <= len(one["value"]) <= 100


def sent(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What Discord sends where a member changes nothing."""

    def filled(one: Mapping[str, Any]) -> dict[str, Any]:
        if one["type"] == 3:
            chosen = [option["value"] for option in one["options"] if option["default"]]
            return {"type": 3, "id": 2, "custom_id": one["custom_id"], "values": chosen}
        value = one.get("value", "")
        return {"type": 4, "id": 2, "custom_id": one["custom_id"], "value": value}

    components = [
        {"type": 18, "id": 1, "component": filled(one["component"])}
        if "component" in one
        else {"type": 10, "id": 3}
        for one in payload["components"]
    ]
    return {"custom_id": payload["custom_id"], "components": components}


TEXT = st.text(max_size=150) | st.sampled_from(["", " ", "😀" * 60, "中" * 200])
CHOICES = st.lists(st.builds(Choice, TEXT, TEXT), max_size=30).map(tuple)
INPUTS = st.builds(
    Input,
    name=st.text("abcdef", min_size=1, max_size=8),
    label=TEXT,
    value=st.text(max_size=5000) | TEXT,
    long=st.booleans(),
    required=st.booleans(),
    limit=st.integers(1, 9000),
    choices=CHOICES,
)
FORMS = st.builds(
    Form,
    title=TEXT,
    action=st.text("abc:", min_size=1, max_size=100),
    inputs=st.lists(INPUTS, min_size=1, max_size=5, unique_by=lambda one: one.name).map(tuple),
    submit=TEXT,
)


@given(FORMS)
def test_any_form_keeps_the_limits_and_gives_back_what_stood_in_it(form: Form) -> None:
    payload = forms.modal(form)
    keeps_its_limits(payload)
    values = forms.values_of(sent(payload))
    assert set(values) == {one.name for one in form.inputs}
    for one in form.inputs:
        known = [choice.value for choice in one.choices]
        text = one.value[: min(one.limit, 4000)].replace("\r\n", "\n").replace("\r", "\n")
        assert values[one.name] in ({text, one.value} if one.value in known else {text, ""})


def test_a_form_that_no_modal_can_be_is_an_error_when_it_is_built() -> None:
    line = Input("text", "Text")
    good = Form("Title", "answer:1", (line,), "Send")
    many = tuple(replace(line, name=f"n{number}") for number in range(6))
    for bad in (
        replace(good, inputs=many),
        replace(good, inputs=()),
        replace(good, inputs=(line, line)),
        replace(good, action="x" * 101),
        replace(good, action=""),
    ):
        with pytest.raises(ValueError, match="modal"):
            forms.modal(bad)


def test_what_was_chosen_and_typed_comes_back() -> None:
    data = {
        "custom_id": "settings:me",
        "components": [
            {"type": 18, "component": {"type": 3, "custom_id": "language", "values": ["zh"]}},
            {"type": 18, "component": {"type": 3, "custom_id": "privacy", "values": []}},
            {"type": 1, "components": [{"type": 4, "custom_id": "zone", "value": "a\r\nb"}]},
            {"type": 10, "id": 4},
        ],
    }
    assert forms.values_of(data) == {"language": "zh", "privacy": "", "zone": "a\nb"}


def test_a_form_that_was_sent_is_a_request() -> None:
    payload = forms.modal(Form("T", "answer:p1", (Input("text", "L", "words"),), "Send"))
    expected = WHO.wants(SubmitAnswer, posting="p1", text="words")
    assert forms.request_of(sent(payload), WHO) == expected


def test_more_choices_than_a_select_has_are_typed() -> None:
    choices = tuple(Choice(f"c{number}", f"Checkpoint {number}") for number in range(26))
    few, many = (
        forms.modal(Form("T", "a", (Input("which", "Which?", choices=some),), "Send"))
        for some in (choices[:25], choices)
    )
    assert few["components"][0]["component"]["type"] == 3
    assert many["components"][0]["component"]["type"] == 4
    assert many["components"][0]["component"]["placeholder"].startswith("c0, c1, c2")


def test_a_long_label_goes_on_below_itself() -> None:
    label = "Tags; you may add easy, medium or hard to them"
    payload = forms.modal(Form("T", "a", (Input("tags", label),), "Send"))
    assert payload["components"][0]["label"] == label[:44] + "…"
    assert payload["components"][0]["description"] == label


def inquiries() -> Iterator[type[Inquiry]]:
    """Every inquiry of core that opens a form, by the manner of their names."""
    for one in pkgutil.iter_modules(core.__path__, "bot.core."):
        for kind in vars(importlib.import_module(one.name)).values():
            if isinstance(kind, type) and issubclass(kind, Inquiry) and "Form" in kind.__name__:
                yield kind


CHECKPOINTS = tuple(Checkpoint(f"c{n}", "what must be said " * 9, 1, must=n == 0) for n in range(6))


def hanging(language: str) -> dict[type[Inquiry], Form]:
    """The forms that hang on what stands in a store, at their fullest."""
    one = "a" * 32
    judged = tuple(Judgement(each.id, Verdict.MISSING) for each in CHECKPOINTS)
    full = dict.fromkeys(LIMITS, "中" * 5000)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    suggestion = Suggestion(one, WHO.member, WHO.place, now, "Why?", revision=99999999)
    dispute = Dispute(one, one, WHO.member, "c1", "It does.", now, judged[1])
    suggestions, disputes = SuggestionCard(words.say, language), DisputeCard(words.say, language)
    return {
        OpenDisputeForm: disputes.form(one, Feedback(one, judged), CHECKPOINTS),
        OpenRulingForm: disputes.ruling(dispute, Verdict.PARTIAL.value),
        OpenSuggestionForm: suggestions.form(full, "suggest"),
        OpenRevisionForm: suggestions.edited(suggestion, "revise"),
        OpenDenialForm: suggestions.denial(suggestion),
    }


def crowded(language: str) -> Form:
    """The form to set the coach up where there are as many channels as a select takes."""
    here = WHO.member.community
    channels = [Channel(here, f"{10**18 + number}") for number in range(25)]
    spots = [Spot(one, "channel-" * 12, ("Create Public Threads",) * 6) for one in channels]
    return SetupCard(words.say, language).form(Setup(here, channels[3]), "Asia/Shanghai", spots)


def test_what_is_too_long_for_a_label_stands_whole_above_its_input() -> None:
    asked = "What of " + "the keys and the values, " * 8 + "then?"
    line = Input("text", asked, long=True)
    above, below = forms.modal(Form("T", "a", (line,), "Send"))["components"]
    five = tuple(replace(line, name=f"n{number}") for number in range(5))
    crowded = forms.modal(Form("T", "a", five, "Send"))
    assert above == {"type": 10, "content": asked}
    assert below["label"] == asked[:44] + "…" and "description" not in below
    assert [one["type"] for one in crowded["components"]] == [18] * 5


async def asked(you: House) -> dict[type[Inquiry], list[object]]:
    """The forms that a running house opens."""
    thread, card = await you.quiz()
    await you.says("An answer.", thread)
    graded = (await you.sees(thread))[-1].card
    assert graded is not None
    boss = you.as_("boss", Role.MAINTAINER, Role.ORGANISER)
    question = next(one.id for one in you.app.bank().search("KV Cache", limit=9) if one.answer)
    return {
        OpenSettingsForm: [await boss.presses(f"settings:{one}", GENERAL) for one in SCOPES],
        OpenAnswerForm: [
            await you.presses(button(card, "answer"), thread),
            await you.presses(button(card, "answer").replace("answer", "retry"), thread),
        ],
        OpenFollowupForm: [await you.presses(button(graded, "followup"), thread)],
        OpenQuizForm: [await you.presses("quiz_form", GENERAL)],
        OpenElsewhereForm: [
            await you.does(you.who().wants(OpenElsewhereForm, author="you", text=text))
            for text in ("key value " * 900, "qqq")
        ],
        OpenSetupForm: [await boss.presses("setup_form", GENERAL), crowded(you.language or "en")],
        OpenRubricForm: [await boss.presses(f"rubric_edit:{question}", GENERAL)],
    }


@pytest.mark.parametrize("language", words.languages())
async def test_every_form_of_the_coach_is_a_modal(tmp_path: Path, language: str) -> None:
    met: dict[type[Inquiry], Form | list[object]] = {**hanging(language)}
    async with house(tmp_path, judged_by(followup="And then?")) as you:
        met |= await asked(replace(you, language=language))
    assert set(met) == set(inquiries())  # one that comes later must be met here, too
    for found in met.values():
        for one in found if isinstance(found, list) else [found]:
            assert isinstance(one, Form), one
            payload = forms.modal(one)
            keeps_its_limits(payload)
            labels = [part["label"] for part in payload["components"]]
            assert labels == [each.label for each in one.inputs]
            assert payload["title"] == one.title
