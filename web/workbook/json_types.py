"""Names for JSON that crosses the wire.

Requests are checked against Google's discovery document (`discovery`) before anything reads them, so the code
behind it takes plain JSON objects with the API's own field names instead of 270 classes that repeat the document.
"""

from __future__ import annotations

from typing import Any, TypeAlias

# Any: JSON of a shape that the discovery document describes and `discovery` has checked.
JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
