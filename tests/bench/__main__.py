"""All benchmarks as one table and as build/bench.json.

    python -m tests.bench

The file is a list of {"name", "value", "unit", "versus", "ratio"}.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import engine
from tests.workbook import bench as workbook
from tests.workbook.bench import Result

TARGET = Path("build/bench.json")


def main() -> None:
    """Measure, print, keep."""
    console = Console()
    results = []
    for subject, measure in (("workbook service", workbook.run), ("engine", engine.run)):
        if console.is_terminal:
            console.print(f"[dim]measuring: {subject} ...[/dim]")
        results += measure()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps([asdict(each) for each in results], indent=1) + "\n", encoding="utf-8")
    if console.is_terminal:
        console.print(_table(results))
    else:
        for each in results:
            console.out(_line(each), highlight=False)
    console.print(f"Also in {TARGET}.", highlight=False)


def _table(results: Sequence[Result]) -> Table:
    table = Table("name", "unit", "versus")
    table.add_column("value", justify="right")
    table.add_column("ratio", justify="right")
    for each in results:
        table.add_row(each.name, each.unit, each.versus, f"{each.value:,g}", _ratio(each))
    return table


def _line(each: Result) -> str:
    return f"{each.name:36} {each.value:>10,g} {each.unit:4} {_ratio(each):>8} {each.versus}".rstrip()


def _ratio(each: Result) -> str:
    return "" if each.ratio is None else f"x {each.ratio:.2f}"


if __name__ == "__main__":
    main()
