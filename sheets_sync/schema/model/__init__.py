"""What the schema files say, as frozen values: `Package` -> `Tab` -> `Field`.

Names are those of Table Schema and XLSForm. Nothing here reads a file, and nothing here knows a domain: every word that
a person sees is a `Text` with one string a language.
"""

from sheets_sync.schema.model.field import Choice, Constraints, Field, FieldImport, FieldType, Scalar, Text
from sheets_sync.schema.model.form import Fill, Form, Repeat, Worklist
from sheets_sync.schema.model.former import Former
from sheets_sync.schema.model.package import Board, Figure, Macro, Package, People, Role, Scope, Setting
from sheets_sync.schema.model.piece import Piece, Pieces, piece_at, spot
from sheets_sync.schema.model.playbook import Playbook, Step
from sheets_sync.schema.model.tab import (
    Access,
    Check,
    Computed,
    Condition,
    Examples,
    ForeignKey,
    ImportRules,
    Retention,
    Tab,
    UniqueKey,
    View,
)

__all__ = [
    "Access",
    "Board",
    "Check",
    "Choice",
    "Computed",
    "Condition",
    "Constraints",
    "Examples",
    "Field",
    "FieldImport",
    "FieldType",
    "Figure",
    "Fill",
    "ForeignKey",
    "Form",
    "Former",
    "ImportRules",
    "Macro",
    "Package",
    "People",
    "Piece",
    "Pieces",
    "Playbook",
    "Repeat",
    "Retention",
    "Role",
    "Scalar",
    "Scope",
    "Setting",
    "Step",
    "Tab",
    "Text",
    "UniqueKey",
    "View",
    "Worklist",
    "piece_at",
    "spot",
]
