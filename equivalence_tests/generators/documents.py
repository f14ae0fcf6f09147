"""Documents: valid ones in every spelling a writer may choose, and what is left of them after damage.

`spelled_json` and `packed` take a value and a `random.Random`, so bulk cases and Hypothesis share them. Not here: the values
(`values.py`), and short forms of MessagePack, which the codec itself writes.
"""

from __future__ import annotations

import json
import struct
import zlib
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

_BLANKS = ("", "", "", " ", "\n", "\t", "\r\n", "  ")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
NUMBERS = [
    *("0", "-0", "-0.0", "0.0", "0e0", "-0e-0", "1", "-1", "9007199254740993", "18446744073709551615", "18446744073709551616"),
    *("-9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "1" * 308 + ".5", "0." + "0" * 400 + "1"),
    *("1e5", "1E+5", "1e-5", "1.5e300", "1e308", "1.7976931348623157e308", "5e-324", "2e-324", "1e-400", "2.2250738585072011e-308"),
    *("0.1", "0.30000000000000004", "1.0000000000000002", "123456.789e-3", "9007199254740992.5", "0.1e1", "1e00001", "4.35", "8.5e22"),
]
BAD_NUMBERS = [
    "01",
    "-",
    "+1",
    "1.",
    ".5",
    "1e",
    "1e+",
    "0x1",
    "1_0",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e309",
    "00",
    "-01",
    "1.e1",
    "1e5.5",
]
_STRUCTURE = b"[]{},:\"\\ \n0129-+.eEtrufalsn\x00\x1f\x7f\x80\xc0\xed\xa0\xf4\xff/*'N"


def spelled_json(value: Any, random: Random) -> str:
    """One of the many texts of a JSON value: blanks, escapes and exponents as another writer might put them."""
    blank = random.choice(_BLANKS) if random.random() < 0.5 else ""
    return blank + _spelled(value, random) + (random.choice(_BLANKS) if random.random() < 0.5 else "")


def _spelled(value: Any, random: Random) -> str:
    if isinstance(value, str):
        return spelled_text(value, random)
    if isinstance(value, list):
        return "[" + ",".join(spelled_json(item, random) for item in value) + "]"
    if isinstance(value, dict):
        pairs = [
            f"{random.choice(_BLANKS)}{spelled_text(key, random)}{random.choice(_BLANKS)}:{spelled_json(item, random)}"
            for key, item in value.items()
        ]
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return "null"
    if isinstance(value, float) and random.random() < 0.3:
        return random.choice((f"{value:e}", f"{value:E}", f"{value:.25g}"))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and random.random() < 0.15:
        return random.choice(NUMBERS)
    return json.dumps(value)


def spelled_text(text: str, random: Random) -> str:
    """A JSON text, some of whose characters are escaped without need."""
    eager = random.random() < 0.3
    parts = []
    for character in text:
        code = ord(character)
        if eager and random.random() < 0.5:
            parts.append(_hex_escape(code, random))
        elif character in _ESCAPES:
            parts.append(_ESCAPES[character])
        elif code < 0x20:
            parts.append(_hex_escape(code, random))
        else:
            parts.append("\\/" if character == "/" and random.random() < 0.5 else character)
    return '"' + "".join(parts) + '"'


def _hex_escape(code: int, random: Random) -> str:
    units = [code] if code < 0x10000 else [0xD800 + (code - 0x10000 >> 10), 0xDC00 + (code - 0x10000 & 0x3FF)]
    return "".join(random.choice(("\\u%04x", "\\u%04X")) % unit for unit in units)


def damaged(document: bytes, random: Random) -> bytes:
    """A document after one to three small accidents."""
    data = bytearray(document)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at = random.randrange(len(data) + 1)
        kind = random.randrange(8)
        if kind == 0:
            del data[at:]
        elif kind == 1:
            del data[at : at + random.choice((1, 1, 2, 5))]
        elif kind == 2:
            data[at:at] = bytes([random.choice(_STRUCTURE)])
        elif kind == 3:
            data[at : at + 1] = bytes([random.choice(_STRUCTURE)])
        elif kind == 4:
            data[at : at + 1] = bytes([random.randrange(256)])
        elif kind == 5:
            data[at:at] = random.choice(
                (*BAD_NUMBERS, *NUMBERS, '"\\ud800"', '"\\udc00\\ud800"', '"\\u12g4"', '"\\x"', "//", "/**/", "\ufeff")
            ).encode()
        elif kind == 6:
            start = random.randrange(len(data) + 1)
            data[at:at] = data[start : start + random.randrange(9)]
        else:
            data += random.choice((b" ", b"x", b"\x00", b"]", b"}", b",", b"[", b"\xc1", b"\xc0"))
    return bytes(data)


# --- MessagePack --------------------------------------------------------------------------------------------------------


def packed(value: Any, random: Random) -> bytes:
    """One of the many MessagePack forms of a value: lengths and numbers as wide as another writer might choose."""
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return _packed_int(value, random)
    if isinstance(value, float):
        single = struct.unpack(">f", struct.pack(">f", value))[0] if abs(value) < 3e38 else None
        return b"\xca" + struct.pack(">f", value) if single == value and random.random() < 0.5 else b"\xcb" + struct.pack(">d", value)
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        return _head(len(data), random, (0xA0, 32), (0xD9, 0xDA, 0xDB)) + data
    if isinstance(value, bytes):
        return _head(len(value), random, None, (0xC4, 0xC5, 0xC6)) + value
    if isinstance(value, (list, tuple)):
        return _head(len(value), random, (0x90, 16), (None, 0xDC, 0xDD)) + b"".join(packed(item, random) for item in value)
    if isinstance(value, dict):
        body = b"".join(packed(part, random) for pair in value.items() for part in pair)
        return _head(len(value), random, (0x80, 16), (None, 0xDE, 0xDF)) + body
    if isinstance(value, UUID):
        return packed_ext(2, value.bytes, random)
    if isinstance(value, Decimal):
        return packed_ext(3, str(value).encode(), random)
    if isinstance(value, datetime):
        return packed_ext(4, value.isoformat().encode(), random)
    raise TypeError(type(value))


def packed_ext(kind: int, body: bytes, random: Random) -> bytes:
    """An extension value; a head of fixed size only where one fits."""
    fixed = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}.get(len(body))
    head = bytes([fixed]) if fixed is not None and random.random() < 0.7 else _head(len(body), random, None, (0xC7, 0xC8, 0xC9))
    return head + struct.pack(">b", kind) + body


def _head(length: int, random: Random, short: tuple[int, int] | None, marks: tuple[int | None, int, int]) -> bytes:
    wider = random.random() < 0.3
    if short is not None and length < short[1] and not (wider and random.random() < 0.7):
        return bytes([short[0] | length])
    for mark, width in zip(marks, (1, 2, 4), strict=True):
        if mark is not None and length < 256**width and not (wider and width < 4 and random.random() < 0.5):
            return bytes([mark]) + length.to_bytes(width, "big")
    raise ValueError(length)


def _packed_int(value: int, random: Random) -> bytes:
    wider = random.random() < 0.3
    if not -(2**63) <= value < 2**64 or (wider and random.random() < 0.1):
        return packed_ext(
            1,
            value.to_bytes((value if value >= 0 else ~value).bit_length() // 8 + 1 + (wider and random.randrange(3)), "big", signed=True),
            random,
        )
    if -32 <= value < 128 and not (wider and random.random() < 0.7):
        return struct.pack(">b", value)
    forms = [(mark, width, False) for mark, width in zip((0xCC, 0xCD, 0xCE, 0xCF), (1, 2, 4, 8), strict=True) if 0 <= value < 256**width]
    forms += [
        (mark, width, True)
        for mark, width in zip((0xD0, 0xD1, 0xD2, 0xD3), (1, 2, 4, 8), strict=True)
        if -(256**width // 2) <= value < 256**width // 2
    ]
    mark, width, signed = random.choice(forms)
    return bytes([mark]) + value.to_bytes(width, "big", signed=signed)


HOSTILE_PACKED = [
    b"",
    b"\xc1",
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\xc9\xff\xff\xff\xff\x01",
    b"\xdc\xff\xff" + b"\xc0" * 100,
    b"\xdf\x7f\xff\xff\xff" + b"\xa0\xc0" * 50,
    b"\x91" * 300,
    b"\x81\xa0" * 300,
    b"\x91" * 100_000 + b"\xc0",
    b"\x81\x01\x02",
    b"\x81\xc0\x02",
    b"\xa1\xff",
    b"\xa3\xed\xa0\x80",
    b"\xd4\x00\x00",
    b"\xd4\x06\x00",
    b"\xd6\xff\x00\x00\x00\x00",
    b"\xc7\x00\x01",
    b"\xc7\x0f\x02" + b"\x00" * 15,
    b"\xd8\x02" + b"\x00" * 15,
    b"\xc7\x03\x03abc",
    b"\xc7\x00\x03",
    b"\xc7\x04\x042026",
    b"\xc7\x00\x04",
    b"\xd4\x05\xc0",
    b"\xd4\x05\x80",
    b"\xd5\x05\x80\xc0",
    b"\xc7\x00\x05",
    b"\xd5\x05\x81\xa0",
    b"\xd6\x05\x81\xa1k\xc0",
    b"\xd6\x05\x81\xa1k\x91",
]


def enveloped(payload: bytes, head: bytes = b"LION\x01\x00") -> bytes:
    """A payload of the binary form, right or wrong, in an envelope that fits it. Written apart from both cores."""
    document = head + len(payload).to_bytes(8, "little") + payload
    return document + zlib.crc32(document).to_bytes(4, "little")


def damaged_binary(document: bytes, random: Random) -> bytes:
    """A document of the binary form after an accident: to the whole, which its checksum tells, or to a payload that was enveloped again."""
    if random.random() < 0.3:
        return damaged(document, random)
    payload = bytearray(document[14:-4])
    for _ in range(random.choice((1, 1, 2, 3))):
        at, kind = random.randrange(len(payload) + 1), random.randrange(4)
        if kind == 0:
            payload[at : at + 1] = bytes([random.choice((*range(13), 0x7F, 0x80, 0xFF, random.randrange(256)))])
        elif kind == 1:
            del payload[at : at + random.choice((1, 1, 3))]
        elif kind == 2:
            payload[at:at] = bytes([random.choice((*range(13), 0x80, 0xFF))])
        else:
            del payload[at:]
    return enveloped(bytes(payload))


def cut_or_followed(documents: bytes, random: Random) -> bytes:
    """A piece of a stream that ends anywhere, or goes on with something else."""
    kind = random.randrange(4)
    if kind == 0:
        return documents[: random.randrange(len(documents) + 1)]
    if kind == 1:
        return documents + damaged(documents, random)
    if kind == 2:
        return damaged(documents, random)
    return documents
