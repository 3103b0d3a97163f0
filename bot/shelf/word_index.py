"""An index of the words of questions, by tantivy: on disk, or in memory where there is no disk."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from string import ascii_lowercase, digits

import tantivy
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from tantivy import Document, Index, Occur, Query

from bot.core.aliases import Aliases
from bot.core.likeness import likeness
from bot.core.question import Question
from bot.core.tokens import content, tokens
from bot.core.words import about

HEAP = 128_000_000
"""Bytes that the writer may hold before it writes a segment."""

_BOOSTS = {"title": 6.0, "about": 2.0, "text": 1.0}
_ALTERNATIVES = 12
_ALIKE = 60
_FAR = 100_000
_WORDS_A_LETTER = 6_000


class WordIndex:
    """The port `Words` over an index that `write` wrote.

    `ids` are those of the bank; `vocabulary`, where it was kept, gives what the function of this
    name made.
    """

    def __init__(
        self,
        index: Index,
        ids: Sequence[str],
        vocabulary: Callable[[], Sequence[tuple[str, int]]] | None = None,
    ) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._ids = ids
        self._id_of: dict[int, str] | None = None
        self._vocabulary = vocabulary or (lambda: vocabulary_of(index))
        self._known = lru_cache(maxsize=2_000)(self._alternatives)

    def find(
        self,
        text: str,
        *,
        limit: int,
        keep: Callable[[str], bool] | None = None,
        only: Sequence[str] | None = None,
    ) -> list[str]:
        """As the port promises."""
        wanted = [self._known(one) for one in content(text)[:_ALTERNATIVES]]
        known = [one for one in wanted if one]
        if not known:
            return []
        found: dict[str, None] = {}
        if len(known) == len(wanted):
            for fields in (("title",), tuple(_BOOSTS)):
                every = [(Occur.Must, self._any(one, fields)) for one in known]
                self._collect(found, Query.boolean_query(every), limit, keep, only)
        if not found:
            some = [(Occur.Should, self._any(one, tuple(_BOOSTS))) for one in known]
            self._collect(found, Query.boolean_query(some), limit, keep, only)
        return list(found)

    def similar(self, text: str, *, limit: int) -> list[tuple[str, float]]:
        """As the port promises: of those that share the rarest words, the most alike."""
        wanted = [one for one in content(text) if self._searcher.doc_freq("title", one)]
        if not wanted:
            return []
        query = Query.boolean_query([(Occur.Should, self._term("title", one)) for one in wanted])
        hits = self._searcher.search(query, max(_ALIKE, limit), count=False).hits
        alike = []
        for _, address in hits:
            kept = self._searcher.doc(address)
            alike.append((str(kept["id"][0]), likeness(text, str(kept["name"][0]))))
        alike.sort(key=lambda one: -one[1])
        return alike[:limit]

    def _collect(
        self,
        found: dict[str, None],
        query: Query,
        limit: int,
        keep: Callable[[str], bool] | None,
        only: Sequence[str] | None,
    ) -> None:
        if only is not None:
            among = Query.const_score_query(Query.term_set_query(self._schema, "id", only), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, among)])
        look = limit if keep is None else max(200, 4 * limit)
        while len(found) < limit:
            hits = self._searcher.search(query, look, count=False).hits
            keys = self._searcher.fast_field_values("key", [address for _, address in hits])
            for key in keys:
                name = self._name(int(key or 0))
                if name is not None and (keep is None or keep(name)):
                    found[name] = None
                    if len(found) == limit:
                        return
            if len(hits) < look or look >= _FAR:
                return
            look *= 20

    def _name(self, key: int) -> str | None:
        if self._id_of is None:
            self._id_of = {_key(name): name for name in self._ids}
        return self._id_of.get(key)

    def _any(self, words: Sequence[str], fields: Sequence[str]) -> Query:
        """A question that has one of the words in one of the fields, scored by its best place."""
        return Query.disjunction_max_query(
            [
                Query.boost_query(self._term(field, word), _BOOSTS[field])
                for field in fields
                for word in words
            ]
        )

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, index_option="freq")

    # --- words that the bank does not have as they were typed

    def _alternatives(self, word: str) -> tuple[str, ...]:
        """The word, if the bank has it; else words that it begins, the two it is made of, or those
        that a typo may have meant; none for a word that is like no other."""
        if self._has(word):
            return (word,)
        if len(word) < 3 or not word.isascii():
            return ()
        longer = [term for term in self._beginning.get(word[0], {}) if term.startswith(word)]
        if longer:
            return tuple(longer[:_ALTERNATIVES])
        return tuple(self._near(word))

    def _has(self, word: str) -> bool:
        return any(self._searcher.doc_freq(field, word) for field in _BOOSTS)

    def _near(self, word: str) -> list[str]:
        allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        counts: dict[str, int] = {}
        for letter in dict.fromkeys(word[:2]):  # the first two may be the wrong way round
            counts |= self._beginning.get(letter, {})
        close = extract(
            word, list(counts), scorer=OSA.distance, score_cutoff=allowed, limit=_ALTERNATIVES
        )
        least = min((distance for _, distance, _ in close), default=0)
        best = [term for term, distance, _ in close if distance == least]
        return sorted(best, key=lambda term: -counts[term])[:3]

    @cached_property
    def _beginning(self) -> dict[str, dict[str, int]]:
        """The words with their counts, by their first letter, the most frequent first."""
        found: dict[str, dict[str, int]] = {}
        for word, count in self._vocabulary():
            found.setdefault(word[0], {})[word] = count
        return found


def vocabulary_of(index: Index) -> list[tuple[str, int]]:
    """The words of letters and digits, with how often they occur, the most frequent first; at most
    6,000 with the same first letter.
    """
    searcher = index.searcher()
    found: list[tuple[str, int]] = []
    for letter in ascii_lowercase + digits:
        counts: dict[str, int] = {}
        for field in _BOOSTS:
            for word, count in searcher.terms_with_prefix(field, letter, limit=_WORDS_A_LETTER):
                counts[word] = counts.get(word, 0) + count
        best = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        found += best[:_WORDS_A_LETTER]
    return found


def write(
    folder: Path | None,
    questions: Iterable[Question],
    aliases: Aliases,
    *,
    gone: Iterable[str] = (),
) -> Index:
    """The index with these questions added, in a folder or in memory; the questions of the ids that
    are `gone` (changed ones too) are taken out first. OSError where the folder cannot be written.
    """
    schema = _schema()
    if folder is None:
        index = Index(schema)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        index = Index(schema, path=str(folder))
    try:
        writer = index.writer(HEAP, 1)
        for name in gone:
            writer.delete_documents_by_term("id", name)
        for document in _documents(questions, aliases):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as exc:  # what tantivy raises where it cannot write
        raise OSError("the index of words could not be written") from exc
    index.reload()
    return index


def opened(folder: Path) -> Index:
    """The index in a folder; OSError where there is none that can be read."""
    try:
        return Index.open(str(folder))
    except ValueError as exc:
        raise OSError("the index of words cannot be read") from exc


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("key", fast=True)
    builder.add_text_field("name", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _BOOSTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _documents(questions: Iterable[Question], aliases: Aliases) -> Iterator[Document]:
    for question in questions:
        values: Mapping[str, object] = {
            "id": question.id,
            "key": _key(question.id),
            "name": question.title[:500],
            "title": " ".join(tokens(question.title)),
            "about": " ".join(map(_said, about(question, aliases))),
            "text": " ".join(tokens(question.answer, single=False)),
        }
        yield Document(**values)


@lru_cache(maxsize=50_000)
def _said(text: str) -> str:
    """The tokens of what many questions share: a tag, a company, a chapter."""
    return " ".join(tokens(text))


def _key(name: str) -> int:
    """A number for an id, small enough for a column of integers."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=7).digest(), "little")
