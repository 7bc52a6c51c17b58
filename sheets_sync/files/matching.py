"""Which lines of a file mean the same row, and which row of the workbook that is.

A line is the row that has its primary key; without one it is the row that agrees in the tab's import key, compared
after parsing and without regard to width and case. The key goes from the general to the particular, so its last part
is what tells neighbours apart: where a line leaves that blank, it is only taken for a row that already says everything
the line says, and for another line that says exactly the same. Two who share a name are never made one because the
number that would tell them apart is missing from both.

Within a file a later line counts as a correction of an earlier one, just as if the file had come in two parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sheets_sync.cells import Value
from sheets_sync.problems import CellValue
from sheets_sync.schema import Tab
from sheets_sync.words import fold

Identity = tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """A cell that a line of the file gives: `value` is None when it does not parse, and `rule` says so."""

    line: int
    cell: CellValue
    value: Value
    rule: str | None = None

    @property
    def compared(self) -> Value:
        """What tells whether two cells say the same."""
        return self.value if self.rule is None else str(self.cell)


@dataclass(frozen=True)
class Known:
    """A row of the workbook: its number, its key ("" when it has none of its own), what stands in it as values."""

    row: int
    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Difference:
    """A later line means the row of `first` and has another cell in `field`."""

    line: int
    first: int
    field: str
    earlier: CellValue


@dataclass
class Entry:
    """One row that the file means: what it gives, from which lines, and the row of the workbook if there is one."""

    line: int
    given: dict[str, Given]
    known: Known | None
    repeats: list[int] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def take(self, line: int, given: Mapping[str, Given]) -> None:
        """Put another line of the same row into this one: what it gives goes before what is there."""
        self.repeats.append(line)
        for name, cell in given.items():
            earlier = self.given.get(name)
            if earlier is not None and earlier.compared != cell.compared:
                self.differences.append(Difference(line, self.line, name, earlier.cell))
        self.given.update(given)


class Matcher:
    """Puts lines together into entries, in the order of the file."""

    def __init__(self, tab: Tab, known: Iterable[Known]) -> None:
        self._tab = tab
        self._by_primary: dict[str, Known] = {}
        self._by_key: dict[Identity, list[Known]] = {}
        for row in known:
            self._by_primary.setdefault(row.key, row)
            self._by_key.setdefault(self._import_key(row.values), []).append(row)
        self._entry_of_row: dict[int, Entry] = {}
        self._new_entries: dict[Identity, Entry] = {}
        self.entries: list[Entry] = []

    def add(self, line: int, given: Mapping[str, Given], filled: Mapping[str, Value]) -> None:
        """Add a line. `filled` are values that stand for cells it leaves blank; they only help to find its row."""
        values = {**filled, **{name: cell.compared for name, cell in given.items()}}
        known = self._known(given, values)
        identity = self._identity(given, values)
        entry = self._entry_of_row.get(known.row) if known else self._new_entries.get(identity)
        if entry:
            entry.take(line, given)
            return
        entry = Entry(line, dict(given), known)
        self.entries.append(entry)
        if known:
            self._entry_of_row[known.row] = entry
        else:
            self._new_entries[identity] = entry

    def _known(self, given: Mapping[str, Given], values: Mapping[str, Value]) -> Known | None:
        if self._tab.primary_key in given:
            return self._by_primary.get(str(given[self._tab.primary_key].compared))
        rows = self._by_key.get(self._import_key(values), []) if self._tab.import_rules.key else []
        if self._is_told_apart(values):
            return rows[0] if rows else None
        return next((row for row in rows if _says_all(row.values, given)), None)

    def _identity(self, given: Mapping[str, Given], values: Mapping[str, Value]) -> Identity:
        """What two lines have in common that mean the same new row."""
        primary = given.get(self._tab.primary_key)
        if primary:
            return ("primary key", str(primary.compared))
        if self._is_told_apart(values):
            return ("import key", *self._import_key(values))
        return ("whole line", *(f"{name}={cell.compared}" for name, cell in given.items()))

    def _import_key(self, values: Mapping[str, Value]) -> Identity:
        parts = (values.get(name) for name in self._tab.import_rules.key)
        return tuple("" if part is None else fold(str(part)) for part in parts)

    def _is_told_apart(self, values: Mapping[str, Value]) -> bool:
        key = self._tab.import_rules.key
        return bool(key) and values.get(key[-1]) is not None


def _says_all(values: Mapping[str, Value], given: Mapping[str, Given]) -> bool:
    return all(values.get(name) == cell.compared for name, cell in given.items())
