"""What may say whose a text is, is taken out; what an answer says of its subject is left."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exporting.parts.deidentify import Deidentifier

SAFE = st.sampled_from(
    [
        "KV cache",
        "每个头",
        "0.1 ms",
        "a @ b",
        "q@k.T",
        "1,000,000",
        "O(n^2)",
        "torch.float16",
        "！",
        ".",
    ]
)
letters = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=3, max_size=10)
digits = st.text(st.sampled_from("0123456789"), min_size=9, max_size=20)
mixed = st.text(st.sampled_from("abcXYZ0123456789"), min_size=30, max_size=40).filter(
    lambda one: sum(map(str.isdigit, one)) > 3
)
SECRETS = st.one_of(
    st.builds("{}.{}@{}.com".format, letters, letters, letters),
    st.builds("{}@mail.{}.cn".format, letters, letters),
    st.builds("{} at {} dot com".format, letters, letters),
    st.builds("https://{0}.io/users/{1}?q={1}".format, letters, letters),
    st.builds("https://{}:{}@host.de/".format, letters, letters),
    st.builds("github.com/{}".format, letters),
    st.builds("<@{}>".format, digits),
    st.builds("<@U{}|{}>".format, digits, letters),
    st.builds("@{}_{}".format, letters, letters),
    st.builds("{}#1234".format, letters),
    st.builds("sk-{}".format, mixed),
    st.builds("ghp_{}".format, mixed),
    mixed,
    digits,
    st.builds("+49 {} {}".format, digits.map(lambda one: one[:3]), digits.map(lambda one: one[:7])),
    st.builds("138{}".format, digits.map(lambda one: one[:8])),
    st.builds("/home/{}/x.py".format, letters),
    st.builds("微信：wx{}".format, letters),
)


@given(st.lists(SAFE, max_size=4), SECRETS, st.lists(SAFE, max_size=4))
def test_whatever_stands_around_it_a_secret_does_not_come_through(
    before: list[str], secret: str, behind: list[str]
) -> None:
    cleaner = Deidentifier()
    clean = cleaner.clean(" ".join([*before, secret, *behind]))
    assert secret not in clean
    assert sum(cleaner.taken.values()) >= 1
    telling = re.findall(r"[a-z]{6,}|\d{7,}", secret)
    assert not any(one in clean for one in telling)


def test_two_handles_one_below_the_other_are_no_decorators() -> None:
    assert Deidentifier().clean("@aaa_aaa\n@bbb") == "[handle]\n[handle]"
    code = "@cache\n@torch.no_grad()\ndef f(x):\n    return x"
    assert Deidentifier().clean(code) == code


@given(st.lists(st.one_of(SAFE, SECRETS), max_size=8), st.sampled_from([" ", "，", "\n", "; "]))
def test_cleaning_twice_is_cleaning_once(parts: list[str], between: str) -> None:
    clean = Deidentifier(["Li Lei"]).clean(between.join(parts))
    assert Deidentifier(["Li Lei"]).clean(clean) == clean


@given(st.lists(SAFE, max_size=12))
def test_an_answer_without_anything_of_the_kind_is_left_as_it_is(parts: list[str]) -> None:
    text = " ".join(parts)
    cleaner = Deidentifier()
    assert cleaner.clean(text) == text
    assert not cleaner.taken


@pytest.mark.parametrize(
    "text",
    [
        "@torch.no_grad()\ndef f(x):\n    return q@k.T",
        "@dataclass\nclass Page:\n    block: int",
        "DeepSeek-R1-Distill-Qwen-32B and Llama-3.1-8B-Instruct",
        "batch 128 256 512 1024 2048 3.14159265358979",
        "A token: the unit. The secret is batching.",
        "vector<int> x; if a<b and c>d; 1e-9; 2^24 = 16777216",
        "v1.2.3 at 12:30:45; torch.nn.functional.scaled_dot_product_attention",
        "call 3 kernels; it calls 100000 times; phone numbers are digits",
        "我是这样理解的：缓存保存 K 和 V。",
    ],
)
def test_what_an_answer_says_of_its_subject_is_left(text: str) -> None:
    assert Deidentifier().clean(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("我叫王小明，在阿里。", "我叫[name]，在阿里。"),
        ("My name is Alice Smith. I like caches.", "My name is [name]. I like caches."),
        ("Bye.\nBest regards,\nAlice Lee", "Bye.\nBest regards,\n[name]"),
        ("password: hunter22!", "[key]"),
        ("a\u200bb@c.com", "[email]"),
        ("手机号是 138 1234 5678", "手机[phone]"),
        ("Log in to 192.168.1.10 as C:\\Users\\alice\\x", "Log in to [address] as [path]\\x"),
    ],
)
def test_ways_in_which_people_say_who_they_are(text: str, clean: str) -> None:
    assert Deidentifier().clean(text) == clean


def test_names_of_the_list_are_taken_out_as_words() -> None:
    cleaner = Deidentifier(["Zhang  Wei", "李雷", "bob", "", "  "])
    text = "Bob and zhang\nwei asked 李雷来了; bobcat, Zhangwei."
    assert cleaner.clean(text) == "[name] and [name] asked [name]来了; bobcat, Zhangwei."
    assert cleaner.taken == {"name": 3}
