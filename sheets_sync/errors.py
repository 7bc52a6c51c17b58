"""The exceptions that callers of this package may catch.

Mistakes of a worker or a clerk are never exceptions: they are `Problem` values in a report. What is raised here
stops a command, and the message is for the person who runs it.
"""


class SheetsSyncError(Exception):
    """Base of everything raised on purpose. `exit_code` is what the command line ends with."""

    exit_code = 3


class UsageError(SheetsSyncError):
    """A setting, an argument or a file was named that does not fit."""

    exit_code = 2


class SchemaError(SheetsSyncError):
    """A file under schemas/ has a mistake: names the file, the place in it and what is allowed."""

    exit_code = 2


class HeaderError(SheetsSyncError):
    """A tab's heading row does not hold what the schema needs."""


class WorkbookError(SheetsSyncError):
    """The workbook could not be read or written."""


class StoreError(SheetsSyncError):
    """The local store (outbox, mirror, accounts) could not be read or written; nothing was acknowledged."""


class FileError(SheetsSyncError):
    """A file could not be written, or cannot hold what should stand in it."""


class ExpressionError(SchemaError):
    """An expression over a row cannot be said in another language; the message names the piece that cannot."""
