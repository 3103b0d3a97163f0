"""A model's size from what its server says, or from its names."""

import pytest

from bot.llm.known_size import known_size


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("SmolLM2-135M-Instruct", 0.135),
        ("smollm2-135m", 0.135),
        ("HuggingFaceTB/SmolLM2-1.7B-Instruct", 1.7),
        ("Qwen/Qwen2.5-0.5B", 0.5),
        ("Qwen2.5-7B-Instruct-1M", 7),
        ("Qwen3-30B-A3B", 30),
        ("meta-llama/Llama-3.1-8B-Instruct", 8),
        ("Llama-3-8B-Instruct-4bit", 8),
        ("Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", 8),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 56),
        ("llama3.2:1b", 1),
        ("phi3:3.8b", 3.8),
        ("internlm2_5-1_8b-chat", 1.8),
        ("llama_2_7b", 7),
        ("bitnet-b1.58-2B-4T", 2),
        ("gpt-oss-120b", 120),
        ("opt-125m", 0.125),
        ("Qwen1.5-MoE-A2.7B", None),
        ("internlm-chat-1M", None),
        ("DeepSeek-V3", None),
        ("phi-2", None),
        ("Qwen2.5", None),
        ("coach", None),
        ("", None),
    ],
)
def test_a_name_tells_its_size_or_nothing(name: str, billions: float | None) -> None:
    assert known_size(name, None, None) == pytest.approx(billions)


def test_the_servers_own_count_comes_first() -> None:
    assert known_size("llama-8b", "/models/llama-8b", {"n_params": 134515008}) == 0.134515008


def test_a_count_of_nothing_is_no_count() -> None:
    assert known_size("llama-8b", None, {"n_params": 0}) == 8


@pytest.mark.parametrize(
    ("root", "billions"),
    [
        ("/models/SmolLM2-135M-Instruct", 0.135),
        ("/cache/models--Qwen--Qwen2.5-0.5B-Instruct/snapshots/7ae557604adf67be50417f59c2c2", 0.5),
        ("/srv/7B/SmolLM2-135M", 0.135),
        ("/srv/model", 70),
        (None, 70),
    ],
)
def test_the_path_behind_an_alias_comes_before_the_alias(root: str | None, billions: float) -> None:
    assert known_size("my-70b", root, None) == billions
