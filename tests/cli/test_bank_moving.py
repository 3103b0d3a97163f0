"""`coach bank import` and `export`, run as a person runs them."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from bot import readers, writers
from bot.core.question import Question
from bot.writers.parts.kept import differing, kept
from tests.cli.test_commands import ROOT, coach

BANK = """\
# Inference
> An introduction.

## 1. Speed

### Q. Why does a KV cache help?
> **Company**: 阿里 | **Tags**: [KV Cache]

It keeps keys.

### Q. 什么是 RoPE？
> **Tags**: [RoPE] | **Difficulty**: hard

旋转位置编码。
"""
NEW = """\
question,answer,tags
What is GQA?,Grouped queries.,GQA
Why does a KV cache help?,It keeps keys.,KV Cache
"""
PLACES = ["out.md", "out.json", "out.csv", "out.apkg", "out"]


def questions(path: Path) -> dict[str, Question]:
    return {one.id: one for one in readers.load([path]).questions}


def files(folder: Path) -> dict[str, bytes]:
    """Every file in the folder but the coach's own home, with its bytes."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and "coach" not in one.relative_to(folder).parts
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bank.md").write_text(BANK, encoding="utf-8")
    (tmp_path / "new.csv").write_text(NEW, encoding="utf-8")
    return tmp_path


def moved(home: Path, *words: str, status: int = 0) -> dict[str, Any]:
    """What the command says as JSON."""
    done = coach("bank", *words, "--json", home=home)
    assert done.returncode == status, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_an_export_is_read_again_whole_and_repeating_it_writes_nothing(
    home: Path, place: str
) -> None:
    first = moved(home, "export", place, "bank.md")
    assert (first["questions"], first["written"], first["changed"], first["lost"]) == (
        2, True, [], [],
    )  # fmt: skip
    before, there = questions(home / "bank.md"), questions(home / place)
    assert set(before) == set(there)
    assert all(differing(before[one], there[one]) == [] for one in before)
    as_it_was = files(home)
    again = moved(home, "export", place, "bank.md")
    assert again["written"] is False
    assert files(home) == as_it_was


@pytest.mark.parametrize("place", PLACES)
def test_an_import_adds_what_is_not_there_and_repeating_it_changes_no_byte(
    home: Path, place: str
) -> None:
    moved(home, "export", place, "bank.md")
    before = questions(home / place)
    found = moved(home, "import", "new.csv", "--into", place)
    assert (found["read"], len(found["new"]), found["written"]) == (2, 1, True)
    assert [one["fields"] for one in found["differing"]] == [["company", "chapter", "section"]]
    after = questions(home / place)
    assert sorted(one.title for one in after.values()) == sorted(
        ["What is GQA?", *(one.title for one in before.values())]
    )
    assert all(differing(before[one], after[one]) == [] for one in before)
    as_it_was = files(home)
    again = moved(home, "import", "new.csv", "--into", place)
    assert (again["new"], again["written"], len(again["there"])) == ([], False, 1)
    assert files(home) == as_it_was


@pytest.mark.parametrize("place", PLACES)
def test_what_differs_is_taken_only_with_replace_and_keeps_its_identity(
    home: Path, place: str
) -> None:
    moved(home, "export", place, "bank.md")
    (kv,) = [one for one in questions(home / place).values() if one.company]
    changed = [kept(kv) | {"answer": "It keeps keys and values."}]
    (home / "changed.json").write_text(json.dumps(changed), encoding="utf-8")
    moved(home, "import", "changed.json", "--into", place)
    assert questions(home / place)[kv.id].answer == "It keeps keys."
    found = moved(home, "import", "changed.json", "--into", place, "--replace")
    assert found["differing"] == [{"id": kv.id, "fields": ["answer"], "replaced": True}]
    there = questions(home / place)
    assert (len(there), there[kv.id].answer) == (2, "It keeps keys and values.")
    assert moved(home, "import", "changed.json", "--into", place, "--replace")["written"] is False


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_byte_of_a_markdown_file_stays_where_it_was(
    home: Path, ending: str, mark: bytes
) -> None:
    odd = BANK.replace("It keeps", "It  keeps \t").rstrip("\n").replace("\n", ending)
    before = mark + odd.encode()
    (home / "bank.md").write_bytes(before)
    (home / "new.md").write_text("# Other\n\n### Q. New?\n> **Tags**: []\n\nYes.\n")
    moved(home, "import", "new.md", "--into", "bank.md")
    after = (home / "bank.md").read_bytes()
    assert after.startswith(before)
    added = after[len(before) :].decode()
    assert added.replace(ending, "\n") == "\n\n# Other\n\n### Q. New?\n> **Tags**: []\n\nYes.\n"
    assert added.count("\n") == added.count(ending)


def test_what_stands_in_no_chapter_comes_before_the_first(home: Path) -> None:
    moved(home, "import", "new.csv", "--into", "bank.md")
    text = (home / "bank.md").read_text(encoding="utf-8")
    assert text.startswith("### Q. What is GQA?")
    assert text.endswith(BANK)


def test_a_filter_chooses_what_is_exported(home: Path) -> None:
    moved(home, "export", "out.md", "bank.md", "--filter", "tag:rope")
    assert [one.title for one in questions(home / "out.md").values()] == ["什么是 RoPE？"]


def test_what_a_format_cannot_keep_is_said_by_question_and_field(home: Path) -> None:
    text = '[{"question": "Why?", "answer": "## Head\\n\\ntext", "tags": ["a|b"], "id": "x"}]'
    (home / "odd.json").write_text(text)
    found = moved(home, "export", "out.md", "odd.json")
    assert found["changed"] == [{"id": "x", "fields": ["answer", "tags"]}]
    assert found["lost"] == []
    said = coach("bank", "export", "again.md", "odd.json", home=home).stderr
    assert "x Why?: answer: headings" in said


def test_the_account_of_an_import_names_what_was_not_understood(home: Path) -> None:
    (home / "new.csv").write_text("question,answer,colour\nA?,x,red\n,no question,\n")
    done = coach("bank", "import", "new.csv", "--into", "out.md", home=home)
    assert done.returncode == 0
    assert "out.md: 1 added, 0 there already" in done.stdout
    assert "not understood new.csv:3" in done.stderr
    assert "`colour` is no field that we know" in done.stderr


def test_a_source_that_cannot_be_read_costs_no_other_and_gives_status_one(home: Path) -> None:
    (home / "bad.json").write_text("[1, 2")
    found = moved(home, "import", "bad.json", "new.csv", "--into", "out.md", status=1)
    assert len(found["new"]) == 2
    assert [(one["rule"], one["level"]) for one in found["odd"]] == [("bad-json", "error")]


def test_a_dry_run_says_what_it_would_do_and_does_nothing(home: Path) -> None:
    before = files(home)
    found = moved(home, "import", "new.csv", "--into", "bank.md", "--dry-run")
    assert (len(found["new"]), found["written"]) == (1, False)
    said = coach("bank", "import", "new.csv", "--into", "new-folder", "--dry-run", home=home)
    assert "2 would be added" in said.stdout
    assert files(home) == before
    assert not (home / "new-folder").exists()


def test_the_list_that_scripts_read_can_be_read_again(home: Path) -> None:
    listed = coach("bank", "list", str(ROOT / "seeds"), "--json", home=home).stdout
    (home / "list.json").write_text(listed, encoding="utf-8")
    there = questions(home / "list.json")
    seeds = questions(ROOT / "seeds")
    assert set(there) == set(seeds)
    assert [one for one in seeds if differing(seeds[one], there[one])] == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", '{"version": 2, "questions": [{"question": "A?"}]}', "no plain list"),
        ("a.json", '[{"question": "A?", "answer": "b"}]', "question"),
        ("a.csv", "question,answer,colour\nA?,b,red\n", "colour"),
        ("a.csv", "id,title,answer\n7,A?,b\n", "numbers"),
        ("a.md", "**1. What is a?**\n\nb\n\n**2. What is c?**\n\nd\n", "another shape"),
        ("a.md", "### Q. A?\n> **Tags**: []\n\n```\nopen\n", "would not read"),
        ("a.md", "### Q. 为什么？\n\n因为。\n".encode("gb18030"), "UTF-8"),
        ("a.apkg", b"no deck", "would be lost"),
    ],
)
def test_a_target_that_would_lose_something_is_left_as_it_is(
    home: Path, name: str, content: str | bytes, says: str
) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    (home / name).write_bytes(data)
    done = coach("bank", "import", "new.csv", "--into", name, home=home)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / name).read_bytes() == data


def test_a_table_of_our_columns_may_be_added_to_however_a_spreadsheet_saved_it(home: Path) -> None:
    (home / "own.csv").write_bytes("tags;title;answer\r\nx;A?;b\r\n".encode("utf-8-sig"))
    moved(home, "import", "new.csv", "--into", "own.csv")
    there = questions(home / "own.csv")
    assert sorted(one.title for one in there.values())[0] == "A?"
    assert len(there) == 3


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("export",), 2, "Missing argument"),
        (("import", "new.csv"), 2, "--into"),
        (("export", "out.pdf", "bank.md"), 2, "Add --to"),
        (("export", "out.md", "bank.md", "--to", "jsn"), 2, "Try: json"),
        (("export", "out.md", "bank.md", "--to", "json"), 2, ".json"),
        (("export", "gone/out.md", "bank.md"), 1, "There is no folder"),
        (("export", "out.md", "gone.md"), 1, "no file or folder gone.md"),
        (("export", "out.md", "bank.md", "--filter", "tag:KV Cash"), 2, "KV Cache"),
        (("export", "out.md", "bank.md", "--filter", "words"), 2, "words"),
        (("export", "out.md", "empty.md"), 2, "no question to export"),
        (("export", "new.csv", "bank.md"), 2, "--force"),
        (("export", "folder.md", "bank.md", "--to", "front-matter"), 2, "Name a folder"),
        (("import", "new.csv", "--into", ".", "--to", "json"), 2, "Name a file"),
        (("import", "gone.csv", "--into", "out.md"), 1, "gone.csv"),
        (("import", "new.csv", "--into", "out.md", "--reader", "cvs"), 1, "csv"),
        (("import", "empty.md", "--into", "out.md"), 1, "No question was found"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    home: Path, words: tuple[str, ...], status: int, says: str
) -> None:
    (home / "empty.md").write_text("")
    before = files(home)
    done = coach("bank", *words, home=home)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)
    assert says in done.stderr
    assert files(home) == before


def test_a_read_only_target_stays_as_it_is(home: Path) -> None:
    (home / "bank.md").chmod(stat.S_IRUSR)
    done = coach("bank", "import", "new.csv", "--into", "bank.md", home=home)
    assert done.returncode == 1
    assert "read-only" in done.stderr
    assert (home / "bank.md").read_text(encoding="utf-8") == BANK


def test_a_link_stays_a_link_and_permissions_stay(home: Path) -> None:
    (home / "bank.md").chmod(0o640)
    (home / "link.md").symlink_to(home / "bank.md")
    moved(home, "import", "new.csv", "--into", "link.md")
    assert (home / "link.md").is_symlink()
    assert "What is GQA?" in (home / "bank.md").read_text(encoding="utf-8")
    assert stat.S_IMODE((home / "bank.md").stat().st_mode) == 0o640


def test_force_writes_over_what_is_there(home: Path) -> None:
    found = moved(home, "export", "new.csv", "bank.md", "--force")
    assert found["written"] is True
    assert len(questions(home / "new.csv")) == 2


def test_without_its_extra_a_deck_is_a_sentence(home: Path) -> None:
    (home / "genanki.py").write_text("raise ImportError\n")
    path = f"{home}{os.pathsep}{ROOT}"
    done = coach("bank", "export", "out.apkg", "bank.md", home=home, PYTHONPATH=path)
    assert done.returncode == 1
    assert "interview-coach[anki]" in done.stderr


def test_help_names_every_format(home: Path) -> None:
    said = " ".join(coach("bank", "export", "--help", home=home).stdout.split())
    assert all(name in said for name in writers.names())
