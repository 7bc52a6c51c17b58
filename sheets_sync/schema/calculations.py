"""In which order the calculations of a tab are worked out: each after those whose fields it names."""

from __future__ import annotations

from sheets_sync.schema.expressions import identifiers
from sheets_sync.schema.model import Field, Tab


class CircleError(Exception):
    """Calculations wait for each other; `names` are their fields."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def calculated(tab: Tab) -> tuple[Field, ...]:
    """The fields with a calculation, in the order in which they can be worked out.

    Raises:
        CircleError: some wait for each other.
    """
    waiting = {field.name: field for field in tab.own_fields if field.calculation}
    order: list[Field] = []
    while waiting:
        ready = [f for f in waiting.values() if not identifiers(f.calculation or "") & waiting.keys() - {f.name}]
        if not ready:
            raise CircleError(list(waiting))
        order += [waiting.pop(field.name) for field in ready]
    return tuple(order)
