"""Pictures: kept once, whole, and without what they tell besides."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.errors import StoreError
from sheets_sync.store import Attachments, NotAPictureError, TooLargeError
from sheets_sync.store.pictures import bare
from tests.pictures import SECRET, jpeg, png, webp


@pytest.fixture
def attachments(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path / "pictures", 10_000)


@pytest.mark.parametrize(("data", "mime_type"), [(png(), "image/png"), (jpeg(), "image/jpeg"), (webp(), "image/webp")])
def test_picture_is_read_back_as_it_was_put(attachments: Attachments, data: bytes, mime_type: str) -> None:
    assert attachments.read(attachments.put(data)) == (mime_type, data)


def test_same_picture_is_one_file_and_another_is_another(attachments: Attachments, tmp_path: Path) -> None:
    names = {attachments.put(png(1)), attachments.put(png(1)), attachments.put(png(2))}

    assert {file.name for file in (tmp_path / "pictures").iterdir()} == names
    assert len(names) == 2


@pytest.mark.parametrize(
    ("told", "picture"),
    [(png(telling=True), png()), (jpeg(telling=True), jpeg()), (webp(telling=True), webp())],
    ids=["png", "jpeg", "webp"],
)
def test_nothing_is_kept_but_the_picture(told: bytes, picture: bytes) -> None:
    assert SECRET in told
    assert bare(told)[1] == picture


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_side_that_is_up_is_kept_and_nothing_else_of_its_segment(orientation: int, order: str) -> None:
    _, kept = bare(jpeg(orientation=orientation, order=order, telling=True))

    assert kept.replace(bytes.fromhex(f"0112000300000001{orientation:04x}"), b"") != kept
    assert SECRET not in kept
    assert bare(kept)[1] == kept


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"%PDF-1.7", b"\xff\xd8\xff", b"RIFF1234WAVE"])
def test_what_is_no_picture_is_refused(attachments: Attachments, data: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotAPictureError):
        attachments.put(data)
    assert not (tmp_path / "pictures").exists()


@pytest.mark.parametrize("whole", [png(), jpeg(orientation=6, telling=True).rpartition(b"film")[0], webp(telling=True)])
def test_picture_that_is_cut_off_is_refused_wherever_it_is_cut(whole: bytes) -> None:
    for end in range(len(whole)):
        with pytest.raises(NotAPictureError):
            bare(whole[:end])


@given(st.sampled_from([png(), jpeg(telling=True), webp()]), st.integers(0, 300), st.binary(max_size=8))
def test_damaged_picture_is_refused_or_kept_but_breaks_nothing(data: bytes, at: int, damage: bytes) -> None:
    with suppress(NotAPictureError):
        bare(data[:at] + damage + data[at + len(damage) :])


def test_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        Attachments(tmp_path, len(png()) - 1).put(png())
    assert Attachments(tmp_path, len(png())).put(png())


@pytest.mark.parametrize("name", ["../store.sqlite", "session.key", "0" * 64, f"{'0' * 64}.jpg", ""])
def test_name_of_no_picture_gives_nothing(attachments: Attachments, name: str) -> None:
    assert attachments.read(name) is None
    assert name not in attachments


def test_disk_that_takes_nothing_is_told_and_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("in the way")

    with pytest.raises(StoreError, match="could not be kept"):
        Attachments(tmp_path / "pictures", 10_000).put(png())
