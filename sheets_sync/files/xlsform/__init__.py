"""The forms of the tabs as XLSForms, so that a street may use ODK or KoboToolbox beside its own forms.

`build_form` turns a tab into the lines of an XLSForm (`form` puts them in order, `question` asks one field, `logic`
says SQL in XPath); `Offered` are the rows of other tabs that it chooses from; `write_forms` makes the files. Whatever
cannot be said is left out with a note.
"""

from sheets_sync.files.xlsform.book import write_forms
from sheets_sync.files.xlsform.form import build_form
from sheets_sync.files.xlsform.model import XlsForm
from sheets_sync.files.xlsform.offered import Offered, offered_rows

__all__ = ["Offered", "XlsForm", "build_form", "offered_rows", "write_forms"]
