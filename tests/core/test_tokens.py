"""The words that a text is found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.tokens import content, stem, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("caches", "cache"),
        ("batches", "batch"),
        ("losses", "loss"),
        ("biases", "bias"),
        ("databases", "database"),
        ("indexes", "index"),
        ("queries", "query"),
        ("embeddings", "embedding"),
        ("quantise", "quantize"),
        ("quantises", "quantizes"),
        ("quantisation", "quantization"),
        ("optimiser", "optimizers"),
        ("normalised", "normalized"),
        ("modelling", "modeling"),
        ("labelled", "labeled"),
        ("behaviour", "behaviors"),
        ("revise", "revises"),
    ],
)
def test_a_plural_and_a_british_spelling_are_the_same_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("loss", "lose"), ("bias", "base"), ("bus", "bu"), ("basis", "base")],
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_chinese_text_is_found_by_any_two_of_its_characters_and_by_each_of_them() -> None:
    found = tokens("大模型量化")
    assert {"大模", "模型", "型量", "量化", "量", "化"} <= set(found)
    assert set(tokens("量化")) <= set(found)
    assert "量" not in tokens("大模型量化", single=False)
    assert tokens("秩", single=False) == ["秩"]


def test_case_width_and_punctuation_make_no_other_word() -> None:
    assert tokens("ＫＶ　Ｃａｃｈｅ") == tokens("kv-cache!") == tokens("KV_Cache")
    assert tokens("ﬁne") == tokens("FINE")


def test_words_of_programmers_keep_their_signs() -> None:
    assert tokens("C++, C# and pass@k") == ["c++", "c#", "and", "pass", "k"]


def test_a_joined_word_is_found_joined_and_apart() -> None:
    found = set(tokens("FlashAttention"))
    assert set(tokens("flash attention")) <= found
    assert set(tokens("flashattention")) <= found
    assert content("FlashAttention") == content("Flash Attention")
    assert content("KVCache") == content("KV cache")
    for whole in ("LoRA", "RoPE", "MoE", "vLLM", "LLaMA", "CoT", "LLMs"):
        assert len(tokens(whole)) == 1


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What is the difference between PPO and DPO?", ["ppo", "dpo"]),
        ("How does LoRA work?", ["lora"]),
        ("PPO 和 DPO 有什么区别？", ["ppo", "dpo"]),
        ("请介绍一下思维链", ["思维", "维链"]),
        ("大模型的推理", ["大模", "模型", "推理"]),
        ("为什么梯度会消失", ["梯度", "度会", "会消", "消失"]),
        ("什么是可解释性", ["可解", "解释", "释性"]),
        ("LoRA 的秩怎么选？", ["lora", "秩", "选"]),
        ("饱和与目的", ["饱和", "目的"]),
    ],
)
def test_what_every_question_asks_with_says_nothing_of_what_it_is_about(
    text: str, about: list[str]
) -> None:
    assert content(text) == about


def test_a_text_of_nothing_but_such_words_is_about_them() -> None:
    assert content("区别") == ["区别"]
    assert content("What is it?") == ["what", "is", "it"]
    assert content("?!") == []


@given(st.text(st.sampled_from("KVCacheFlashAttention 大模型的量化是什么ßé1+-\n")) | st.text())
def test_a_text_has_every_token_that_it_is_about(text: str) -> None:
    found = tokens(text)
    assert set(content(text)) <= set(found)
    assert all(one and not one.isspace() for one in found)
    assert bool(content(text)) == bool(found)


@given(st.text(st.characters(codec="ascii")))
def test_case_never_changes_what_an_english_text_is_found_by(text: str) -> None:
    assert set(tokens(text.lower())) <= set(tokens(text))
