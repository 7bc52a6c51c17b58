"""What the last sync pass saw and computed, one Arrow table a tab: forms, lists and the board read it, never the sheet.

A table has the tab's fields, `_row`, `_bad` and `_scope`. The version rises with every pass that changed something.
Tabs and fields that were renamed since the last pass are known under today's names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import sqlalchemy as sa

from sheets_sync.schema import Former
from sheets_sync.store.database import Database, metadata, next_number

tables = sa.Table(
    "mirror",
    metadata,
    sa.Column("tab", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("read_at", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("arrow", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class MirrorTable:
    """One tab as of `read_at` (local time of the workbook)."""

    version: int
    read_at: datetime
    data: pa.Table


class Mirror:
    """The mirror of a store; `former` are the names of the schema that tabs and fields no longer have."""

    def __init__(self, database: Database, former: Former | None = None) -> None:
        self._database = database
        self._former = former or Former()

    def replace(self, data: Mapping[str, pa.Table], read_at: datetime) -> int:
        """Put these tabs in place of what was there, all at once; gives the new version.

        A tab that is as it was keeps its version, so that readers need not load it again. What was held under a former
        name of a tab goes.
        """
        packed = {tab: _pack(table) for tab, table in data.items()}
        digests = {tab: hashlib.sha256(arrow).hexdigest() for tab, arrow in packed.items()}
        with self._database.write() as connection:
            held = dict(connection.execute(sa.select(tables.c.tab, tables.c.digest)).all())
            version = next_number(connection, "mirror")
            renamed = [old for tab in packed for old in self._former.before(tab)]
            changed = [tab for tab in packed if held.get(tab) != digests[tab]]
            connection.execute(tables.delete().where(tables.c.tab.in_([*changed, *renamed])))
            for tab in changed:
                values = {"tab": tab, "version": version, "digest": digests[tab], "arrow": packed[tab]}
                connection.execute(tables.insert().values(read_at="", **values))
            connection.execute(tables.update().values(read_at=read_at.isoformat()))
        return version

    def touch(self, read_at: datetime) -> None:
        """Note that a pass found nothing changed: what is held is as of `read_at`."""
        with self._database.write() as connection:
            connection.execute(tables.update().values(read_at=read_at.isoformat()))

    def versions(self) -> dict[str, tuple[int, datetime]]:
        """(version, read_at) of each tab held; empty before the first pass."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(tables.c.tab, tables.c.version, tables.c.read_at)).all()
        held = {row.tab: (row.version, datetime.fromisoformat(row.read_at)) for row in rows}
        return {
            self._former.tab(name): held[name] for name in sorted(held, key=lambda name: name not in self._former.tabs)
        }

    def read(self, tab: str) -> MirrorTable | None:
        """One tab, or None when no pass has seen it."""
        names = (tab, *self._former.before(tab))
        with self._database.read() as connection:
            rows = {row.tab: row for row in connection.execute(sa.select(tables).where(tables.c.tab.in_(names)))}
        row = next((rows[name] for name in names if name in rows), None)
        if row is None:
            return None
        data = self._renamed(tab, _unpack(row.arrow))
        return MirrorTable(row.version, datetime.fromisoformat(row.read_at), data)

    def _renamed(self, tab: str, data: pa.Table) -> pa.Table:
        names = self._former.fields.get(tab, {})
        held = data.column_names
        return data.rename_columns([names[n] if n in names and names[n] not in held else n for n in held])


def _pack(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _unpack(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()
