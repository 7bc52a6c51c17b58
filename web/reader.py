"""The mirror as tables to ask: one in-memory engine that all requests share, reloaded when a pass left something new.

A reload is one transaction, and each request asks within a transaction of its own, so that it sees all tabs as of one
pass. While one thread reloads, the others go on with what was there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import pyarrow as pa

from sheets_sync.computed import SCOPE
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, Tab
from sheets_sync.store import Mirror
from sheets_sync.table import ARROW_TYPES, BAD, ROW
from web.scopes import ScopeTree, read_scopes

LOOK_AGAIN_S = 1.0
TRIES = 3


class NotReadyError(Exception):
    """There is no mirror yet: no pass has been run on this workbook."""


@dataclass(frozen=True)
class Snapshot:
    """What is loaded: versions by tab, the oldest reading among them (local time), the tree of scopes."""

    versions: Mapping[str, int]
    read_at: datetime
    scopes: ScopeTree


class MirrorReader:
    """Threads may share it. `tick` counts seconds and decides when to look at the store again."""

    def __init__(
        self, package: Package, mirror: Mirror, now: datetime, *, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._package = package
        self._mirror = mirror
        self._engine = Engine(package, now)
        self._tick = tick
        self._looked_at = -LOOK_AGAIN_S
        self._lock = Lock()
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """What is loaded now, after a look at the store if the last one is more than a second ago.

        Raises:
            NotReadyError: no pass has filled the mirror yet.
            StoreError: the store cannot be read.
        """
        if self._tick() - self._looked_at >= LOOK_AGAIN_S and self._lock.acquire(blocking=self._snapshot is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._snapshot is None:
            raise NotReadyError
        return self._snapshot

    def open(self, now: datetime) -> Engine:
        """The tables for one request: a cursor that sees one state until its connection is closed.

        Raises:
            NotReadyError: no pass has filled the mirror yet.
        """
        self.snapshot()
        engine = self._engine.at(now)
        engine.connection.execute("BEGIN TRANSACTION READ ONLY")
        return engine

    def _refresh(self) -> None:
        for _ in range(TRIES):
            found = self._mirror.versions()
            versions = {name: version for name, (version, _) in found.items()}
            held = self._snapshot.versions if self._snapshot else {}
            stale = [name for name, version in versions.items() if held.get(name) != version]
            incoming = {name: table.data for name in stale if (table := self._mirror.read(name)) is not None}
            if found and {name: version for name, (version, _) in self._mirror.versions().items()} == versions:
                self._swap(incoming)
                self._snapshot = Snapshot(versions, min(at for _, at in found.values()), self._scopes(incoming))
                break
        self._looked_at = self._tick()

    def _swap(self, incoming: Mapping[str, pa.Table]) -> None:
        connection = self._engine.connection
        connection.execute("BEGIN TRANSACTION")
        try:
            for tab in self._package.tabs:
                if self._snapshot is None or tab.name in incoming:
                    self._engine.load(tab.name, _conformed(tab, incoming.get(tab.name)))
            connection.execute("COMMIT")
        except Exception:
            connection.execute("ROLLBACK")
            raise

    def _scopes(self, incoming: Mapping[str, pa.Table]) -> ScopeTree:
        scope = self._package.scope
        if self._snapshot is None or (scope and scope.tab in incoming):
            return read_scopes(self._engine)
        return self._snapshot.scopes


def _conformed(tab: Tab, data: pa.Table | None) -> pa.Table:
    """The table with exactly the columns of today's schema: a pass before a schema change left others."""
    columns = [pa.field(f.name, ARROW_TYPES[f.type]) for f in tab.fields]
    schema = pa.schema(
        [*columns, pa.field(ROW, pa.int64()), pa.field(BAD, pa.list_(pa.string())), pa.field(SCOPE, pa.string())]
    )
    if data is None:
        return schema.empty_table()
    arrays = [
        data[f.name] if f.name in data.column_names and data.schema.field(f.name).type == f.type
        else pa.nulls(data.num_rows, f.type)
        for f in schema
    ]  # fmt: skip
    return pa.table(arrays, schema=schema)
