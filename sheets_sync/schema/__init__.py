"""The files of schemas/ as immutable objects.

`load_package` is the only function here that touches the disk. `model` holds the objects, `expressions` the two small
languages that stand in the files (SQL with :parameters, and the conditions of views), `loader` turns YAML into objects
and names file and line of what is wrong.
"""

from sheets_sync.schema.loader import load_package
from sheets_sync.schema.model import (
    Access,
    Board,
    Check,
    Choice,
    Computed,
    Condition,
    Constraints,
    Examples,
    Field,
    FieldImport,
    FieldType,
    Figure,
    Fill,
    ForeignKey,
    Form,
    ImportRules,
    Macro,
    Package,
    People,
    Role,
    Scope,
    Setting,
    Tab,
    Text,
    View,
    Worklist,
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
    "ImportRules",
    "Macro",
    "Package",
    "People",
    "Role",
    "Scope",
    "Setting",
    "Tab",
    "Text",
    "View",
    "Worklist",
    "load_package",
]
