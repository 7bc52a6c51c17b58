"""What this side keeps of its own, in SQLAlchemy Core: outbox, mirror, links and accounts, counters; and pictures.

`Database` opens the file and makes its tables; the other modules each speak for one table and take a `Database`.
Pictures are files in a folder beside it: `Attachments`.
Nothing here knows the workbook.
"""

from sheets_sync.store.accounts import Account, Accounts
from sheets_sync.store.attachments import Attachments, TooLargeError
from sheets_sync.store.database import Database
from sheets_sync.store.entries import Child, Entry, Receipt, State, Submission
from sheets_sync.store.mirror import Mirror, MirrorTable
from sheets_sync.store.outbox import Outbox
from sheets_sync.store.pictures import NotAPictureError
from sheets_sync.store.turns import OvertakenError, Waiting

__all__ = [
    "Account",
    "Accounts",
    "Attachments",
    "Child",
    "Database",
    "Entry",
    "Mirror",
    "MirrorTable",
    "NotAPictureError",
    "Outbox",
    "OvertakenError",
    "Receipt",
    "State",
    "Submission",
    "TooLargeError",
    "Waiting",
]
