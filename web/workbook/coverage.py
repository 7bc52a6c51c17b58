"""Say which methods and kinds of requests of Google's APIs are served: a table in the README, more in COVERAGE.md.

    python -m web.workbook.coverage

Made from the registers and the discovery document, so it cannot say what is not so; a test fails when it is stale. What
only people know of it stands in `coverage_notes.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from web.workbook.batch_update import KINDS
from web.workbook.batch_update.registry import unserved_kinds
from web.workbook.discovery import discovery
from web.workbook.methods.calls import METHODS
from web.workbook.urls import EXTENSIONS

DETAILS = Path(__file__).with_name("COVERAGE.md")
NOTES = Path(__file__).with_name("coverage_notes.md")
README = Path(__file__).parents[2] / "README.md"
BEGIN = "<!-- coverage: made by `python -m web.workbook.coverage` -->\n"
END = "<!-- end of coverage -->\n"
HEAD = """# What the workbook service serves

Made by `python -m web.workbook.coverage`. Whatever is not served is answered with an error in Google's shape that
names it. The kinds of requests in spreadsheets.batchUpdate are listed in the README of the project.
"""


def table() -> str:
    """The table of the README."""
    known = discovery().methods
    lines = ["| | served | answered with an error that names it |", "| --- | --- | --- |"]
    for title, prefix in (("methods of the Sheets API", "sheets."), ("methods of the Drive API", "drive.")):
        names = {name for name in known if name.startswith(prefix)}
        lines.append(_row(title, names & set(METHODS), names - set(METHODS)))
    return "\n".join([*lines, _row("kinds of requests in `batchUpdate`", KINDS, unserved_kinds()), ""])


def with_table(readme: str) -> str:
    """The README with its table made anew.

    Raises:
        ValueError: the README has lost the two lines between which the table stands.
    """
    before, after = readme.index(BEGIN) + len(BEGIN), readme.index(END)
    return f"{readme[:before]}\n{table()}\n{readme[after:]}"


def details() -> str:
    """The text of COVERAGE.md."""
    extensions = {method.id: method for method in EXTENSIONS}
    lines = [HEAD, "## Methods", "", "| method | address | served |", "| --- | --- | --- |"]
    for name, method in sorted((discovery().methods | extensions).items()):
        note = "ours, not Google's" if name in extensions else "yes" if name in METHODS else "no"
        lines.append(f"| {name} | {method.verb} {method.path} | {note} |")
    return "\n".join([*lines, "", NOTES.read_text("utf-8")])


def _row(title: str, served: Iterable[str], refused: Iterable[str]) -> str:
    return f"| {title} | {_names(served)} | {_names(refused)} |"


def _names(names: Iterable[str]) -> str:
    """How many, and which; without the prefix that all of them share."""
    found = sorted(name.removeprefix("sheets.").removeprefix("spreadsheets.").removeprefix("drive.") for name in names)
    return f"{len(found)}: {', '.join(found)}" if found else "none"


if __name__ == "__main__":
    DETAILS.write_text(details(), encoding="utf-8")
    README.write_text(with_table(README.read_text("utf-8")), encoding="utf-8")
