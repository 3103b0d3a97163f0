"""A bank that was kept is the bank that was read, whatever happens to the disk in between."""

import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bot import readers
from bot.core.bank import Bank
from bot.loading import load
from bot.shelf.shelf import KEPT, Shelf
from tests.shelf.banks import CHAPTER, files

SEEDS = Path(__file__).parents[2] / "seeds"


def same(one: Bank, other: Bank) -> bool:
    return (
        list(one.questions) == list(other.questions)
        and list(one.diagnostics) == list(other.diagnostics)
        and list(one.accounts) == list(other.accounts)
        and one.aliases.groups == other.aliases.groups
        and one.index == other.index
    )


def test_the_seeds_come_back_from_the_shelf_as_they_were_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    read = load([SEEDS], shelf)
    opened = load([SEEDS], shelf)
    assert same(opened, load([SEEDS], None))
    assert same(read, opened)
    assert opened.get(read.index.ids[0]) == read.questions[0]
    assert len(list(shelf.folder.iterdir())) == 1


def test_an_edit_changes_what_it_changes_and_nothing_else(tmp_path: Path) -> None:
    shelf, paths = Shelf(tmp_path / "shelf"), files(tmp_path / "bank")
    before = load(paths, shelf)
    edited = CHAPTER.replace("in one pass", "in one parallel pass").replace("多少？", "多少呢？")
    (tmp_path / "bank" / "inference.md").write_text("\n\n" + edited)
    now = load(paths, shelf)
    assert same(now, load(paths, None))
    assert [one.title for one in now.search("parallel")] == [before.questions[1].title]
    assert now.search("多少呢")[0].title == "注意力的复杂度是多少呢？"
    assert [one.title for one in before.search("parallel")] == []
    (tmp_path / "bank" / "training.md").unlink()
    assert [one.title for one in load(paths, shelf).search("lora")] == []


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        *((name, "gone") for name in ("head", "rows", "account", "vocabulary", "words/meta.json")),
        *((name, "cut") for name in ("head", "rows", "account", "vocabulary", "words/meta.json")),
        ("head", "garbled"),
        ("words/meta.json", "garbled"),
    ],
)
def test_a_snapshot_that_is_not_whole_is_made_anew(tmp_path: Path, name: str, harm: str) -> None:
    shelf, paths = Shelf(tmp_path / "shelf"), files(tmp_path / "bank")
    whole = load(paths, shelf)
    (folder,) = shelf.folder.iterdir()
    file = folder / name
    raw = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(raw[: len(raw) // 2] if harm == "cut" else b"x" * len(raw))
    again = load(paths, shelf)
    assert same(again, load(paths, None))
    assert [one.id for one in again.search("specultive")] == [
        one.id for one in whole.search("speculative")
    ]


def test_where_a_file_stands_in_the_way_the_bank_is_held_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "shelf").write_text("not a folder")
    bank = load(files(tmp_path / "bank"), Shelf(tmp_path / "shelf"))
    assert bank.search("specultive")[0].title.startswith("How does speculative")
    assert "could not be kept" in caplog.text


def test_processes_that_load_at_once_share_one_snapshot(tmp_path: Path) -> None:
    files(tmp_path / "bank")
    program = (
        "import sys; from pathlib import Path; from bot.loading import load; "
        "from bot.shelf.shelf import Shelf; "
        "b = load([Path(sys.argv[1])], Shelf(Path(sys.argv[2]))); "
        "print(len(b), b.search('lora')[0].title)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "bank"), str(tmp_path / "shelf")]
    at_once = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for one in at_once:
        out, err = one.communicate(timeout=60)
        assert (out.strip(), err) == ("5 What does LoRA train?", "")
    assert len(list((tmp_path / "shelf").iterdir())) == 1


def test_a_bank_in_use_outlives_its_snapshot_and_old_ones_are_dropped(tmp_path: Path) -> None:
    shelf, paths = Shelf(tmp_path / "shelf"), files(tmp_path / "bank")
    first = load(paths, shelf)
    for number in range(KEPT + 2):
        (tmp_path / "bank" / "more.md").write_text(f"### Q. Number {number}?\n\nSo.\n")
        load(paths, shelf)
    assert len(list(shelf.folder.iterdir())) == KEPT
    shutil.rmtree(shelf.folder)
    assert [one.title for one in first.search("lora")] == ["What does LoRA train?"]
    assert first.questions[-1].title == "What does LoRA train?"


def test_every_field_of_a_question_is_kept(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Why?\nid: x\nbody: look\ncompany: a\nround: 算法工程师 一面\ndate: 2025-01\n"
        "tags: [t]\ndifficulty: hard\nrubric:\n  - {text: one, must: true, weight: 2,"
        " accept: [two], reject: [three], zh: 一}\nhint: h\n"
        "sources: [s]\nchapter: c\nsection: d\ntranslation_of: y\nlanguage: zh\n---\n"
        "<mark>So</mark>\n"
    )
    (tmp_path / "one.md").write_text(text)
    shelf = Shelf(tmp_path / "shelf")
    load([tmp_path / "one.md"], shelf)
    (question,) = load([tmp_path / "one.md"], shelf).questions
    assert question == readers.load([tmp_path / "one.md"]).questions[0]
    assert [one.name for one in fields(question) if not getattr(question, one.name)] == []
    (checkpoint,) = question.rubric
    assert [one.name for one in fields(checkpoint) if not getattr(checkpoint, one.name)] == []
