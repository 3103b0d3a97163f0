"""Statements that are compiled once, and then go to SQLite's own driver without SQLAlchemy between:
its part of a small read is ten times SQLite's."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Converter = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as text, with what turns values into what the driver takes, and rows into what
    we take."""

    sql: str
    takes: Sequence[tuple[str, Converter | None]]
    given: Values
    """Values that stand in the statement itself."""
    row: type[Any] | None
    gives: Sequence[Converter | None]

    @classmethod
    def of(cls, statement: Any, dialect: Dialect, names: Iterable[str]) -> Self:
        """Compile a statement that will be given values of these names."""
        compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(names))
        columns = list(statement.exported_columns)
        return cls(
            sql=compiled.string,
            takes=[
                (name, _into(compiled.binds[name].type, dialect))
                for name in compiled.positiontup or ()
            ],
            given=compiled.params,
            row=namedtuple("Row", [one.name for one in columns]) if columns else None,
            gives=[_out_of(one.type, dialect) for one in columns],
        )

    def parameters(self, values: Values) -> list[Any]:
        """What the driver is given, in its order."""
        found = (
            (values[name] if name in values else self.given[name], convert)
            for name, convert in self.takes
        )
        return [convert(value) if convert else value for value, convert in found]

    def rows(self, raw: Iterable[Sequence[Any]]) -> list[Any]:
        """The driver's rows, their columns under their names."""
        if self.row is None:
            return []
        make = self.row
        return [
            make(
                *(
                    convert(value) if convert else value
                    for value, convert in zip(one, self.gives, strict=True)
                )
            )
            for one in raw
        ]


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Converter | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
