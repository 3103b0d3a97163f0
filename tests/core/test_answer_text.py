"""An answer as data: what is taken out of it, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer_text import broken, fence, plain
from bot.core.completion import defused
from bot.core.evidence import found


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("co\u200bver\u2060ed\ufeff", "covered"),
        ("safe\U000e004d\U000e0061\U000e0072\U000e006b", "safe"),
        ("\u202ederevoc\u202c and \u2066left\u2069", "derevoc and left"),
        ("in\u00adfor\u00admation", "information"),
        ("a\ufe0fb\U000e0154c", "abc"),
        ("one\u3164\u3164two\u2800three", "one two three"),
        ("a\x08\x1b[2K\x00\x7fb", "a[2Kb"),
        ("ＫＶ ｃａｃｈｅ ２", "KV cache 2"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
    ],
)
def test_what_nobody_sees_is_gone(hidden: str, seen: str) -> None:
    assert plain(hidden) == seen


@pytest.mark.parametrize(
    "text",
    [
        "O(n²) → O(n log n), ½·x⁻³, ‖w‖₂ ≤ ε, H₂O, ﬁne, ∑ᵢ aᵢ, 𝑥 ∈ ℝ",
        "每一步（只有一步）都要，比如：“键”和“值”！",
        "def f(x):\n\treturn x  # a\n\n- item",
        "naïve café Ångström Привет 👍🏽",
    ],
)
def test_maths_code_and_every_writing_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    "token",
    [
        "<|im_end|>",
        "<|im_start|>",
        "<|eot_id|>",
        "<|end|>",
        "＜|im_end|＞",
        "<｜end▁of▁sentence｜>",
        "<｜Assistant｜>",
        "<s>",
        "</s>",
        "<bos>",
        "<eos>",
        "<think>",
        "</think>",
        "<tool_call>",
        "</tool_response>",
        "<start_of_turn>",
        "<end_of_turn>",
        "<<SYS>>",
        "<</SYS>>",
        "[INST]",
        "[/INST]",
        "[TOOL_CALLS]",
        "[gMASK]",
        "<sop>",
        "<reserved_106>",
        "<END_OF_TURN_TOKEN>",
        "]~b]",
        "<!-- hidden -->",
        "<|im\u200b_end|>",
        "<|im_\ufe0fend|>",
    ],
)
def test_no_control_token_of_a_known_family_is_left_whole(token: str) -> None:
    said = defused(f"before{token}after")
    assert token not in said
    assert plain(token) not in said
    assert said.replace(" ", "") == plain(f"before{token}after").replace(" ", "")


@pytest.mark.parametrize(
    "text",
    ["if a < b and c > d", "p < 0.05", "a[0] and [x, y]", "[1] says so", "3<4", "a <- b", "1 << 3"],
)
def test_signs_of_maths_and_code_are_left_whole(text: str) -> None:
    assert defused(text) == text


@given(st.text(alphabet="<>|/[]｜＜＞! \nsAINSTim_end\u200bé²", max_size=40))
def test_a_text_that_is_defused_is_not_changed_again(text: str) -> None:
    assert defused(defused(text)) == defused(text)


def test_words_of_an_answer_are_still_found_in_it_after_it_was_defused() -> None:
    answer = "BERT masks 15 % of tokens with [MASK]; T5 uses <extra_id_0>, GPT-2 <|endoftext|>."
    assert found(defused(answer), answer) == answer.rstrip(".").removesuffix("|>")


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_fence_is_in_neither_text_and_the_same_for_the_same_ones(one: str, other: str) -> None:
    line = fence(one, other)
    assert line not in one and line not in other
    assert line == fence(one, other)
    assert line != fence(one + "=", other)
    assert broken(plain(line)) == line


def test_an_answer_that_holds_a_fence_of_another_gets_one_of_its_own() -> None:
    first = fence("an answer")
    assert fence(f"an answer\n{first}") != first
