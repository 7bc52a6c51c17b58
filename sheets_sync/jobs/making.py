"""Write tabs whose rows the program makes: rows added and taken off first, then their cells, by key.

A new row is added with its key alone, which needs no number, and its cells are then written as those of lasting rows
are: into whatever row has the key when they are written. So a street of slots takes a few calls by columns, and what is
cut between the two calls is put right by the next pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets_sync.jobs.reading import Place, read_places, title_of
from sheets_sync.jobs.street import Street
from sheets_sync.made_rows import RowsPlan, keys_after, rows_calls
from sheets_sync.plan import TabPlan, resolve
from sheets_sync.ranges import CellRange


def write_made(street: Street, plans: Sequence[RowsPlan], before: Mapping[str, Place]) -> dict[str, Place]:
    """Carry the plans out, given where rows and columns are `before`; gives where they should be after that.

    The keys of those places have no blank cells: the program does not choose where a new row comes to stand.
    """
    for plan in plans:
        if plan.new or plan.gone:
            place = before[plan.tab.name]
            sheet_id = street.workbook.sheet_ids()[title_of(street.package, plan.tab)]
            for requests in rows_calls(plan, sheet_id, place.columns[plan.tab.primary_key], place.keys):
                street.workbook.update(requests)
    moved = {plan.tab.name: before[plan.tab.name] for plan in plans if plan.new or plan.gone}
    now = {**before, **(read_places(street, moved) if moved else {})}
    ranges: list[CellRange] = []
    for plan in plans:
        place, title = now[plan.tab.name], title_of(street.package, plan.tab)
        ranges += resolve(TabPlan(plan.tab, plan.cells), title, place.columns, place.keys)
    street.workbook.write(ranges)
    return {
        plan.tab.name: Place(before[plan.tab.name].columns, tuple(keys_after(plan, before[plan.tab.name].keys)))
        for plan in plans
    }


def without_blanks(place: Place) -> Place:
    """The place with the keys that are filled alone."""
    return Place(place.columns, tuple(key for key in place.keys if key is not None))
