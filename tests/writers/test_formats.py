"""Front matter, JSON, CSV and decks, as they are written, and the registry of writers."""

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import PurePath

import frontmatter
import pytest

from bot import readers, writers
from bot.core.errors import BadInput
from bot.core.rubric import Checkpoint
from bot.readers.parts.source import Source
from bot.writers import anki, front_matter
from bot.writers import csv as csv_writer
from bot.writers import json as json_writer
from bot.writers.parts.card_html import html
from bot.writers.parts.kept import FIELDS
from tests.readers.decks import packed
from tests.writers.questions import question


def test_every_module_is_a_writer_and_names_say_which() -> None:
    assert writers.names() == ("anki", "csv", "front-matter", "json", "markdown-chapters")
    assert writers.guessed(PurePath("a/b.MD")) == "markdown-chapters"
    assert writers.guessed(PurePath("folder")) == "front-matter"
    assert writers.guessed(PurePath("a.pdf")) is None
    with pytest.raises(BadInput) as error:
        writers.writer("jsn")
    assert error.value.facts["known"] == "json"


def test_python_frontmatter_reads_what_we_write() -> None:
    one = question(
        title="Why: a [KV] cache?", tags=("KV Cache", "#1"), company="no", date="2025-08"
    )
    (file,) = front_matter.write([one])
    post = frontmatter.loads(file.data.decode())
    assert post["title"] == one.title
    assert post["tags"] == list(one.tags)
    assert (post["company"], post["date"]) == ("no", "2025-08")
    assert post.content == one.answer


def test_front_matter_is_a_file_a_question_that_people_can_read() -> None:
    one = question(
        body="print(1)\nprint(2)",
        tags=("KV Cache",),
        rubric=(Checkpoint("c1", "Keys: kept.", 2.0, must=True), Checkpoint("c2", "plain")),
        date="2025-08-26",
        explicit_id="kv-1",
    )
    (file,) = front_matter.write([one])
    assert file.name == "kv-1.md"
    assert file.data.decode() == (
        "---\nid: kv-1\ntitle: Why does a KV cache help?\nbody: |-\n    print(1)\n    print(2)\n"
        "date: '2025-08-26'\ntags:\n- KV Cache\nlanguage: en\nrubric:\n-   text: 'Keys: kept.'\n"
        "    must: true\n    weight: 2\n-   text: plain\n---\nSo.\n"
    )


def test_files_of_front_matter_have_names_of_their_own() -> None:
    ids = ["README", "con", "a/b", "A-B", "../x", "题-1"]
    listed = [question(f"{one}?", explicit_id=one) for one in ids]
    names = [one.name for one in front_matter.write([*listed, question("Why is it?")])]
    assert names[:6] == ["q-README.md", "q-con.md", "a-b.md", "A-B-2.md", "x.md", "题-1.md"]
    assert names[6].startswith("why-is-it-q")


def test_json_has_every_field_and_null_for_what_is_unknown() -> None:
    (file,) = json_writer.write([question(tags=("a",))])
    (document,) = json.loads(file.data)
    assert tuple(document) == FIELDS
    assert (document["company"], document["tags"], document["rubric"]) == (None, ["a"], [])


def test_csv_opens_in_a_spreadsheet_and_computes_nothing() -> None:
    one = question(
        "为什么？",
        answer='- a\n- "b"',
        company="=1+1",
        tags=("KV Cache", "GQA"),
        sources=("A", "B"),
    )
    (file,) = csv_writer.write([one])
    assert file.data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(file.data.decode("utf-8-sig"), newline=""))
    cells = dict(zip(header, row, strict=True))
    assert (cells["answer"], cells["company"]) == ('\'- a\n- "b"', "'=1+1")
    assert (cells["tags"], cells["sources"]) == ("KV Cache; GQA", "A\nB")


def notes(data: bytes) -> list[tuple[int, str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        raw = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as collection:
        collection.deserialize(raw)
        return collection.execute("SELECT id, guid, tags FROM notes ORDER BY id").fetchall()


def test_a_deck_names_its_notes_by_the_ids_of_their_questions() -> None:
    first = question("A?", explicit_id="a", tags=("KV Cache",))
    second = question("B?", explicit_id="b")
    before = notes(anki.write([first, second])[0].data)
    after = notes(anki.write([question("C?", explicit_id="c"), first, second])[0].data)
    assert set(before) < set(after)
    assert len({one for one, _, _ in after}) == len({one for _, one, _ in after}) == 3
    assert " KV_Cache " in [tags for _, _, tags in after]


def test_what_was_edited_in_anki_is_taken_and_the_rest_stays_whole() -> None:
    one = question(
        "Why $x$?", answer="- **So**", hint="Think.", tags=("KV Cache", "b"), company="阿里"
    )
    with zipfile.ZipFile(io.BytesIO(anki.write([one])[0].data)) as package:
        raw = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as collection:
        collection.deserialize(raw)
        (fields,) = collection.execute("SELECT flds FROM notes").fetchone()
        parts = fields.split("\x1f")
        parts[0], parts[3] = "<div>How?</div><div>Exactly.</div>", "My <b>own</b>"
        row = ("\x1f".join(parts), " KV_Cache mine ")
        collection.execute("UPDATE notes SET flds = ?, tags = ?", row)
        collection.commit()
        data = packed({"collection.anki2": collection.serialize()})
    found, account = readers.read(Source("deck.apkg", "deck.apkg", data))
    (there,) = found.questions
    assert (there.title, there.body, there.answer) == ("How?", "Exactly.", "My **own**")
    assert (there.hint, there.tags, there.company) == ("Think.", ("KV Cache", "mine"), "阿里")
    assert (there.id, account.reader) == (one.id, "anki")


def test_a_chapter_is_a_deck() -> None:
    listed = [question("A?", chapter="X::Y"), question("B?", chapter="Z"), question("C?")]
    with zipfile.ZipFile(io.BytesIO(anki.write(listed)[0].data)) as package:
        raw = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as collection:
        collection.deserialize(raw)
        decks = json.loads(collection.execute("SELECT decks FROM col").fetchone()[0])
    assert {one["name"] for one in decks.values()} == {
        "Default", "Interview Coach", "Interview Coach::X:Y", "Interview Coach::Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**a** `b`", "<p><strong>a</strong> <code>b</code></p>"),
        ("$a_1 < b$ and \\(c\\)", "<p>\\(a_1 &lt; b\\) and \\(c\\)</p>"),
        ("$$\na\n- b\n$$", "<p>\\[a\n- b\\]</p>"),
        ("it costs $5 and $6", "<p>it costs $5 and $6</p>"),
        ("<mark>x</mark>", "<p><mark>x</mark></p>"),
        ("<b onclick=x>y</b>", "<p>&lt;b onclick=x&gt;y</b></p>"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("[latex]\\input{x}[/latex]", "<p>&#91;latex]\\input{x}&#91;/latex]</p>"),
        ("[sound:x.mp3]", "<p>&#91;sound:x.mp3]</p>"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
    ],
)
def test_a_card_shows_what_was_written_and_runs_nothing(markdown: str, shown: str) -> None:
    assert html(markdown) == shown
