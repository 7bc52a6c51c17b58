"""Write COVERAGE.md: which methods and kinds of requests of Google's APIs the service serves.

    python -m web.workbook.coverage

Made from the registers and the discovery document, so it cannot say what is not so; a test fails when it is stale. What
only people know of it stands in `coverage_notes.md`.
"""

from __future__ import annotations

from pathlib import Path

from web.workbook.batch_update import KINDS
from web.workbook.batch_update.registry import unserved_kinds
from web.workbook.discovery import discovery
from web.workbook.methods.calls import METHODS
from web.workbook.urls import EXTENSIONS

TARGET = Path(__file__).with_name("COVERAGE.md")
HEAD = """# What the workbook service serves

Made by `python -m web.workbook.coverage`. Whatever is not served is answered with an error in Google's shape that
names it.
"""
NOTES = Path(__file__).with_name("coverage_notes.md")


def coverage() -> str:
    """The text of COVERAGE.md."""
    found = discovery()
    extensions = {method.id: method for method in EXTENSIONS}
    lines = [HEAD, "## Methods", "", "| method | address | served |", "| --- | --- | --- |"]
    for name, method in sorted((found.methods | extensions).items()):
        note = "ours, not Google's" if name in extensions else "yes" if name in METHODS else "no"
        lines.append(f"| {name} | {method.verb} {method.path} | {note} |")
    lines += [
        "",
        "## Kinds of requests in spreadsheets.batchUpdate",
        "",
        f"Served ({len(KINDS)}): {', '.join(sorted(KINDS))}.",
    ]
    refused = unserved_kinds()
    lines += ["", f"Refused by name ({len(refused)}): {', '.join(refused)}.", "", NOTES.read_text("utf-8")]
    return "\n".join(lines)


if __name__ == "__main__":
    TARGET.write_text(coverage(), encoding="utf-8")
