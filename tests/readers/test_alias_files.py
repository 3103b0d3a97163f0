"""The table of aliases that comes with the coach, and the files that an operator adds."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import tags
from bot.core.account import Diagnostic
from bot.core.aliases import KINDS, Aliases
from bot.readers.parts import alias_files
from bot.readers.parts.alias_files import builtin, of

SEEDS = Path(__file__).parents[2] / "seeds"


def read(folder: Path, text: str | bytes) -> tuple[Aliases, list[Diagnostic]]:
    file = folder / "aliases.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return alias_files.read(file)


def told(folder: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    odd = read(folder, text)[1]
    assert all(one.file == str(folder / "aliases.yaml") and one.message and one.fix for one in odd)
    return [(one.line, one.rule, one.level) for one in odd]


# --- the table


def test_the_table_is_read_without_a_word() -> None:
    file = Path(alias_files.__file__).with_name("aliases.yaml")
    assert alias_files.read(file)[1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_of_the_table_is_in_two_groups_and_each_group_has_two(kind: str) -> None:
    seen: dict[str, str] = {}
    for group in builtin().groups[kind]:
        keys = [tags.key(name) for name in group]
        assert len(set(keys)) == len(keys) >= 2, group
        assert all(keys), group
        assert all(name == " ".join(name.split()) for name in group), group
        assert not [name for name, key in zip(group, keys, strict=True) if key in seen]
        seen |= dict.fromkeys(keys, group[0])
    assert len(builtin().groups[kind]) > {"tag": 250, "company": 70, "round": 15}[kind]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("tag", "KL 散度 / KL散度 / KL Divergence / KL"),
        ("tag", "LoRA / LORA / Low-Rank Adaptation / 低秩适配"),
        ("tag", "Chain-of-Thought / Chain of Thought / CoT / 思维链"),
        ("tag", "KV Cache / KV 缓存 / 键值缓存 / kv-cache"),
        ("tag", "投机采样 / 投机解码 / Speculative Decoding / speculative sampling"),
        ("tag", "量化 / Quantization / Quantisation"),
        ("tag", "FlashAttention / Flash Attention"),
        ("tag", "温度 / Temperature"),
        ("tag", "Top-p / Nucleus Sampling / 核采样"),
        ("tag", "检索增强生成 / RAG / Retrieval-Augmented Generation"),
        ("tag", "重排 / Rerank / Reranker / 重排序"),
        ("tag", "智能体 / Agent / AI Agent"),
        ("tag", "Function Calling / Tool Use / 工具调用 / 函数调用"),
        ("tag", "张量并行 / Tensor Parallelism / TP"),
        ("tag", "奖励模型 / Reward Model / RM"),
        ("tag", "提示词工程 / 提示工程 / Prompt Engineering"),
        ("company", "字节 / 字节跳动 / ByteDance"),
        ("company", "Alibaba / 阿里 / 阿里巴巴"),
        ("company", "上海 AI Lab / 上海AI Lab / 上海人工智能实验室 / Shanghai AI Lab"),
        ("company", "360 / 奇虎 360"),
        ("company", "B站 / B 站 / 哔哩哔哩 / Bilibili"),
        ("company", "Google / 谷歌"),
        ("round", "一面 / 1面 / 第一轮 / 第一轮面试 / First Round / Round 1 / 1st round"),
        ("round", "HR面 / HR 面 / HR Round"),
        ("round", "笔试 / OA / Online Assessment / Written Test"),
        ("round", "终面 / Final Round"),
    ],
)
def test_names_that_people_use_for_one_thing_are_one(kind: str, names: str) -> None:
    assert len({builtin().key(kind, name) for name in names.split(" / ")}) == 1


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("tag", "SFT / 指令微调 / 微调 / LoRA / QLoRA"),
        ("tag", "PPO / DPO / GRPO / RLHF / 强化学习"),
        ("tag", "Attention / Self-Attention / Cross-Attention / FlashAttention"),
        ("tag", "推理 / LLM Inference / Reasoning"),
        ("tag", "Data Parallelism / Dynamic Programming / DP"),
        ("tag", "Pipeline Parallelism / Perplexity / PP"),
        ("tag", "Learning Rate / Logistic Regression / LR"),
        ("tag", "Human Evaluation / HumanEval"),
        ("tag", "召回 / 召回率 / 多路召回"),
        ("tag", "梯度消失 / 梯度爆炸 / 梯度裁剪"),
        ("company", "Microsoft / MSRA / Microsoft Research / OpenAI / GitHub"),
        ("company", "Google / DeepMind"),
        ("company", "Amazon / AWS"),
        ("company", "阿里 / 阿里云 / 蚂蚁 / 淘天"),
        ("company", "字节 / TikTok"),
        ("round", "一面 / 二面 / 三面 / 四面 / HR面 / 终面 / 笔试"),
    ],
)
def test_what_is_not_the_same_stays_apart(kind: str, names: str) -> None:
    listed = names.split(" / ")
    assert len({builtin().key(kind, name) for name in listed}) == len(listed)


# --- an operator's file


def test_groups_of_a_file_are_read_with_every_name_as_a_text(tmp_path: Path) -> None:
    found, odd = read(
        tmp_path,
        "tag:\n  - [a, b]\n标签:\n- ['c', \"d\"]\n"
        "company:\n- - 360\n  - no\nround:\n- [1e3, 2025-01-01]\n",
    )
    assert found.groups["company"] == [("360", "no")]
    assert found.groups["round"] == [("1e3", "2025-01-01")]
    assert found.groups["tag"] == [("a", "b"), ("c", "d")]
    assert [(one.line, one.rule) for one in odd] == [(3, "aliases-twice")]  # two names of `tag:`


def test_what_is_found_is_added_to_the_table(tmp_path: Path) -> None:
    read(tmp_path, "company:\n- [Penguin, 腾讯]\ntag:\n- [Zeppelin, 飞艇]\n")
    aliases, odd = of([tmp_path])
    assert odd == []
    assert aliases.key("company", "penguin") == aliases.key("company", "Tencent")
    assert aliases.key("tag", "飞艇") == aliases.key("tag", "zeppelin")
    assert aliases.key("tag", "CoT") == aliases.key("tag", "思维链")
    assert builtin().key("company", "penguin") == "penguin"


def test_files_in_a_folder_and_beside_files_and_folders_are_found_once(tmp_path: Path) -> None:
    for at, folder in enumerate((".", "bank", "bank/deep", "bank/.hidden", "elsewhere")):
        (tmp_path / folder).mkdir(exist_ok=True)
        read(tmp_path / folder, f"tag:\n- [one{at}, two{at}]\n")
    (tmp_path / "bank/deep/aliases.yml").write_text("tag: [[one5, two5]]")
    (tmp_path / "bank/chapter.md").write_text("### Q. Why?")

    def known(*paths: Path) -> str:
        aliases = of(paths)[0]
        return "".join(
            str(at)
            for at in range(6)
            if aliases.key("tag", f"one{at}") == aliases.key("tag", f"two{at}")
        )

    assert known(tmp_path / "bank") == "0125"
    assert known(tmp_path / "bank/chapter.md") == "1"
    assert known(tmp_path / "bank/chapter.md", tmp_path / "bank/deep") == "125"
    assert known(tmp_path / "nowhere/at all") == ""
    (tmp_path / "bank/deep/aliases.yaml").write_text("oops")
    odd = of([tmp_path / "bank", tmp_path / "bank", tmp_path / "bank/chapter.md"])[1]
    assert len(odd) == 1


def test_the_seeds_have_a_file_that_can_be_used() -> None:
    aliases, odd = of([SEEDS])
    assert odd == []
    assert aliases.key("company", "TEG") == aliases.key("company", "Tencent")


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "tag:\n", "tag: []\n", "tag: ~\n", "---\n..."]
)
def test_a_file_without_groups_is_fine(tmp_path: Path, text: str) -> None:
    found, odd = read(tmp_path, text)
    assert odd == []
    assert not any(found.groups.values())


GOOD = "tag:\n- [a, b]\n"


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("just words", [(1, "aliases-form", "error")]),
        ("- [a, b]\n", [(1, "aliases-form", "error")]),
        ("{{{", [(1, "aliases-syntax", "error")]),
        (f"{GOOD}tags: oops\n", [(3, "aliases-twice", "warning"), (3, "aliases-form", "warning")]),
        (f"{GOOD}firm:\n- [c, d]\n", [(3, "aliases-kind", "warning")]),
        (f"{GOOD}tag:\n- [c, d]\n", [(3, "aliases-twice", "warning")]),
        (f"{GOOD}- [c, d, a, B]\n", [(3, "aliases-twice", "warning")] * 2),
        (f"{GOOD}- [c]\n", [(3, "aliases-alone", "warning")]),
        (f"{GOOD}- [c-d, C D]\n", [(3, "aliases-alone", "warning")]),
        (f"{GOOD}- []\n", [(3, "aliases-alone", "warning")]),
        (f"{GOOD}- c, d\n", [(3, "aliases-form", "warning")]),
        (f"{GOOD}- c: d\n", [(3, "aliases-form", "warning")]),
        (f"{GOOD}- [c, [d, e]]\n", [(3, "aliases-form", "warning")]),
        (f"{GOOD}- [[[[c]]]]\n", [(3, "aliases-form", "warning"), (3, "aliases-syntax", "error")]),
        (f"{GOOD}- [c, '-', d]\n", [(3, "aliases-form", "warning")]),
        (f"{GOOD}- [c, {'d' * 201}]\n", [(3, "aliases-form", "warning")]),
        (f"{GOOD}- &x [c, d]\n- *x\n", [(4, "aliases-form", "warning")]),
        (f"{GOOD}- [&x c, d]\n- [e, *x]\n", [(4, "aliases-form", "warning")]),
        (f"{GOOD}- !!python/object/apply:os.system [c, d]\n", []),
        (f"{GOOD}- [c, d\n- [e, f]\n", [(3, "aliases-syntax", "error")]),
        (f"{GOOD}- [c, d]\n\t- [e, f]\n", [(4, "aliases-syntax", "error")]),
        (f"{GOOD}- 'c\n", [(3, "aliases-syntax", "error")]),
        (f"{GOOD}- [c, d\0]\n", [(3, "aliases-form", "warning")]),
        (f"{GOOD}- [c, \"\\uD800\"]\n", [(3, "aliases-syntax", "error")]),
        (f"{GOOD}- [c, \udcff]\n".encode("utf-8", "surrogateescape"), [(3, "not-utf8", "warning")]),
        ((f"{GOOD}- [c, d]\n").encode("utf-16"), None),
        (b"\xef\xbb\xbftag:\r\n- [a, b]\r\n- [c]\r\n", [(3, "aliases-alone", "warning")]),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_with_its_line_and_the_rest_is_used(
    tmp_path: Path, text: str | bytes, odd: list[tuple[int, str, str]] | None
) -> None:
    found, said = read(tmp_path, text)
    if odd is None:
        assert any(one.level == "error" for one in said)
        return
    assert told(tmp_path, text) == odd
    if GOOD.encode() in (text.encode() if isinstance(text, str) else text.replace(b"\r", b"")):
        assert ("a", "b") in found.groups["tag"]


def test_a_name_in_two_groups_stays_in_the_first(tmp_path: Path) -> None:
    found, (odd,) = read(
        tmp_path, "tag:\n- [DP, Data Parallelism]\n- [dp, 动态规划, Dynamic Programming]\n"
    )
    assert found.key("tag", "DP") == found.key("tag", "data parallelism")
    assert found.key("tag", "动态规划") == found.key("tag", "dynamic programming")
    assert found.key("tag", "动态规划") != found.key("tag", "DP")
    assert "line 2" in odd.message


def bomb() -> str:
    lines = ["a: &a0 [lol, lol]"]
    lines += [f"b{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 40)]
    return "\n".join([*lines, "tag:", "- *a39"])


@pytest.mark.parametrize(
    "text",
    [
        bomb(),
        "[" * 500_000,
        "{" * 500_000,
        "- " * 500_000,
        "tag: " + "[" * 500_000,
        "? " * 400_000,
        "tag:\n" + "- [a, b]\n" * 100_000,
        "tag:\n" + "".join(f"- [n{at}, n{at + 1}]\n" for at in range(60_000)),
        "tag: [[" + "a," * 500_000 + "]]",
        "tag:\n- '" + "x" * 1_000_000 + "'",
        "&a " * 300_000,
        "!" * 900_000,
        "%YAML 1.1\n" * 90_000,
        "tag: " + " " * 1_000_000,
        "a: b: c\n" * 100_000,
        "x" * 1_048_577,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_file_is_met_in_a_moment(tmp_path: Path, text: str) -> None:
    begun = time.process_time()
    found, odd = read(tmp_path, text)
    assert odd or found.groups == {}
    assert len(odd) <= 101
    assert time.process_time() - begun < 20


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    for file in (tmp_path / "none.yaml", tmp_path, Path("a\0b")):
        found, (odd,) = alias_files.read(file)
        assert (odd.level, odd.rule, found.groups) == ("error", "unreadable", {})


def test_a_pipe_of_that_name_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "aliases.yaml")
    assert of([tmp_path])[1] == []


PARTS = ("tag:", "- ", "a", ", ", ": ", "&x ", "*x", "!!str ", "---", "\\x", "\\UFFFFFFFF", "360")
YAML = st.lists(st.sampled_from([*PARTS, *"\n \t\"\ufeff\x85\0[]{}?%#|>'"])).map("".join)


@given(text=YAML | st.text(), tail=st.binary(max_size=20))
def test_no_file_raises_and_what_is_read_is_sound(
    tmp_path_factory: pytest.TempPathFactory, text: str, tail: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "some.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass") + tail)
    found, odd = alias_files.read(file)
    lines = len(file.read_bytes().decode("utf-8", "replace").splitlines())
    assert all(1 <= one.line <= max(lines, 1) for one in odd)
    for kind, groups in found.groups.items():
        assert kind in KINDS
        keys = [tags.key(name) for group in groups for name in group]
        assert all(keys) and len(set(keys)) == len(keys)
        assert all(len(group) > 1 for group in groups)
    assert builtin().plus(found).key("tag", "CoT") == builtin().plus(found).key("tag", "思维链")
