"""The command line: what each command is told, what it prints, what it exits with.

Exit codes: 0 done, 1 rows need attention, 2 wrong use, 3 could not read or write. Progress goes to a terminal's
standard error and never into a pipe; `--json` prints one object. `main` is the group; the commands stand in files by
subject.
"""

from sheets_sync.cli.demo import demo
from sheets_sync.cli.files import check, export_, import_
from sheets_sync.cli.layout import apply, plan
from sheets_sync.cli.main import main
from sheets_sync.cli.people import links
from sheets_sync.cli.sync import sync
from sheets_sync.cli.upkeep import backup, doctor, restore

for command in (plan, apply, sync, check, import_, export_, demo, links, doctor, backup, restore):
    main.add_command(command)

__all__ = ["main"]
