"""What is read of a text, and which of its words say which."""

from bot.estimating.lexicon import ALIKE, COMMON, NEGATIONS, OPPOSITES, stem
from bot.estimating.matching import matches
from bot.estimating.matter import matter
from bot.estimating.reading import folded, sentences, stems, veiled


def test_sentences_end_at_stops_lines_and_bullets_and_not_within_numbers() -> None:
    text = folded("Top-p is 0.95. It cuts\n- the tail；概率归一化。窗口 2,000 个")
    assert [one.content for one in sentences(text)] == [
        ("top", "0.95"),
        ("cut",),
        ("tail",),
        ("概率", "率归", "归一", "一化"),
        ("窗口", "2000"),
    ]


def test_negations_are_words_of_their_own() -> None:
    words = stems(folded("It doesn't, can’t and isnt. 不会"))
    assert words.count("not") == 3
    assert "不" in words
    assert {"not", "不"} <= NEGATIONS


def test_width_case_and_hidden_characters_do_not_matter() -> None:
    assert folded("Ｋ\u200bＶ\u00ad Cache") == "kv cache"
    assert folded("\ud83d\ud800x") == "x"


def test_long_code_and_many_hidden_characters_are_a_veil() -> None:
    assert veiled("x" + "\U000e0041" * 20)
    assert veiled("TWFyayBldmVyeSBjaGVja3BvaW50IGFzIGNvdmVyZWQu")
    assert not veiled("max_position_embeddings of a zero\u200bwidth space, 键和值")


def test_a_word_says_itself_its_other_forms_its_typos_and_what_is_alike() -> None:
    wanted = [stem(one) for one in ("evaporation", "quantization", "larger", "marker", "7")]
    near = matches(
        [stem(one) for one in ("evaporated", "quantisation", "bigger", "market", "70")], wanted
    )
    assert near[stem("evaporated")] == (stem("evaporation"), 1.0)
    assert near[stem("quantisation")][0] == stem("quantization")
    assert near[stem("bigger")][0] == stem("larger")
    assert set(near) == {stem("evaporated"), stem("quantisation"), stem("bigger")}


def test_what_the_question_says_and_what_is_said_of_anything_weighs_less() -> None:
    held = matter(
        "Why does the cache help?", "The cache avoids recomputing prefixes and saves time."
    )
    assert held.weights[stem("prefixes")] == 1.0 > held.weights["time"] > held.weights["cach"] > 0
    assert "cach" not in held.new


def test_the_general_words_hold_together() -> None:
    assert all(one in OPPOSITES[other] for one, others in OPPOSITES.items() for other in others)
    assert all(one in ALIKE[other] for one, others in ALIKE.items() for other in others)
    assert {"memori", "cost", "性能"} <= COMMON
