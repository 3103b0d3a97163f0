"""The index of words: what a person types finds what they mean, best first."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import readers
from bot.core.aliases import Aliases
from bot.core.bank import Bank
from bot.core.gathering import gather
from bot.core.question import Question
from bot.shelf import word_index
from bot.shelf.word_index import WordIndex
from tests.shelf.banks import files


def indexed(bank: Bank) -> Bank:
    found_by = WordIndex(word_index.write(None, bank.questions, bank.aliases), bank.index.ids)
    return replace(bank, found_by=found_by)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return indexed(readers.load(files(tmp_path_factory.mktemp("bank"))))


def titles(bank: Bank, text: str, *filters: tuple[str, str]) -> list[str]:
    return [one.title for one in bank.search(text, filters)]


KV = "Why does a KV cache help decoding?"
DRAFT = "How does speculative decoding save time?"
QUANTISED = "大模型量化有哪些方法？"
SQUARE = "注意力的复杂度是多少？"
LORA = "What does LoRA train?"


def test_a_question_with_the_words_in_its_title_comes_before_one_with_them_in_its_answer(
    bank: Bank,
) -> None:
    assert titles(bank, "kv cache") == [KV, DRAFT]
    assert titles(bank, "量化") == [QUANTISED, SQUARE]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("speculative", DRAFT),
        ("specultive decoding", DRAFT),  # a letter is missing
        ("spqrulzativz", None),
        ("sepculative", DRAFT),  # two are the wrong way round
        ("specul", DRAFT),  # not typed to its end
        ("quantization", QUANTISED),  # another name of its tag
        ("quantizations base", LORA),  # American for quantisation
        ("caches", KV),
        ("ＫＶ　ＣＡＣＨＥ", KV),
        ("复杂", SQUARE),
        ("平方", SQUARE),
        ("What is LoRA?", LORA),
        ("阿里", KV),
        ("phone", LORA),
        ("zzzzqq", None),
        ("", KV),  # nothing was asked for: the bank in its order
    ],
)
def test_what_is_typed_finds_what_is_meant(bank: Bank, typed: str, first: str | None) -> None:
    assert next(iter(titles(bank, typed)), None) == first


def test_where_no_question_has_all_words_those_with_most_of_them_are_found(bank: Bank) -> None:
    assert titles(bank, "kv cache unheardofword")[0] == KV
    assert set(titles(bank, "lora 复杂")) == {LORA, SQUARE}


def test_filters_and_words_hold_together(bank: Bank) -> None:
    assert titles(bank, "decoding", ("company", "字节")) == [DRAFT]
    assert titles(bank, "cache", ("since", "2025-07")) == [KV]
    assert titles(bank, "", ("since", "2025")) == [KV, DRAFT]
    assert titles(bank, "", ("until", "2024-12")) == [QUANTISED, LORA]
    assert titles(bank, "cache", ("language", "zh")) == []


def test_a_filter_that_most_questions_pass_keeps_out_the_others() -> None:
    common = [
        Question(f"q{n}", f"cache {n}", "x", "en", "f", 1, company="a" if n % 3 else "b")
        for n in range(2000)
    ]
    bank = indexed(Bank(tuple(common)))
    found = bank.search("cache", (("company", "a"),), limit=900)
    assert len(found) == 900
    assert {one.company for one in found} == {"a"}
    assert len(bank.search("cache", (("company", "b"),), limit=900)) == 667


def test_other_names_of_a_tag_find_its_questions(tmp_path: Path) -> None:
    plain = readers.load(files(tmp_path / "bank"))
    aliases = Aliases({"tag": [("Speculative Decoding", "投机采样")]})
    bank = indexed(replace(plain, aliases=aliases))
    assert titles(bank, "投机") == [DRAFT]
    assert titles(bank, "", ("tag", "投机采样")) == [DRAFT]


def test_similar_questions_are_those_whose_titles_are_much_the_same(bank: Bank) -> None:
    (best, alike), *_ = bank.similar("Does a KV-cache help in decoding, and why?")
    assert best.title == KV
    assert alike > 0.8
    (best, _), *_ = bank.similar("量化的方法有哪些")
    assert best.title == QUANTISED
    assert bank.similar("utterly different") == []


words = st.sampled_from(["cache", "token", "LoRA", "注意力", "量化", "模型", "beam", "kv"])
texts = st.lists(words, min_size=1, max_size=4).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(
    before=st.lists(texts, min_size=1, max_size=6, unique=True),
    after=st.lists(texts, min_size=1, max_size=6, unique=True),
    asked=texts,
)
def test_an_index_that_was_brought_up_to_date_finds_what_a_new_one_does(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], asked: str
) -> None:
    def of(listed: list[str]) -> Bank:
        return gather(Question("", one, one[::-1], "en", "f", 1) for one in listed)

    folder = tmp_path_factory.mktemp("words")
    old, new = of(before), of(after)
    word_index.write(folder, old.questions, old.aliases)
    gone = [name for name in old.index.ids if name not in new.index.ids]
    fresh = [one for one in new.questions if one.id not in old.index.ids]
    index = word_index.write(folder, fresh, new.aliases, gone=gone)
    now = WordIndex(index, new.index.ids).find(asked, limit=20)
    assert set(now) == set(indexed(new).words.find(asked, limit=20))
