"""Picture files without what they tell besides the picture: where and when it was taken, by which phone, by whom.

JPEG, PNG and WebP are taken apart by their own markers, and only the parts that make the picture are kept, so no image
library is needed. Of EXIF one thing stays: which side is up, because phones turn nothing but that flag. Whatever stands
behind the end of the picture, such as the film of a "motion photo", goes too.

Sources: ITU-T T.81 (JPEG) annex B, EXIF 2.3 section 4.6, PNG (ISO 15948) section 5, and Google's "WebP Container".
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

MIME_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
"""By the ending of a file's name."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TOLD = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_WEBP_TOLD = (b"EXIF", b"XMP ")
_EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_ALONE = (0x01, *range(0xD0, 0xD9))  # markers without a length: TEM, RST0 to RST7, SOI
_ORIENTATION = 0x0112


class NotAPictureError(ValueError):
    """The bytes are no whole JPEG, PNG or WebP."""


def bare(data: bytes) -> tuple[str, bytes]:
    """(ending, bytes) of a picture without what it tells besides.

    Raises:
        NotAPictureError: as it says; what the file is called makes no difference.
    """
    for ending, is_kind, strip in _KINDS:
        if is_kind(data):
            try:
                return ending, strip(data)
            except (struct.error, IndexError) as error:
                raise NotAPictureError(f"the {ending} is cut off") from error
    raise NotAPictureError("neither JPEG nor PNG nor WebP")


def _bare_jpeg(data: bytes) -> bytes:
    parts = [b"\xff\xd8"]
    for marker, segment in _segments(data):
        if marker == _APP1:
            up = _orientation(segment)
            parts += [_exif(up)] if up else []
        elif marker != _COM and not (_APP0 < marker <= _APP15 and marker not in (_APP2, _APP14)):
            parts.append(segment)
    return b"".join(parts)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, whole segment) from the first after SOI to EOI; that of a scan holds its coded data."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise NotAPictureError("the JPEG has no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        end = at + 2
        if marker not in (*_ALONE, _EOI):
            end += struct.unpack_from(">H", data, end)[0]
        if marker == _SOS:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise NotAPictureError("the JPEG is cut off")
        yield marker, data[at:end]
        if marker == _EOI:
            return
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands: within coded data FF is followed by 00 or by a restart marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise NotAPictureError("the JPEG is cut off")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _orientation(segment: bytes) -> int | None:
    """Which side is up, 2 to 8, as the EXIF of an APP1 segment says; None when it is as it stands, or not told."""
    tiff = segment[10:]
    if segment[4:10] != b"Exif\0\0" or tiff[:2] not in (b"II", b"MM"):
        return None
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for index in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * index)
            if tag == _ORIENTATION and kind == 3:
                return value if 2 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _exif(orientation: int) -> bytes:
    """An APP1 segment that tells which side is up and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = b"Exif\0\0" + b"MM" + struct.pack(">HIH", 42, 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _bare_png(data: bytes) -> bytes:
    parts, at = [_PNG], len(_PNG)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise NotAPictureError("the PNG is cut off")
        if name not in _PNG_TOLD:
            parts.append(data[at:end])
        if name == b"IEND":
            return b"".join(parts)
        at = end


def _bare_webp(data: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", data, 4)
    if 8 + size > len(data):
        raise NotAPictureError("the WebP is cut off")
    parts, at = [b"WEBP"], 12
    while at < 8 + size:
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        chunk = data[at:end]
        if name == b"VP8X":  # its flags must not announce what is left out
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in _WEBP_TOLD:
            parts.append(chunk)
        at = end
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_KINDS: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], bytes]], ...] = (
    ("jpg", lambda data: data[:3] == b"\xff\xd8\xff", _bare_jpeg),
    ("png", lambda data: data[:8] == _PNG, _bare_png),
    ("webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _bare_webp),
)
