"""Drive permissions: who may open a spreadsheet, and as what."""

from __future__ import annotations

from web.workbook.access import RANKS, allows
from web.workbook.book import Book
from web.workbook.errors import ApiError, invalid, permission_denied
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods.calls import Call, serves
from web.workbook.responses import Body
from web.workbook.service import permission_id

SELECT = "SELECT id, type, role, address, pending_owner FROM permission WHERE spreadsheet_id = ?"
TYPES = ("user", "group", "domain", "anyone")


@serves("drive.permissions.list")
def list_permissions(call: Call) -> JsonValue:
    """All permissions of a file, for those who may share it."""
    with call.reading("writer") as book:
        rows = book.connection.execute(f"{SELECT} ORDER BY rowid", (book.id,))
        return {"kind": "drive#permissionList", "permissions": [_resource(*row) for row in rows]}


@serves("drive.permissions.get")
def get(call: Call) -> JsonValue:
    """One permission."""
    with call.reading("writer") as book:
        return _find(book, call.parameters["permissionId"])


@serves("drive.permissions.create")
def create(call: Call) -> JsonValue:
    """Share a file; sharing it again with the same address changes the role."""
    kind, role = call.body.get("type", ""), call.body.get("role", "")
    if kind not in TYPES:
        raise invalid("The permission type field is required.")
    _check_role(role)
    address = call.body.get("domain" if kind == "domain" else "emailAddress", "") if kind != "anyone" else ""
    if kind != "anyone" and not address:
        raise invalid("The specified emailAddress is invalid or not applicable for the given permission type.")
    with call.writing("owner" if role == "owner" else "writer") as book:
        identity = "anyoneWithLink" if kind == "anyone" else permission_id(address)
        if _is_owner(book, identity):
            if role != "owner":
                raise _owner_stays()
        elif role == "owner":
            _hand_over(call, book)
        book.connection.execute(
            "INSERT INTO permission (spreadsheet_id, id, type, role, address) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (spreadsheet_id, id) DO UPDATE SET role = excluded.role",
            (book.id, identity, kind, role, address),
        )
        book.record("permissions")
        return _resource(identity, kind, role, address)


@serves("drive.permissions.update")
def update(call: Call) -> JsonValue:
    """Change a role. The owner may name a writer as the next owner (`pendingOwner`), who becomes it by accepting."""
    role, is_pending = call.body.get("role", ""), call.body.get("pendingOwner", False)
    _check_role(role)
    with call.writing() as book:
        found = _find(book, call.parameters["permissionId"])
        if found["role"] == "owner":
            raise _owner_stays()
        accepts = found.get("pendingOwner") and found["emailAddress"] == book.user
        if (role == "owner" or is_pending) and not (accepts or allows(book.role, "owner")):
            raise permission_denied(book.role)
        if is_pending and (role, found["type"]) != ("writer", "user"):
            raise invalid("Only a user who is a writer can be made the pending owner of a file.")
        if role == "owner":
            _hand_over(call, book)
        book.connection.execute(
            "UPDATE permission SET role = ?, pending_owner = ? WHERE spreadsheet_id = ? AND id = ?",
            (role, is_pending, book.id, found["id"]),
        )
        book.record("permissions")
        return _find(book, found["id"])


@serves("drive.permissions.delete")
def delete(call: Call) -> JsonValue:
    """Take a permission away; the owner's stays."""
    with call.writing() as book:
        found = _find(book, call.parameters["permissionId"])
        if found["role"] == "owner":
            raise _owner_stays()
        book.connection.execute("DELETE FROM permission WHERE spreadsheet_id = ? AND id = ?", (book.id, found["id"]))
        book.record("permissions")
    return Body(b"", "text/html", 204)


def _find(book: Book, identity: str) -> JsonObject:
    row = book.connection.execute(f"{SELECT} AND id = ?", (book.id, identity)).fetchone()
    if row is None:
        raise ApiError("NOT_FOUND", f"Permission not found: {identity}.")
    return _resource(*row)


def _resource(identity: str, kind: str, role: str, address: str, pending_owner: bool = False) -> JsonObject:
    resource: JsonObject = {"kind": "drive#permission", "id": identity, "type": kind, "role": role}
    if kind == "domain":
        return resource | {"domain": address, "displayName": address, "allowFileDiscovery": False}
    if kind == "anyone":
        return resource | {"allowFileDiscovery": False}
    resource |= {"emailAddress": address, "displayName": address.partition("@")[0], "deleted": False}
    return resource | ({"pendingOwner": True} if pending_owner else {})


def _check_role(role: str) -> None:
    if role not in RANKS or not role:
        raise invalid("The specified role is invalid or not supported.")


def _is_owner(book: Book, identity: str) -> bool:
    row = book.connection.execute(
        "SELECT 1 FROM permission WHERE spreadsheet_id = ? AND id = ? AND role = 'owner'", (book.id, identity)
    ).fetchone()
    return row is not None


def _hand_over(call: Call, book: Book) -> None:
    """There is one owner; the one before becomes a writer, and the caller must have said that this is meant."""
    if not call.parameters.get("transferOwnership"):
        message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise ApiError("PERMISSION_DENIED", message, reason="forbidden")
    book.connection.execute(
        "UPDATE permission SET role = 'writer', pending_owner = 0 WHERE spreadsheet_id = ? AND role = 'owner'",
        (book.id,),
    )


def _owner_stays() -> ApiError:
    return ApiError("PERMISSION_DENIED", "The owner of a file cannot be removed.", reason="forbidden")
