"""Small pictures made by hand, with what a phone tells in them."""

from __future__ import annotations

import struct
import zlib

SECRET = b"113.08E 22.59N Phone of G-1"
"""Stands in every picture of `telling`, and must stand in none that is kept."""


def png(shade: int = 0, *, telling: bool = False) -> bytes:
    """One grey pixel."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(bytes([0, shade])))]
    if telling:
        chunks[1:1] = [(b"tEXt", b"Comment\0" + SECRET), (b"eXIf", SECRET)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in [*chunks, (b"IEND", b"")])


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(*, orientation: int = 0, order: str = ">", telling: bool = False) -> bytes:
    """The frame of a JPEG: its scan holds bytes that look like markers, as coded data may."""
    segments = [_segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]
    if orientation or telling:
        segments.append(_segment(0xE1, exif(orientation, order)))
    if telling:
        segments += [_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET), _segment(0xED, SECRET)]
        segments.append(_segment(0xFE, SECRET))
    segments += [_segment(0xDB, bytes(65)), _segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"]
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xd9" + (b"film: " + SECRET if telling else b"")


def exif(orientation: int, order: str = ">") -> bytes:
    """A directory of which side is up and of who took it, as a camera writes it."""
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x013B, 2, len(SECRET), 38)
    head = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HIH", 42, 8, 2)
    return b"Exif\0\0" + head + entries + struct.pack(f"{order}I", 0) + SECRET


def webp(*, telling: bool = False) -> bytes:
    """The frame of a WebP."""
    chunks = [(b"VP8X", bytes([0x0C if telling else 0]) + bytes(9)), (b"VP8 ", b"abc")]
    if telling:
        chunks += [(b"EXIF", SECRET), (b"XMP ", SECRET)]
    body = b"WEBP" + b"".join(n + struct.pack("<I", len(b)) + b + bytes(len(b) % 2) for n, b in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
