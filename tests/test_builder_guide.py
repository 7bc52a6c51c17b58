"""docs/builder.md is true: what it says to write and to run is written and run here, and prints what the guide prints.

The guide is read in order. "In `FILE`" with a block of `diff` (or `yaml`, for a new file) changes a copy of schemas/; a
table under "Type these rows into" is typed into that sheet; a block of `console` is run, line by line. In what is
printed, "…" stands for what differs from run to run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheets_sync.cli import main
from sheets_sync.client import Workbook
from sheets_sync.config import Settings
from sheets_sync.jobs.provision import apply_layout, plan_layout
from sheets_sync.jobs.street import open_street
from sheets_sync.jobs.sync import run_pass
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, column_letters, quoted
from tests.nursery import write_rows

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "builder.md").read_text(encoding="utf-8")

STEP = re.compile(
    r"^In (?:a new file )?`(?P<file>[^`]+)`[^\n]*\n+```(?P<kind>diff|yaml)\n(?P<edit>.*?)^```$"
    r"|^Type these rows into (?P<sheet>\S+?)[:：]\n\n(?P<table>(?:\|[^\n]*\n)+)"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
JOBS = [
    "add a whole tab with a form", "add a field", "add a rule", "add a computed column", "add a choice", "add a view",
    "rename a field or a tab", "retire a field", "change a type",
]  # fmt: skip


@dataclass
class Builder:
    """Somebody who does what the guide says, with a workbook that is in use."""

    schemas: Path
    settings: Settings
    workbook: Workbook
    typed: dict[int, list[list[CellValue]]] = field(default_factory=dict)
    """The columns that were typed into a sheet, by its id."""

    def write(self, file: str, kind: str, edit: str) -> None:
        """A new file, or a diff: what stands in its lines (without - and +) is in the file once and is replaced."""
        path = self.schemas / file
        if kind == "yaml":
            path.write_text(edit, encoding="utf-8")
            return
        lines = edit.splitlines()
        old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
        new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} must hold this once:\n{old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def type(self, sheet: str, table: str) -> None:
        rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
        heading, body = rows[0], rows[2:]
        (there,) = self.workbook.read([f"{quoted(sheet)}!1:1"])
        places = [[column[0] for column in there].index(word) for word in heading]
        for place, cells in zip(places, zip(*body, strict=True), strict=True):
            letters = column_letters(place)
            self.workbook.write([CellRange(f"{quoted(sheet)}!{letters}2:{letters}{len(cells) + 1}", [cells])])
        sheet_id = self.workbook.sheet_ids()[sheet]
        self.typed[sheet_id] = [list(column) for column in zip(*body, strict=True)]

    def run(self, command: str) -> str:
        """What a command of the guide prints."""
        words = command.removeprefix("$ python -m sheets_sync ").split()
        given = ["--workbook", self.settings.workbook, "--schemas", self.settings.schemas, "--data", self.settings.data]
        result = CliRunner().invoke(main, [*given, *words], catch_exceptions=False)
        return result.output.replace(str(self.schemas), "schemas")

    def play(self, part: str) -> Iterator[tuple[str, str]]:
        """Do a part of the guide; for each command what the guide prints and what was printed."""
        for step in STEP.finditer(part):
            if step["file"]:
                self.write(step["file"], step["kind"], step["edit"])
            elif step["sheet"]:
                self.type(step["sheet"], step["table"])
            else:
                for command, printed in re.findall(
                    r"^(\$ [^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", step["console"], re.MULTILINE
                ):
                    yield printed, self.run(command)

    def lost(self) -> list[list[CellValue]]:
        """The columns that were typed and stand no longer in their sheet as they were typed."""
        titles = {sheet_id: title for title, sheet_id in self.workbook.sheet_ids().items()}
        found = []
        for sheet_id, typed in self.typed.items():
            (columns,) = self.workbook.read([quoted(titles[sheet_id])])
            there = [[cell or "" for cell in column[1:]] for column in columns]
            found += [column for column in typed if column not in [[*c, *[""] * (len(column) - len(c))] for c in there]]
        return found


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """The real schema files, and a workbook made from them that has grids and people."""
    folder = tmp_path_factory.mktemp("builder")
    schemas = folder / "schemas"
    shutil.copytree(ROOT / "schemas", schemas)
    settings = Settings(workbook=f"local:{folder / 'book'}", schemas=str(schemas), data=str(folder / "store"))
    street = open_street(settings, create=True)
    apply_layout(street)
    write_rows(street, street.package.by_name["grids"].examples.given)
    run_pass(street)
    return Builder(schemas, settings, street.workbook)


def parts() -> dict[str, str]:
    """The jobs of the guide by their headings."""
    found = re.split(r"^## \d+\. (.*)\n", GUIDE, flags=re.MULTILINE)
    return dict(zip((title.lower() for title in found[1::2]), found[2::2], strict=True))


def pattern(printed: str) -> str:
    return "[^\n]*?".join(map(re.escape, printed.split("…")))


def test_guide_has_every_job_with_a_line_in_chinese() -> None:
    assert list(parts()) == JOBS
    assert [
        title for title, text in parts().items() if not re.search(r"^> .*[\u4e00-\u9fff]", text, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("job", JOBS)
def test_job_prints_what_the_guide_prints_keeps_every_value_and_leaves_nothing_to_do(
    builder: Builder, job: str
) -> None:
    played = list(builder.play(parts()[job]))

    assert played
    for printed, actual in played:
        assert re.fullmatch(pattern(printed), actual), f"the guide says\n{printed}\nand it printed\n{actual}"
    assert builder.lost() == []
    assert plan_layout(open_street(builder.settings)) == []
