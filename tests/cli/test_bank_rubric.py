"""`coach bank rubric`, as a maintainer runs it."""

import asyncio
import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli import bank_rubric
from bot.core.errors import BadInput
from tests.cli.test_commands import coach
from tests.llm.openai_server import (
    LLAMA_MODELS,
    VLLM_MODELS,
    Behaviour,
    Line,
    openai_server,
    says,
)

BANK = """\
### Q. What is MQA?
> **Id**: mqa

- All heads share keys and values.
- The cache becomes smallest.
- Quality suffers a little.

### Q. What is GQA?
> **Id**: gqa

- Groups of heads share keys and values.
- The cache becomes smaller.
- Quality hardly suffers.

### Q. What is MHA?
> **Id**: mha

Each head has its own.

#### Rubric
- (must) Each head has its own keys and values.
- The cache is largest.
- Quality is best.

### Q. What is MLA?
> **Id**: mla
"""
LIST = (
    "- (must, weight 2) One head for all.\n  - accept: shared keys\n- Smallest cache.\n- Worse.\n"
)
EDITOR = """\
import pathlib, sys
file = pathlib.Path(sys.argv[1])
text = file.read_text(encoding="utf-8")
file.write_text(text.replace(*{changes!r}), encoding="utf-8")
"""


_UNSET: dict[str, Any] = {
    "question": None,
    "given": None,
    **dict.fromkeys(
        ("draft", "every", "again", "edit", "approve", "forget", "stale", "unreviewed", "yes"),
        False,
    ),
}


def rubric(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    file = home / "bank.md"
    if not file.exists():
        file.write_text(BANK, encoding="utf-8")
    return coach("bank", "rubric", *words, home=home, COACH_BANK=str(file), **more)


def shown(home: Path, name: str = "mqa") -> Mapping[str, Any]:
    done = rubric(home, name, "--json")
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def listed(home: Path, which: str) -> list[str]:
    return [one["question"] for one in json.loads(rubric(home, which, "--json").stdout)]


def test_it_is_shown_with_who_made_it(tmp_path: Path) -> None:
    done = rubric(tmp_path, "What is MQA")
    assert done.returncode == 0
    assert "Cut from the reference answer by code · not reviewed" in done.stdout
    assert "- The cache becomes smallest." in done.stdout
    found = shown(tmp_path)
    assert (found["made_by"], found["reviewed"], found["kept"]) == ("cut", False, False)
    assert [one["id"] for one in found["checkpoints"]] == ["c1", "c2", "c3"]
    by_author = shown(tmp_path, "mha")
    assert (by_author["made_by"], by_author["line"]) == ("author", 15)
    assert "edit it in that file" in rubric(tmp_path, "mha").stdout
    assert shown(tmp_path, "mla")["checkpoints"] == []


def test_a_list_is_taken_from_a_file_or_a_pipe_and_asks_before_it_overwrites(
    tmp_path: Path,
) -> None:
    done = rubric(tmp_path, "mqa", "--from", "-", stdin=LIST)
    assert done.returncode == 0, done.stderr
    found = shown(tmp_path)
    assert (found["made_by"], found["reviewed"], found["kept"]) == ("maintainer", True, True)
    assert found["checkpoints"][0]["accept"] == ["shared keys"]
    (tmp_path / "other.md").write_text("- One\n- Two\n- Three\n", encoding="utf-8")
    done = rubric(tmp_path, "mqa", "--from", "other.md")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert shown(tmp_path) == found
    assert rubric(tmp_path, "mqa", "--from", "other.md", "--yes").returncode == 0
    assert [one["text"] for one in shown(tmp_path)["checkpoints"]] == ["One", "Two", "Three"]


def test_an_editor_changes_it_and_what_cannot_be_read_is_left_in_a_file(tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(EDITOR.format(changes=("smallest", "tiny")), encoding="utf-8")
    editor = f"python3 {script}"
    done = rubric(tmp_path, "mqa", "--edit", EDITOR=editor)
    assert done.returncode == 0, done.stderr
    assert "- The cache becomes tiny." in done.stdout
    done = rubric(tmp_path, "mqa", "--edit", EDITOR=editor)
    assert "Nothing was changed" in done.stderr
    script.write_text(EDITOR.format(changes=("- Quality", "  - acept: Quality")), encoding="utf-8")
    done = rubric(tmp_path, "mqa", "--edit", EDITOR=editor, COLUMNS="2000")
    assert done.returncode == 2
    left = re.search(r"is in (\S+\.md)", done.stderr)
    assert left is not None
    file = Path(left[1])
    assert "acept: Quality" in file.read_text(encoding="utf-8")
    mended = file.read_text(encoding="utf-8").replace("acept", "accept")
    file.write_text(mended, encoding="utf-8")
    done = rubric(tmp_path, "mqa", "--from", str(file), "--yes")
    file.unlink()
    assert done.returncode == 0, done.stderr
    assert shown(tmp_path)["checkpoints"][1]["accept"] == ["Quality suffers a little."]


def test_an_editor_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = rubric(tmp_path, "mqa", "--edit", EDITOR="no-such-editor")
    assert done.returncode == 2
    assert "no-such-editor" in done.stderr
    assert shown(tmp_path)["kept"] is False


def test_it_is_approved_listed_and_forgotten(tmp_path: Path) -> None:
    assert rubric(tmp_path, "mqa", "--approve").returncode == 0
    assert shown(tmp_path)["reviewed"] is True
    assert listed(tmp_path, "--unreviewed") == []
    assert rubric(tmp_path, "mqa", "--forget").returncode == 2
    assert rubric(tmp_path, "mqa", "--forget", "--yes").returncode == 0
    assert shown(tmp_path)["kept"] is False


def test_a_changed_answer_makes_it_stale_until_it_is_looked_at(tmp_path: Path) -> None:
    assert rubric(tmp_path, "mqa", "--from", "-", stdin=LIST).returncode == 0
    assert listed(tmp_path, "--stale") == []
    changed = BANK.replace("becomes smallest", "is the smallest")
    (tmp_path / "bank.md").write_text(changed, encoding="utf-8")
    assert listed(tmp_path, "--stale") == ["mqa"]
    found = shown(tmp_path)
    assert (found["stale"], found["made_by"], found["earlier"]["made_by"]) == (
        True, "cut", "maintainer",
    )  # fmt: skip
    assert "The answer has changed since" in rubric(tmp_path, "mqa").stdout
    done = rubric(tmp_path, "mqa", "--approve")
    assert done.returncode == 2
    assert "--edit" in done.stderr
    assert rubric(tmp_path, "mqa", "--edit", EDITOR="true").returncode == 0
    assert listed(tmp_path, "--stale") == []
    assert [one["text"] for one in shown(tmp_path)["checkpoints"]] == [
        "One head for all.", "Smallest cache.", "Worse.",
    ]  # fmt: skip


def test_what_is_called_wrongly_is_said_with_a_way_out(tmp_path: Path) -> None:
    for words, sentence in (
        (("--draft",), "Name a question"),
        (("mqa", "--draft", "--edit"), "one of these at a time: --draft, --edit"),
        (("MQAA",), "coach bank list"),
        (("mha", "--approve"), "bank.md:15"),
        (("mla", "--approve"), "no reference answer"),
        (("mqa", "--from", "gone.md"), "gone.md"),
    ):
        done = rubric(tmp_path, *words)
        assert done.returncode == 2, words
        assert sentence in done.stderr, words


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"question": "mqa", "draft": True, "every": True},
        {"question": "mqa", "stale": True},
        {"every": True, "edit": True},
        {"every": True},
    ],
)
def test_a_question_is_named_or_all_are_meant(options: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="rubric_no_id"):
        bank_rubric.rubric(**(_UNSET | options))


def drafts(quotes: Mapping[str, Sequence[str]]) -> Behaviour:
    """A server whose model quotes these words for the question whose title is in the prompt."""

    async def behave(line: Line, body: Mapping[str, Any]) -> None:
        prompt = body["messages"][-1]["content"]
        said = next(given for title, given in quotes.items() if title in prompt)
        points = [
            {
                "quote": one, "text": f"It says {one}", "translation": "中文", "accept": [],
                "reject": [], "weight": 2, "must": False,
            }
            for one in said
        ]  # fmt: skip
        text = json.dumps({"checkpoints": points}, ensure_ascii=False) if said else "no JSON"
        await says(text)(line, body)

    return behave


MQA = ("All heads share keys and values", "cache becomes smallest", "Quality suffers a little")
GQA = ("Groups of heads share keys", "cache becomes smaller", "Quality hardly suffers")


async def drafted(
    home: Path, *words: str, mqa: Sequence[str] = MQA, gqa: Sequence[str] = GQA, models: Any = None
) -> tuple[subprocess.CompletedProcess[str], int]:
    """What the command says, and how often it asked the model."""
    async with openai_server() as server:
        server.behave = drafts({"MQA": mqa, "GQA": gqa})
        server.models = models or VLLM_MODELS, 200
        url = f"{server.url}/v1"
        done = await asyncio.to_thread(rubric, home, *words, LLM_BASE_URL=url)
        return done, len(server.asked)


async def test_a_draft_is_kept_for_review_and_not_drawn_again_unasked(tmp_path: Path) -> None:
    done, asked = await drafted(tmp_path, "mqa", "--draft")
    assert (done.returncode, asked) == (0, 1), done.stderr
    assert "Drafted by coach" in done.stdout
    found = await asyncio.to_thread(shown, tmp_path)
    assert (found["made_by"], found["reviewed"]) == ("coach", False)
    assert await asyncio.to_thread(listed, tmp_path, "--unreviewed") == ["mqa"]
    done, asked = await drafted(tmp_path, "mqa", "--draft")
    assert (done.returncode, asked) == (0, 0)
    assert "--again" in done.stderr
    done, asked = await drafted(tmp_path, "mqa", "--draft", "--again", mqa=MQA[::-1])
    assert asked == 1
    found = await asyncio.to_thread(shown, tmp_path)
    assert found["checkpoints"][0]["text"] == "It says Quality suffers a little"


async def test_all_are_drafted_once_whoever_fails_or_was_reviewed(tmp_path: Path) -> None:
    done, asked = await drafted(tmp_path, "--draft", "--all", "--json", gqa=())
    assert (done.returncode, asked) == (1, 2)
    assert json.loads(done.stdout) == {
        "drafted": ["mqa"], "cut": [], "failed": ["gqa"], "skipped": [],
    }  # fmt: skip
    assert "gqa" in done.stderr
    done, asked = await drafted(tmp_path, "--draft", "--all", "--json")
    assert (done.returncode, asked) == (0, 1), done.stderr
    assert json.loads(done.stdout)["drafted"] == ["gqa"]
    await asyncio.to_thread(rubric, tmp_path, "mqa", "--approve")
    done, asked = await drafted(tmp_path, "--draft", "--all", "--again", "--json")
    told = json.loads(done.stdout)
    assert (told["drafted"], told["skipped"]) == (["gqa"], ["mqa"])


async def test_a_draft_of_invented_words_leaves_what_was_there(tmp_path: Path) -> None:
    done, _ = await drafted(tmp_path, "mqa", "--draft", mqa=(*MQA[:2], "It runs on the moon"))
    assert done.returncode == 0
    assert "own words" in done.stderr
    assert (await asyncio.to_thread(shown, tmp_path))["kept"] is False


async def test_a_small_model_or_none_is_said(tmp_path: Path) -> None:
    done, asked = await drafted(tmp_path, "--draft", "--all", models=LLAMA_MODELS)
    assert (done.returncode, asked) == (1, 0)
    assert "too small" in done.stderr
    url = "http://127.0.0.1:9/v1"
    done = await asyncio.to_thread(rubric, tmp_path, "mqa", "--draft", LLM_BASE_URL=url)
    assert done.returncode == 1
    assert "✗" in done.stderr
