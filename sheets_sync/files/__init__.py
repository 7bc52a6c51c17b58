"""People's files: rosters in, reports out. Pure but for opening and writing the file.

`read_file` turns an .xlsx or a text into rows of a tab and accounts for every line; `plan_import` compares them with
the workbook and judges them by the tab's rules; `preview` and `problems_as_json` say what was found; `export_tables`
writes tabs as .xlsx or csv. What a file's words mean stands in the schema (aliases, `import:`), never here.
"""

from sheets_sync.files.export import export_tables
from sheets_sync.files.import_plan import CellChange, Duplicate, ImportPlan, plan_import
from sheets_sync.files.lines import Skipped, SkipReason
from sheets_sync.files.report import preview, problems_as_json
from sheets_sync.files.rows import FileRows, read_file

__all__ = [
    "CellChange",
    "Duplicate",
    "FileRows",
    "ImportPlan",
    "SkipReason",
    "Skipped",
    "export_tables",
    "plan_import",
    "preview",
    "problems_as_json",
    "read_file",
]
