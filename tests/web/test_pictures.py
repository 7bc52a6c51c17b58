"""Pictures and places in forms: kept before the entry is acknowledged, and shown only to those who may see its row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from sheets_sync.errors import StoreError
from sheets_sync.store import Attachments, State
from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.pictures import SECRET, jpeg, png
from tests.web.conftest import PASSWORDS, Script, SignIn, SignScriptIn, Visitor
from web.context import Gridbook

FORM = "/forms/handovers"
TAKEN = {"tray_id": "T-1", "taker_name": "王小明", "pots-1-pot_kind": "clay", "pots-1-pot_count": "3"}


def send(visitor: Visitor, files: Mapping[str, bytes], page: str | None = None, **fields: str) -> tuple[int, str]:
    """(status, page or address) of the form sent with these files."""
    sent = {name: (BytesIO(data), "photo.jpg") for name, data in files.items()}
    answer = visitor.post(FORM, page, **fields, **sent)  # type: ignore[arg-type]  # a file goes as a pair
    answer.request.environ["wsgi.input"].close()  # what the client itself wrote to disk
    return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def handover(book: Gridbook) -> Mapping[str, object]:
    (entry,) = [entry for entry in book.outbox.in_state(*State) if entry.tab == "handovers"]
    return entry.row


def pictures_in(folder: Path) -> list[str]:
    return sorted(f"/files/{file.name}" for file in (folder / "pictures").glob("*"))


def test_form_asks_for_a_photo_a_signature_and_a_place(gardener: Visitor) -> None:
    page = gardener.get(FORM)

    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'id="f-proof" name="proof" type="file" accept="image/\*" capture="environment"', page)
    assert 'id="f-pots-1-pot_photo" name="pots-1-pot_photo" type="file"' in page
    assert "在纸上签好名，拍一张照片。" in page
    assert 'data-locate="f-spot"' in page
    assert len(page) < 30_000


def test_form_without_pictures_is_sent_as_ever(gardener: Visitor) -> None:
    page = gardener.get("/forms/waterings")

    assert "multipart" not in page
    assert "pictures.js" not in page


def test_pictures_are_kept_bare_and_the_cells_hold_their_addresses(
    gardener: Visitor, book: Gridbook, tmp_path: Path
) -> None:
    files = {"proof": jpeg(telling=True), "signed": png(1), "pots-1-pot_photo": png(2)}
    status, _ = send(gardener, files, **TAKEN)

    child = book.outbox.in_state(State.QUEUED)[1]
    addresses = [handover(book)["proof"], handover(book)["signed"], child.row["pot_photo"]]
    assert status == 303
    assert sorted(map(str, addresses)) == pictures_in(tmp_path)
    assert all(SECRET not in file.read_bytes() for file in (tmp_path / "pictures").iterdir())


def test_refused_entry_keeps_its_pictures_for_the_next_try(gardener: Visitor, book: Gridbook, tmp_path: Path) -> None:
    files = {"proof": jpeg(), "signed": png(1), "pots-1-pot_photo": png(2)}
    status, page = send(gardener, files, **{**TAKEN, "taker_name": ""})
    kept = dict(re.findall(r'type="hidden" name="([\w-]+)" value="(/files/[^"]+)"', page))
    again, _ = send(gardener, {}, page, **{**TAKEN, **kept})

    assert (status, again) == (422, 303)
    assert sorted(kept.values()) == pictures_in(tmp_path)
    assert "照片已存好，不用再拍" in page and "签名已存好，不用再签" in page
    assert handover(book)["proof"] == kept["proof"]


def test_adding_a_row_keeps_pictures_too(gardener: Visitor, tmp_path: Path) -> None:
    status, page = send(gardener, {"pots-1-pot_photo": png()}, **TAKEN, add="pots")

    assert status == 200
    assert f'name="pots-1-pot_photo" value="{pictures_in(tmp_path)[0]}"' in page


def test_row_with_a_picture_alone_is_a_row(gardener: Visitor) -> None:
    status, page = send(gardener, {"pots-2-pot_photo": png()}, **TAKEN, **{"pots-2": ""})

    assert status == 422
    assert "交出的盆第 2 行：“盆的种类”没有填，请补上。" in page


@pytest.mark.parametrize("name", ["proof", "pots-1-pot_photo"])
@pytest.mark.parametrize(
    ("data", "words"),
    [(b"GIF89a", "这个文件不是照片"), (png() + bytes(8 * 1024 * 1024), "照片太大，最多 8 MB")],
    ids=["kind", "size"],
)
def test_bad_picture_is_told_beside_its_field(
    gardener: Visitor, book: Gridbook, name: str, data: bytes, words: str
) -> None:
    status, page = send(gardener, {name: data}, **TAKEN)

    assert status == 422
    assert re.search(rf'id="f-{name}-wrong">⚠ {words}', page)
    assert book.outbox.in_state(*State) == []


@pytest.mark.parametrize("address", [f"/files/{'0' * 64}.jpg", "https://example.org/x.jpg", "/files/../store.sqlite"])
def test_address_of_no_picture_is_refused(gardener: Visitor, book: Gridbook, address: str) -> None:
    status, page = send(gardener, {}, **TAKEN, proof=address)

    assert status == 422
    assert "找不到这张照片，请重新拍。" in page
    assert address not in page.partition("<form")[2]
    assert book.outbox.in_state(*State) == []


def test_picture_that_cannot_be_kept_acknowledges_nothing(
    gardener: Visitor, book: Gridbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Attachments, "put", full)
    status, page = send(gardener, {"proof": png()}, **TAKEN)

    assert status == 503
    assert "还没有保存" in page and 'value="王小明"' in page
    assert book.outbox.in_state(*State) == []


@pytest.mark.parametrize(
    ("typed", "stored"), [("113.08,22.59", "113.08, 22.59"), ("１１３.０８， 22.590001", "113.08, 22.590001"), ("", "")]
)
def test_place_may_be_typed_or_left(gardener: Visitor, book: Gridbook, typed: str, stored: str) -> None:
    send(gardener, {}, **TAKEN, spot=typed)

    assert handover(book)["spot"] == stored


def test_place_that_is_none_is_told(gardener: Visitor) -> None:
    _, page = send(gardener, {}, **TAKEN, spot="门口")

    assert "请写成“经度, 纬度”" in page


def address_of(book: Gridbook, gardener: Visitor, name: str = "proof") -> str:
    send(gardener, {name: png(7)}, **TAKEN)
    return str(handover(book)[name])


def arrive(book: Gridbook) -> None:
    """What a pass leaves when the handover has become a row."""
    row = {**handover(book), "handover_id": "H-00001"}
    fill_package(book.package, book.database, {**NURSERY, "handovers": [row]}, LOCAL_MORNING)


def test_picture_is_served_to_who_sent_it_and_not_to_be_kept(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.client.get(address_of(book, gardener))

    assert (answer.status_code, answer.data, answer.mimetype) == (200, png(7), "image/png")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_picture_is_there_only_for_those_who_see_its_row(
    gardener: Visitor, visitor: Visitor, sign_in: SignIn, book: Gridbook
) -> None:
    address = address_of(book, gardener)
    lead, other = sign_in("G-2"), sign_in("G-3")
    before = [who.client.get(address).status_code for who in (gardener, lead, other, visitor)]
    arrive(book)

    assert before == [200, 404, 404, 404]
    assert [who.client.get(address).status_code for who in (gardener, lead, other, visitor)] == [200, 200, 404, 404]
    pages = [other.get(one) for one in (f"/files/{'0' * 64}.png", address)]
    absent = [page.partition("<main")[2].partition("</main>")[0] for page in pages]
    assert absent[0] == absent[1]


@pytest.mark.parametrize(("name", "statuses"), [("proof", [200, 200]), ("signed", [200, 404])])
def test_masked_picture_is_not_there_for_a_role_that_sees_the_mask(
    gardener: Visitor, visitor: Visitor, accounts: None, book: Gridbook, name: str, statuses: list[int]
) -> None:
    address = address_of(book, gardener, name)
    arrive(book)

    found = []
    for user in ("clerk", "owner"):
        visitor.post("/login", user=user, password=PASSWORDS[user])
        found.append(visitor.client.get(address).status_code)
    assert found == statuses


@pytest.fixture
def script(script_of: SignScriptIn) -> Script:
    """G-1, of one bench."""
    return script_of("G-1")


def upload(script: Script, data: bytes) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {script.bearer}"}
    with script.client.post("/api/v1/files", data=data, headers=headers) as answer:
        return answer.status_code, answer.get_json()


def test_script_sends_a_picture_and_names_it_in_an_entry(script: Script, book: Gridbook) -> None:
    status, body = upload(script, jpeg(telling=True))
    entry = {"tray_id": "T-1", "taker_name": "王小明", "pots": [{"pot_kind": "clay", "pot_count": 1}]}
    filed = script.file("handovers", "entry-0001", {**entry, "proof": body["address"]})

    assert (status, filed.status_code) == (201, 201)
    assert handover(book)["proof"] == body["address"]


@pytest.mark.parametrize(
    ("data", "status", "rule"),
    [(b"GIF89a", 422, "picture-kind"), (png() + bytes(8 * 1024 * 1024 - 60), 413, "picture-size")],
)
def test_script_is_told_why_a_picture_is_refused(script: Script, data: bytes, status: int, rule: str) -> None:
    found, body = upload(script, data)

    assert found == status
    assert body["errors"][0]["rule"] in (rule, "too-large")  # type: ignore[index]  # a list of errors


def test_pictures_are_taken_only_from_those_who_fill_a_form_with_one(script_of: SignScriptIn) -> None:
    assert upload(script_of("clerk"), png())[0] == 403
