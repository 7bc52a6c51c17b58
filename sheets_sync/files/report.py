"""What a check or an import says: as JSON for scripts, as sentences for the person who decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sheets_sync.files.import_plan import ImportPlan
from sheets_sync.files.rows import FileRows
from sheets_sync.problems import Problem, say
from sheets_sync.schema import Package, Text

SHOWN = 20
"""How many known rows and single cases a preview names; the rest it counts."""


def problems_as_json(problems: Iterable[Problem]) -> dict[str, Any]:
    """{"problems": [{"row", "key", "field", "rule", "message": {language: sentence}}]}, ready for json.dumps."""
    return {
        "problems": [
            {"row": p.row, "key": p.key, "field": p.field, "rule": p.rule, "message": dict(p.message)} for p in problems
        ]
    }


def preview(package: Package, file_rows: FileRows, plan: ImportPlan) -> Iterator[Text]:
    """What was recognised and what the import would do: counts first, then the known rows and the repeats by name."""
    yield from file_rows.notes
    yield say(
        "import-counts",
        package,
        lines=str(file_rows.lines),
        taken=str(len(file_rows.rows)),
        skipped=str(len(file_rows.skipped)),
        duplicates=str(len(plan.duplicates)),
    )
    yield say(
        "import-outcome",
        package,
        new=str(len(plan.new)),
        known=str(len(set(plan.matched.values()))),
        changed=str(len(plan.changed)),
        problems=str(len(plan.problems)),
    )
    if plan.matched:
        yield say("import-known", package, rows=_known(package, plan))
    for duplicate in plan.duplicates[:SHOWN]:
        yield say("import-duplicate", package, line=str(duplicate.line), first=str(duplicate.first))
    for change in plan.kept[:SHOWN]:
        title = file_rows.tab.by_name[change.field].title
        yield say("import-kept", package, key=change.key or "—", title=title, value=str(change.new))


def _known(package: Package, plan: ImportPlan) -> Text:
    rows = list(plan.matched.items())
    said = [say("import-known-row", package, line=str(line), key=key) for line, key in rows[:SHOWN]]
    if len(rows) > SHOWN:
        said.append(say("import-more", package, count=str(len(rows) - SHOWN)))
    return {language: "；".join(text[language] for text in said) for language in package.languages}
