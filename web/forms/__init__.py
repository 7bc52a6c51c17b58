"""What people fill in: today's work, the forms, the receipts. Plain pages that work without JavaScript.

`intake` judges and stores an entry, for the pages here and for the API; `worklist` says what is to do; `inputs` says
how a field is asked; `labels` says what a row is called; `views` are the pages.
"""

from web.forms.views import forms

__all__ = ["forms"]
