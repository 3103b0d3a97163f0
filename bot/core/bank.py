"""The questions that are loaded now: found by id, by filters, by words and by what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.core import filters as language
from bot.core import tags
from bot.core.account import Account, Diagnostic
from bot.core.aliases import Aliases
from bot.core.completing import MOST, Names
from bot.core.errors import NothingMatches
from bot.core.facets import Facets, Rows, Value, bits, listed
from bot.core.index import Index, index
from bot.core.question import Question, carried, digest
from bot.core.words import Scan, Words

_FEW = 500
"""Up to so many questions are named to the index of words, of more it is told which count."""


@dataclass(frozen=True)
class Bank:
    """An immutable set of questions in the order of their files. Build it with `gather`.

    `former` maps ids of old to those of today, so that history finds its question again. The index
    and the words are made where they are not handed in.
    """

    questions: Sequence[Question] = ()
    diagnostics: Sequence[Diagnostic] = ()
    accounts: Sequence[Account] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=Aliases)
    made: Index | None = None
    found_by: Words | None = None

    def __len__(self) -> int:
        return len(self.index.ids)

    @cached_property
    def index(self) -> Index:
        """What is known of the questions without reading them."""
        return self.made or index(self.questions, self.aliases)

    @cached_property
    def digest(self) -> str:
        """A hash of the questions' ids and reference answers."""
        return digest("\n".join([*self.index.ids, *self.index.answers]), 24)

    @property
    def facets(self) -> Facets:
        """Which questions have which tag, company, round, date, ..."""
        return self.index.facets

    @cached_property
    def words(self) -> Words:
        """What finds questions by their words."""
        return self.found_by or Scan(self.questions, self.aliases)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.index.ids)}

    @cached_property
    def _carried(self) -> dict[str, str]:
        """The ids that are too long to be carried whole, by what stands for them."""
        return {
            short: name
            for name in (*self.former, *self.index.ids)
            if (short := carried(name)) != name
        }

    @cached_property
    def _translations(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for row, original in self.index.originals.items():
            found.setdefault(original, []).append(row)
        return found

    # --- by id

    def row(self, question: str) -> int | None:
        """The row of the question of this id, or of one that it had before; what `carried` makes
        of them will do."""
        found = self._row_of.get(question)
        if found is None and question.startswith("~"):
            question = self._carried.get(question, "")
            found = self._row_of.get(question)
        return self._row_of.get(self.former.get(question, "")) if found is None else found

    def get(self, question: str) -> Question | None:
        """The question of this id, or of one that it had before."""
        row = self.row(question)
        return None if row is None else self.questions[row]

    def head(self, question: str) -> str:
        """The id that a question is counted by: that of the question it is a translation of, or its
        own. An id that is not in the bank is its own.
        """
        row = self.row(question)
        return question if row is None else self.index.ids[self.index.originals.get(row, row)]

    def variants(self, question: str) -> list[Question]:
        """The texts of one question, the original first; none for an id that is not in the bank."""
        row = self.row(question)
        if row is None:
            return []
        head = self.index.originals.get(row, row)
        return [self.questions[one] for one in (head, *self._translations.get(head, ()))]

    def variant(self, question: str, spoken: str) -> Question | None:
        """The text of a question in a language, else the one that was named."""
        texts = self.variants(question)
        return next((one for one in texts if one.language == spoken), self.get(question))

    @property
    def heads(self) -> Rows:
        """The rows of originals: each question once."""
        return bits(range(len(self))) & ~bits(self.index.originals)

    # --- by filters

    def values(self, kind: str) -> list[str]:
        """Every `tag`, `company`, ... in the spelling to show, the most frequent first."""
        return [one.label for one in self.facets.values.get(kind, ())]

    def rows(self, filters: Iterable[tuple[str, str]]) -> Rows:
        """The rows that pass every filter; a comma within a value means either.

        NothingMatches says which value the bank does not know, with those near it, or that no
        question has all of them together. BadInput for a date that is none.
        """
        filters = tuple(filters)
        found = (1 << len(self)) - 1
        for name, value in filters:
            found &= self._passing(name, value)
        if not found:
            wanted = " ".join(language.written(*one) for one in filters)
            key = "error.nothing_matches" if len(self) else "error.empty_bank"
            raise NothingMatches(key, filters=wanted)
        return found

    def matching(self, filters: Iterable[tuple[str, str]]) -> list[Question]:
        """The questions that pass every filter, in the bank's order. NothingMatches as `rows`."""
        return [self.questions[row] for row in listed(self.rows(filters))]

    def _passing(self, name: str, value: str) -> Rows:
        if not len(self):
            raise NothingMatches("error.empty_bank")
        match name:
            case "since":
                return self._dated(name, value, self.facets.between(language.date(value), None))
            case "until":
                return self._dated(name, value, self.facets.between(None, language.date(value)))
            case "question":
                return self._named(value)
        found = self._having(name, value)
        if not found:
            for one in language.either(value):
                found |= self._having(name, one) or self._unknown(name, one)
        return found

    def _having(self, name: str, value: str) -> Rows:
        return self.facets.having(name, self.aliases.key(name, value))

    def _dated(self, name: str, value: str, found: Rows) -> Rows:
        if not found:
            raise NothingMatches("error.nothing_dated", option=name, value=value)
        return found

    def _named(self, value: str) -> Rows:
        row = self.row(value)
        if row is None:
            wanted = f"\n{tags.key(value)}\n"
            at = f"\n{self.index.titles}\n".find(wanted)
            if at < 0:
                self._unknown("question", value)
            row = self.index.titles.count("\n", 0, at)
        return 1 << row

    def _unknown(self, name: str, value: str) -> Rows:
        if name == "question":
            near = [one.id for one in self.titled(value, most=3)]
        else:
            meant = (self.complete(name, one, most=4) for one in language.beginnings(value))
            near = [one.label for one in next(filter(None, meant), [])]
            near = near or tags.near(value, self.values(name), most=4)
        if near:
            raise NothingMatches(
                "error.unknown_value_near", option=name, value=value, near=", ".join(near)
            )
        known = ", ".join(self.values(name)[:6])
        if not known:
            raise NothingMatches("error.unknown_value_alone", option=name, value=value)
        raise NothingMatches("error.unknown_value", option=name, value=value, known=known)

    # --- by what was typed so far

    def complete(self, kind: str, typed: str, *, most: int = MOST) -> list[Value]:
        """The tags (or companies, ...) that may be meant, best first, under any of their names."""
        values = self.facets.values.get(kind, ())
        wanted = tags.key(typed)
        if not wanted or not values:
            return list(values[:most])
        return [values[row] for row in self._names[kind].complete(wanted, most=most)]

    def titled(self, typed: str, *, most: int = MOST) -> list[Question]:
        """The questions whose id or title may be meant, best first."""
        wanted = tags.key(typed)
        if not wanted:
            return [self.questions[row] for row in range(min(most, len(self)))]
        named = self.row(typed.strip())
        rows = [] if named is None else [named]
        rows += self._titles.complete(wanted, most=most, typos=False)
        if not rows:
            rows = [self._row_of[name] for name in self.words.find(typed, limit=most)]
        return [self.questions[row] for row in dict.fromkeys(rows)][:most]

    @cached_property
    def _names(self) -> dict[str, Names]:
        made = {}
        for kind, values in self.facets.values.items():
            named = [(tags.key(name), row) for row, one in enumerate(values) for name in one.names]
            made[kind] = Names("\n".join(key for key, _ in named), [row for _, row in named])
        return made

    @cached_property
    def _titles(self) -> Names:
        return Names(self.index.titles)

    # --- by words

    def search(
        self, text: str, filters: Sequence[tuple[str, str]] = (), *, limit: int = 10
    ) -> list[Question]:
        """The questions that pass the filters and hold the words, best first: titles first, then
        what is said of them, then their answers; without words, all that pass, in the bank's order.

        A question in two languages is found once, in the one that fits best. A value that is not
        known as it stands gives its last words back: `tag:KV Cache paging` is the tag `KV Cache`
        and the word `paging`. NothingMatches for a value that no question has; no question is an
        empty list.
        """
        filters, text = self._told_apart(filters, text)
        rows = self.rows(filters) if filters else (1 << len(self)) - 1
        if not text.strip():
            return self._once((self.index.ids[row] for row in listed(rows)), limit)
        look = 2 * limit  # a question may be found in both its languages
        if not filters:
            names = self.words.find(text, limit=look)
        elif rows.bit_count() <= _FEW:
            only = [self.index.ids[row] for row in listed(rows)]
            names = self.words.find(text, limit=look, only=only)
        else:
            names = self.words.find(
                text, limit=look, keep=lambda name: bool(rows >> self._row_of[name] & 1)
            )
        named = self.row(text.strip())
        if named is not None and rows >> named & 1:
            names = [self.index.ids[named], *names]
        return self._once(names, limit)

    def _once(self, names: Iterable[str], limit: int) -> list[Question]:
        """The first so many questions of these ids, each in the language that comes first."""
        heads: dict[str, int] = {}
        for name in names:
            row = self._row_of[name]
            heads.setdefault(self.index.ids[self.index.originals.get(row, row)], row)
            if len(heads) == limit:
                break
        return [self.questions[row] for row in heads.values()]

    def similar(self, text: str, *, limit: int = 5) -> list[tuple[Question, float]]:
        """The questions most like a title, with a likeness of 0 to 1 (`core.likeness`), best
        first."""
        return [
            (question, alike)
            for name, alike in self.words.similar(text, limit=limit)
            if (question := self.get(name)) is not None
        ]

    def _told_apart(
        self, filters: Sequence[tuple[str, str]], text: str
    ) -> tuple[tuple[tuple[str, str], ...], str]:
        settled, words = [], [text]
        for name, value in filters:
            if name in ("tag", "company", "round", "chapter"):
                begun = language.beginnings(value)
                known = next((one for one in begun if self._knows(name, one)), value)
                words += [] if known == value else value.split()[len(known.split()) :]
                value = known
            settled.append((name, value))
        return tuple(settled), " ".join(words)

    def _knows(self, name: str, value: str) -> bool:
        either = language.either(value)
        return bool(self._having(name, value)) or all(self._having(name, one) for one in either)
