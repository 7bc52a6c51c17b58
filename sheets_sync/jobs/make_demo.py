"""The demo as a whole: its workbook (made once), the first pass, three sign-ins and where they are kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sheets_sync.config import Settings
from sheets_sync.errors import UsageError
from sheets_sync.jobs.deliver import deliver_all
from sheets_sync.jobs.demo import DemoSize, fill, invent
from sheets_sync.jobs.people import issue_links
from sheets_sync.jobs.street import Street, open_street
from sheets_sync.jobs.sync import run_pass


def make_demo(
    settings: Settings, size: DemoSize | None, url: str, sign_ins: Path, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Make the demo's workbook, or take the one that is there; give the sign-ins and keep them in the file `sign_ins`.

    `size` None takes whatever is there, or makes the default.

    Raises:
        UsageError: the folder holds a workbook that is not a demo, or a demo of another size.
    """
    marker = settings.data_folder / "invented"
    made = _read_marker(marker)
    if made is None:
        _refuse_foreign(settings)
        street = _make(settings, size or DemoSize(), marker, tell)
    else:
        if size not in (None, made):
            raise UsageError(
                f"{settings.data} already holds a street of {made.households} households, seed {made.seed}."
                " Remove the folder, or name another with --data."
            )
        street = open_street(settings)
    known = _read_sign_ins(sign_ins, street.workbook.id) or _new_sign_ins(street)
    for role in street.package.roles:
        if "token" in known.get(role.name, {}):
            known[role.name]["link"] = f"{url}/w/{known[role.name]['token']}"
    result = {"url": url, "spreadsheet": street.workbook.id, **known}
    sign_ins.parent.mkdir(parents=True, exist_ok=True)
    sign_ins.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return result


def _make(settings: Settings, size: DemoSize, marker: Path, tell: Callable[[str], None]) -> Street:
    unfinished = marker.with_suffix(".unfinished")
    for leftover in settings.data_folder.glob("*.sqlite*"):  # of a run that was cut short: the marker comes last
        leftover.unlink()
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    street = open_street(settings, create=True)
    tell("inventing")
    tables = invent(street, settings.schema_folder / "demo", size)
    fill(street, tables, tell)
    tell("computing")
    if run_pass(street).started:
        deliver_all(street, settings.grace_s)
        run_pass(street)
    marker.write_text(json.dumps({"households": size.households, "seed": size.seed}), encoding="utf-8")
    unfinished.unlink()
    return street


def _read_marker(marker: Path) -> DemoSize | None:
    return DemoSize(**json.loads(marker.read_text(encoding="utf-8"))) if marker.exists() else None


def _refuse_foreign(settings: Settings) -> None:
    folder = settings.data_folder
    if any(folder.glob("*.sqlite")) and not (folder / "invented.unfinished").exists():
        raise UsageError(
            f"{folder} holds a workbook or a store that is not a demo, and a demo would spoil it. Name another folder:"
            " SHEETS_SYNC_DATA=demo SHEETS_SYNC_WORKBOOK=local:demo make demo"
        )
    if not settings.workbook.startswith("local:"):
        raise UsageError("The demo makes a local workbook. Set SHEETS_SYNC_WORKBOOK=local:FOLDER for it.")


def _read_sign_ins(file: Path, spreadsheet: str) -> dict[str, Any] | None:
    """The sign-ins of this workbook as they were kept, without its address; None when they are not there."""
    if not file.exists():
        return None
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if known.pop("spreadsheet", None) != spreadsheet:
        return None
    known.pop("url", None)
    return known


def _new_sign_ins(street: Street) -> dict[str, Any]:
    """A link for somebody of the demo's scope, and an account for each role that signs in with a password."""
    found: dict[str, Any] = {}
    for role in street.package.roles:
        if role.signin == "link":
            link = issue_links(street, [_demo_person(street)])[0]
            found[role.name] = {"link": "", "token": link.token, "pin": link.pin}
        else:
            password = secrets.token_urlsafe(9)
            street.accounts.set_account(role.name, password, role.name, street.clock())
            found[role.name] = {"user": role.name, "password": password}
    return found


def _demo_person(street: Street) -> str:
    rules = street.package.people
    held = street.mirror.read(rules.tab) if rules else None
    if rules is None or held is None:
        raise UsageError("The demo needs `people` in datapackage.yaml and demo rows for their tab.")
    key = street.package.by_name[rules.tab].primary_key
    rows = held.data.select([key, rules.scope]).to_pylist()
    return str(next((row[key] for row in rows if row[rules.scope] == street.package.demo_scope), rows[0][key]))
