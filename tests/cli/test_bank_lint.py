"""`coach bank lint`, as an operator runs it."""

import json
import os
import re
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from bot import readers
from tests.cli.test_commands import ROOT, coach

SEED = "inference-application.zh.md"
ODD = "### 3) Why?\n> **Company**: x ｜ **Tags**: [a]\n\n<mark>So.\n"
BETTER = "### Q. Why?\n> **Company**: x | **Tags**: [a]\n\n<mark>So.</mark>\n"
PLAIN = "### Q. How?\n> **Company**: x | **Tags**: [a]\n\nThus.\n"


def lint(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return coach("bank", "lint", *words, home=home, **environment)


def said(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(done.stdout)
    return listed


def rules(done: subprocess.CompletedProcess[str]) -> list[tuple[object, object]]:
    return [(one["line"], one["rule"]) for one in said(done)]


def test_the_seeds_are_clean_but_for_the_seed_documents_own_oddities(tmp_path: Path) -> None:
    done = lint(tmp_path, str(ROOT / "seeds"), "--json")
    assert done.returncode == 0
    assert {Path(str(one["file"])).name for one in said(done)} == {SEED}
    assert rules(done) == [
        (7, "wide-bar"),
        (29, "wide-bar"),
        (46, "wide-bar"),
        (94, "metadata-unquoted"),
        (94, "wide-bar"),
    ]
    assert all(one["fixable"] for one in said(done))


def test_a_diagnostic_says_where_what_and_how_to_mend_it(tmp_path: Path) -> None:
    file = tmp_path / "odd.md"
    file.write_text(ODD, encoding="utf-8")
    done = lint(tmp_path, "odd.md", "--json")
    assert done.returncode == 0
    assert said(done)[0] == {
        "file": "odd.md",
        "line": 1,
        "rule": "no-mark",
        "level": "warning",
        "message": "the question has no `Q.`",
        "fix": "write `### Q. …`",
        "fixable": True,
    }
    spoken = lint(tmp_path, "odd.md")
    assert "warning odd.md:4 unclosed-mark" in spoken.stdout
    assert "1 questions, 3 oddities; --fix mends 3 of them" in spoken.stderr
    assert file.read_text(encoding="utf-8") == ODD


def test_an_error_gives_status_1_and_a_warning_0(tmp_path: Path) -> None:
    (tmp_path / "odd.md").write_text(ODD, encoding="utf-8")
    assert lint(tmp_path, "odd.md").returncode == 0
    (tmp_path / "bad.md").write_text("---\ntitle: [\n---\nSo.", encoding="utf-8")
    done = lint(tmp_path, ".", "--json")
    assert done.returncode == 1
    assert {one["level"] for one in said(done)} == {"error", "warning"}
    assert lint(tmp_path, "odd.md", "bad.md", "--fix").returncode == 1


def test_fix_mends_the_file_says_so_and_finds_nothing_the_second_time(tmp_path: Path) -> None:
    file, plain = tmp_path / "odd.md", tmp_path / "plain.md"
    raw = b"\xef\xbb\xbf" + ODD.replace("\n", "\r\n").encode() + b"\r\n\xff \t\r\n"
    file.write_bytes(raw)
    file.chmod(0o640)
    plain.write_text(PLAIN, encoding="utf-8")
    before = plain.stat()
    done = lint(tmp_path, ".", "--fix")
    assert done.returncode == 0
    assert "mended odd.md: 1 no-mark, 1 wide-bar, 1 unclosed-mark" in done.stdout
    assert "plain.md" not in done.stdout
    mended = b"\xef\xbb\xbf" + BETTER.replace("\n", "\r\n").encode() + b"\r\n\xff \t\r\n"
    assert file.read_bytes() == mended
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert plain.stat().st_mtime_ns == before.st_mtime_ns
    again = lint(tmp_path, ".", "--fix")
    assert "mended" not in again.stdout
    assert file.read_bytes() == mended
    assert sorted(one.name for one in tmp_path.iterdir()) == ["odd.md", "plain.md"]


def test_fix_keeps_every_question_and_its_id(tmp_path: Path) -> None:
    file = tmp_path / "seed.md"
    file.write_bytes((ROOT / "seeds" / SEED).read_bytes())
    before = json.loads(coach("bank", "list", "seed.md", "--json", home=tmp_path).stdout)
    assert lint(tmp_path, "seed.md", "--fix").returncode == 0
    assert json.loads(coach("bank", "list", "seed.md", "--json", home=tmp_path).stdout) == before
    assert rules(lint(tmp_path, "seed.md", "--json")) == []


def test_fix_with_json_prints_what_is_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "odd.md").write_text(ODD + "\n### Q. Left?\n", encoding="utf-8")
    done = lint(tmp_path, "odd.md", "--fix", "--json")
    assert done.returncode == 0
    assert rules(done) == [(6, "no-metadata"), (6, "no-answer")]
    assert not any(one["fixable"] for one in said(done))
    assert "mended odd.md" in done.stderr


def test_a_link_stays_a_link_and_what_it_leads_to_is_mended(tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "bank").mkdir()
    file = tmp_path / "else" / "odd.md"
    file.write_text(ODD, encoding="utf-8")
    link = tmp_path / "bank" / "link.md"
    link.symlink_to(file)
    assert lint(tmp_path, "bank", "--fix").returncode == 0
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == BETTER


def test_a_read_only_file_and_an_archive_stay_as_they_are_and_are_said(tmp_path: Path) -> None:
    file, packed = tmp_path / "odd.md", tmp_path / "bank.zip"
    file.write_text(ODD, encoding="utf-8")
    file.chmod(0o444)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.md", ODD)
        archive.writestr("b.md", ODD)
    before = packed.read_bytes()
    done = lint(tmp_path, "odd.md", "bank.zip", "--fix")
    assert done.returncode == 1
    assert "odd.md is read-only and stays as it is" in done.stderr
    assert done.stderr.count("is in an archive: unpack it") == 1
    assert file.read_text(encoding="utf-8") == ODD
    assert packed.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "odd.md").write_text(ODD, encoding="utf-8")
    folder.chmod(0o555)
    done = lint(tmp_path, "bank", "--fix")
    folder.chmod(0o755)
    assert done.returncode == 1
    assert "could not be written" in done.stderr


def test_the_questions_that_come_with_the_coach_are_mended_only_when_named(tmp_path: Path) -> None:
    done = lint(tmp_path, "--fix")
    assert done.returncode == 2
    assert "coach bank lint --fix PATH" in done.stderr
    (tmp_path / "odd.md").write_text(ODD, encoding="utf-8")
    assert lint(tmp_path, "--fix", COACH_BANK="odd.md").returncode == 0
    assert (tmp_path / "odd.md").read_text(encoding="utf-8") == BETTER


def test_a_reader_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Why?\n---\nSo.\n", encoding="utf-8")
    assert rules(lint(tmp_path, "a.md", "--json")) == []
    named = lint(tmp_path, "a.md", "--json", "--reader", "markdown-chapters")
    assert rules(named) == [(1, "no-question")]
    wrong = lint(tmp_path, "a.md", "--reader", "front-mater")
    assert wrong.returncode == 1
    assert "front-matter" in wrong.stderr


def test_every_rule_is_in_the_table() -> None:
    core = [ROOT / "bot" / "core" / name for name in ("gathering.py", "duplicates.py")]
    sources = [*(ROOT / "bot" / "readers").rglob("*.py"), *core]
    named = {
        name
        for file in sources
        for name in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', file.read_text(encoding="utf-8"))
    }
    named = {one for one in named if one not in readers.names() and not one.startswith("utf-")}
    listed = re.findall("`([a-z0-9-]+)`", (ROOT / "docs" / "bank-lint.md").read_text("utf-8"))
    assert {"wide-bar", "unclosed-mark", "bad-front-matter", "duplicate-title"} <= named
    assert named | {"unclosed-fence", "unclosed-html", "unreadable"} <= set(listed)


def test_questions_that_say_much_the_same_are_told_of(tmp_path: Path) -> None:
    facts = "> **Tags**: [a]\n\nIt keeps keys and values."
    (tmp_path / "a.md").write_text(
        f"### Q. Why does a KV cache help decoding?\n{facts}\n\n"
        f"### Q. Why does the KV cache help in decoding?\n{facts}\n",
        encoding="utf-8",
    )
    assert rules(lint(tmp_path, "a.md", "--json")) == [(6, "near-duplicate")]
