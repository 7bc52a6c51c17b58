"""/api/v1: what scripts and other programs use. Same rights, same rules and same receipts as the pages.

Errors are {"errors": [{"field", "rule", "message": {language: words}}]} with the status that HTTP has for them.
"""

from flask import Blueprint

from web.api import entries, pictures, rows, schema, session

api = Blueprint("api", __name__, url_prefix="/api/v1")
for part in (session, entries, pictures, rows, schema):
    part.register(api)

__all__ = ["api"]
