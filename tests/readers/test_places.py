"""Files, folders and archives: what is looked at, and what is met with a limit."""

import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import readers
from bot.core.bank import Bank
from bot.core.errors import BankTrouble
from bot.readers.parts import archives, places
from tests.readers import decks

QUESTION = b"### Q. Why?\n\nSo.\n"


def load(*paths: Path) -> Bank:
    return readers.load(paths)


def titles(*paths: Path) -> list[str]:
    return [one.title for one in load(*paths).questions]


def rules(*paths: Path) -> list[str]:
    return [one.rule for one in load(*paths).diagnostics if one.level == "error"]


def asks(title: str) -> bytes:
    return f"### Q. {title}\n\nSo.\n".encode()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_a_folder_is_looked_at_for_what_may_hold_questions(tmp_path: Path) -> None:
    for name in (
        "b.md", "a/c.markdown", "a/d.MD", ".hidden.md", ".git/e.md", "LICENSE.md", "code.py",
        "CONTRIBUTING.zh.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "CHANGELOG.txt", "aliases.yaml",
        "security.md", "licenses-of-models.md",
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(asks(name))
    assert titles(tmp_path) == [
        "a/c.markdown", "a/d.MD", "b.md", "licenses-of-models.md", "security.md",
    ]  # fmt: skip
    assert [Path(one).name for one in places.ignored([tmp_path])] == [
        "CHANGELOG.txt", "CODE_OF_CONDUCT.md", "CONTRIBUTING.zh.md", "LICENSE.md", "SECURITY.md",
        "aliases.yaml", "code.py",
    ]  # fmt: skip


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    file = tmp_path / ".LICENSE"
    file.write_bytes(QUESTION)
    assert titles(file) == ["Why?"]


def test_a_readme_with_questions_is_a_bank_and_another_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.zh.md").write_bytes(QUESTION)
    (tmp_path / "README.md").write_text("# About\n\nThis folder has questions.\n")
    bank = load(tmp_path)
    assert [one.title for one in bank.questions] == ["Why?"]
    assert [Path(one.file).name for one in bank.accounts] == ["README.zh.md"]
    assert {Path(one.file).name for one in bank.diagnostics} <= {"README.zh.md"}


def test_the_readme_of_the_seeds_yields_nothing() -> None:
    bank = load(Path(__file__).parents[2] / "seeds" / "README.md")
    assert (len(bank), bank.diagnostics, bank.accounts) == (0, (), ())


def test_links_that_lead_back_do_not_hang_and_a_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_bytes(QUESTION)
    (tmp_path / "in" / "loop").symlink_to(tmp_path)
    (tmp_path / "again.md").symlink_to(tmp_path / "in" / "a.md")
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    assert titles(tmp_path, tmp_path / "in", tmp_path / "in" / "a.md") == ["Why?"]
    assert rules(tmp_path) == ["unreadable"]


def test_a_folder_behind_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.md").write_bytes(QUESTION)
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "link").symlink_to(tmp_path / "real")
    assert titles(tmp_path / "bank") == ["Why?"]


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "a.md").write_bytes(QUESTION)
    assert titles(tmp_path) == ["Why?"]
    with pytest.raises(BankTrouble):
        load(tmp_path / "pipe.md")
    with pytest.raises(BankTrouble):
        load(Path("a\x00b"))


def test_a_name_that_is_no_text_can_be_printed(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff\xfe.md"
    Path(os.fsdecode(file)).write_bytes(QUESTION)
    (one,) = load(tmp_path).questions
    assert one.file.encode().endswith(b".md")


def test_bytes_that_are_no_text_are_one_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "b.md").write_bytes(b"### Q. W\x00hy?\n\nSo.\n")
    bank = load(tmp_path)
    assert len(bank) == 1
    assert rules(tmp_path) == ["unknown-format"]


def test_a_file_that_is_too_large_is_one_error(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(places.LARGEST + 1)
    assert rules(tmp_path) == ["too-large"]


@pytest.mark.parametrize(
    "name", ["bank.zip", "bank.tar", "bank.tgz", "bank.tar.bz2", "bank.tar.xz"]
)
def test_the_files_of_an_archive_are_read_like_those_of_a_folder(tmp_path: Path, name: str) -> None:
    files = {
        "bank/a.md": asks("A?"), "bank/b.json": b'[{"question": "B?", "answer": "x"}]',
        "bank/.c.md": asks("C?"), "__MACOSX/bank/._a.md": asks("D?"), "bank/code.py": b"x = 1",
        "LICENSE.md": asks("E?"), "README.md": b"# About\n\nWords.\n",
    }  # fmt: skip
    modes = {".zip": "", ".tar": "w", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}
    mode = modes[Path(name).suffix]
    path = tarred(tmp_path / name, files, mode) if mode else zipped(tmp_path / name, files)
    for place in (path, tmp_path):
        bank = load(place)
        assert [(one.title, one.file) for one in bank.questions] == [
            ("A?", f"{path}!bank/a.md"), ("B?", f"{path}!bank/b.json"),
        ]  # fmt: skip
        assert not [one for one in bank.diagnostics if one.level == "error"]
    assert places.ignored([tmp_path]) == [f"{path}!bank/code.py", f"{path}!LICENSE.md"]
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bank.md", {"a.md": QUESTION})
    assert titles(path) == ["Why?"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_names_of_archives_are_decoded(tmp_path: Path, encoding: str) -> None:
    path = zipped(tmp_path / "bank.zip", {"A" * len("题库/推理.md".encode(encoding)): QUESTION})
    raw = path.read_bytes()
    name = "题库/推理.md".encode(encoding)
    path.write_bytes(raw.replace(b"A" * len(name), name))
    assert load(path).questions[0].file == f"{path}!题库/推理.md"


def test_paths_that_lead_out_of_an_archive_are_only_names(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    names = {"../../out.md": asks("A?"), "/root.md": asks("B?")}
    assert sorted(titles(zipped(inner / "a.zip", names))) == ["A?", "B?"]
    assert sorted(titles(tarred(inner / "b.tgz", names))) == ["A?", "B?"]
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["a.zip", "b.tgz", "inner"]


def test_links_and_devices_of_an_archive_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind.decode()}.md")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert (titles(path), rules(path)) == ([], [])


def test_an_archive_within_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.md": QUESTION}).read_bytes()
    path = zipped(tmp_path / "outer.zip", {"inner.zip": inner, "odd.md": inner, "b.md": asks("B?")})
    assert titles(path) == ["B?"]
    assert rules(path) == ["nested-archive", "nested-archive"]


def test_an_encrypted_file_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.md": asks("A?"), "b.md": asks("B?")})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)
    assert (titles(path), rules(path)) == (["B?"], ["encrypted"])


def test_bombs_are_met_with_a_limit(tmp_path: Path) -> None:
    much = bytes(20 * 1024 * 1024)
    assert rules(zipped(tmp_path / "a.zip", {"a.md": much})) == ["archive-too-large"]
    for name, mode in (("b.tgz", "w:gz"), ("c.tar.bz2", "w:bz2"), ("d.tar.xz", "w:xz")):
        assert rules(tarred(tmp_path / name, {"x.bin": much}, mode)) == ["archive-too-large"]
    many = {f"{n}.bin": b"" for n in range(archives.MEMBERS + 1)}
    assert rules(zipped(tmp_path / "e.zip", many)) == ["archive-too-large"]


def test_an_xz_that_wants_all_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.xz"
    chain = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}]
    path.write_bytes(lzma.compress(b"x" * 10_000, filters=chain))
    assert rules(path) == ["bad-archive"]


@pytest.mark.parametrize("keep", [10, 60, 200])
def test_a_damaged_archive_is_one_error(tmp_path: Path, keep: int) -> None:
    files = {"a.md": os.urandom(500)}
    for path in (
        zipped(tmp_path / "a.zip", files),
        tarred(tmp_path / "a.tgz", files),
        tarred(tmp_path / "a.tar.xz", files, "w:xz"),
    ):
        path.write_bytes(path.read_bytes()[:keep])
        assert rules(path) == ["bad-archive"], path.name


@given(st.data())
def test_no_damage_to_an_archive_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    files = {"a.md": QUESTION, "b.md": asks("B?")}
    notes = [("Basic", ["Why?", "So."], "", "D")]
    made = {
        "a.zip": zipped(folder / "a.zip", files).read_bytes(),
        "a.tar": tarred(folder / "a.tar", files, "w").read_bytes(),
        "a.tgz": tarred(folder / "a.tgz", files).read_bytes(),
        "a.apkg": decks.new(notes),
    }
    name = data.draw(st.sampled_from(sorted(made)))
    damaged = bytearray(made[name])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    (folder / name).write_bytes(damaged)
    assert "reader-failed" not in rules(folder / name)


def test_archives_and_documents_that_are_not_read_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + b"x" * 99)
    (tmp_path / "b.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"x" * 99)
    assert rules(tmp_path) == ["unknown-archive", "unknown-archive"]
    book = zipped(tmp_path / "c.xlsx", {"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<x/>"})
    (said,) = load(book).diagnostics
    assert (said.rule, "CSV" in said.fix) == ("unknown-format", True)
