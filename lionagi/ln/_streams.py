"""The compact binary form, and streams of documents in files larger than memory: JSON Lines and the binary form, both ways.

A stream is written and read a piece at a time. What came before a fault has been handed out, or written, and the error says where the fault
is. A file that is written by its path appears whole or not at all. The bytes are the `codec` core's work. Format: `docs/formats/binary.md`.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi.registry import active

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO, Any

    Target = str | os.PathLike[str] | IO[bytes]

__all__ = ["binary_dumps", "binary_loads", "read_binary_stream", "read_json_lines", "write_binary_stream", "write_json_lines"]

_ITEMS_AT_ONCE = 256
_BYTES_AT_ONCE = 1 << 18
_UTF8_MARK = b"\xef\xbb\xbf"  # some editors and exports put it at the beginning of a text
MAX_DOCUMENT = 1 << 28  # bytes


def binary_dumps(obj: Any) -> bytes:
    """The compact binary form of a value: what MessagePack carries, in an envelope with version, length and checksum.

    Raises: TypeError: a type or key without a form, with the path to it, or nesting beyond MAX_DEPTH; ValueError: lone surrogate.
    """
    data: bytes = active.cores.codec.binary_encode(obj)
    return data


def binary_loads(data: bytes | bytearray | memoryview, *, entity: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """The value of a document of the binary form. `entity` makes an object of an entity's dict, for example `Node.from_dict`.

    Raises: lionagi._errors.MalformedBinary (a ValueError): cut off, altered or none at all, with the place; TypeError: another argument.
    """
    return active.cores.codec.binary_decode(data, entity)


# --- writing -----------------------------------------------------------------------------------------------------------------


def write_json_lines(
    file: Target,
    items: Iterable[Any],
    *,
    append: bool = False,
    default: Callable[[Any], Any] | None = None,
    options: int = 0,
) -> int:
    """Writes each item as a line of JSON; returns how many.

    Args:
        file: a path, or a file open for writing bytes, which stays open.
        items: values that `json_dumpb` takes; entities as their `to_dict()`. Taken one after the other, never all at once.
        append: goes on at the end of a path, after a line that was left unfinished on a line of its own. Otherwise a file that is there is
            replaced at the end, whole. What is no regular file (a pipe, a device) is written into.
        default: as in `json_dumpb`.
        options: bits of orjson's `OPT_*`; OPT_INDENT_2 is refused.

    Raises: StreamError: an item without a JSON form, or an error of its `to_dict` or of `default`, which is the `__cause__`; `document` is
    its number, from 1. What iterating over `items` raises leaves as it is. Of a path nothing has changed then; in an open file, and with
    `append`, the items before it are written. TypeError: a file that takes text; OSError.
    """
    if default is None:
        from lionagi.ln._json_dump import get_orjson_default

        default = get_orjson_default()
    core = active.cores.codec
    core.json_lines_encode((), None, options)  # wrong options are no fault of the first item
    return _write(file, items, append, lambda values: core.json_lines_encode(values, default, options), b"\n")


def write_binary_stream(file: Target, items: Iterable[Any], *, append: bool = False) -> int:
    """Writes each item in the binary form, one after the other; returns how many. Arguments and errors: as `write_json_lines`.

    `append` does not look at what is there: after a document that was cut off, nothing more can be read.
    """
    return _write(file, items, append, active.cores.codec.binary_encode_many)


def _write(file: Target, items: Iterable[Any], append: bool, encode: Callable[[list[Any]], bytes], end: bytes = b"") -> int:
    """`end`: the byte that every document ends with, if there is one."""
    if hasattr(file, "write"):
        return _write_into(file, items, encode)
    import os

    path = os.fspath(file)
    is_special = os.path.exists(path) and not os.path.isfile(path)  # a device or a pipe must not become a file
    if not append and not is_special:
        return _write_anew(path, items, encode)
    with open(path, "ab" if append else "wb") as opened:
        if end and append and not is_special and not _ends_with(path, end):
            opened.write(end)
        return _write_into(opened, items, encode)


def _ends_with(path: str, end: bytes) -> bool:
    """False only where the last byte of the file is known to be another one."""
    import os

    try:
        with open(path, "rb") as opened:
            opened.seek(-1, os.SEEK_END)
            return opened.read(1) == end
    except OSError:  # it is empty, or may not be read
        return True


def _write_anew(path: str, items: Iterable[Any], encode: Callable[[list[Any]], bytes]) -> int:
    """Beside the file, on its file system, and then into its place: whoever reads or writes it meanwhile sees a whole one."""
    import os
    import tempfile

    folder, name = os.path.split(os.path.realpath(path))
    try:
        mode = os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        mode = 0o666 & ~_umask()
    descriptor, beside = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with open(descriptor, "wb") as opened:
            count = _write_into(opened, items, encode)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(beside, mode)
        os.replace(beside, os.path.join(folder, name))
    except BaseException:
        os.unlink(beside)
        raise
    return count


def _umask() -> int:
    import os

    mask = os.umask(0o077)  # the only way to ask
    os.umask(mask)
    return mask


def _write_into(file: Any, items: Iterable[Any], encode: Callable[[list[Any]], bytes]) -> int:
    from io import TextIOBase

    if isinstance(file, TextIOBase):
        raise _errors.not_a_binary_file()
    count = offset = 0
    rest = iter(items)
    while True:
        batch, stopped = _taken(rest)
        try:
            data = encode(batch)
        except Exception as fault:
            good, cause = _first_refused(batch, encode, fault)
            data = encode(batch[:good])
            file.write(data)
            raise _errors.stream_fault(cause, count + good + 1, offset + len(data)) from cause
        file.write(data)
        count += len(batch)
        offset += len(data)
        if isinstance(stopped, StopIteration):
            return count
        if stopped is not None:
            raise stopped


def _taken(rest: Iterator[Any]) -> tuple[list[Any], BaseException | None]:
    """The next items, and why there are no more: StopIteration, or what the caller's iterator raised after them."""
    batch: list[Any] = []
    try:
        while len(batch) < _ITEMS_AT_ONCE:
            batch.append(next(rest))
    except BaseException as stopped:
        return batch, stopped
    return batch, None


def _first_refused(batch: list[Any], encode: Callable[[list[Any]], bytes], fault: Exception) -> tuple[int, Exception]:
    """How many of the batch come before the one that has no form, and why it has none."""
    for place, item in enumerate(batch):
        try:
            encode([item])
        except Exception as cause:
            return place, cause
    return 0, fault  # it was of the moment: an object of the user that answers differently now


# --- reading -----------------------------------------------------------------------------------------------------------------


def read_json_lines(
    file: Target, *, entity: Callable[[dict[str, Any]], Any] | None = None, max_document: int = MAX_DOCUMENT
) -> Iterator[Any]:
    """The values of the lines, one after the other; blank lines are skipped. No more than a piece of the file is in memory.

    Lines end with a line feed, before which a carriage return may stand; the last may end without. A byte order mark at the beginning is
    skipped.

    Args:
        file: a path, or a file open for reading bytes, which stays open.
        entity: makes an object of a document that is the dict of an entity, for example `Node.from_dict`.
        max_document: bytes of a line at most.

    Raises: StreamError: a line is no JSON or too long, or `entity` raised for it (the `__cause__`), after all before it were handed out;
    `line`, `document` and `offset` say where. TypeError: a file that gives text; OSError.
    """
    decode_lines = active.cores.codec.json_lines_decode

    def decode(piece: bytes, is_last: bool) -> tuple[list[Any], int, int, Exception | None]:
        values, used, lines, fault = decode_lines(piece, is_last)
        if entity is not None:
            for place, value in enumerate(values):
                if _is_of_entity(value):
                    try:
                        values[place] = entity(value)
                    except Exception as cause:
                        return values[:place], *_before_document(piece, place), cause
        return values, used, lines, fault

    return _read(file, decode, max_document, _UTF8_MARK)


def _is_of_entity(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and "lion_class" in metadata


def _before_document(piece: bytes, place: int) -> tuple[int, int]:
    """Bytes and lines before the line of a document, of which `place` stand before it."""
    at = 0
    for number, line in enumerate(piece.split(b"\n")):
        if line.strip(b" \t\r"):
            if not place:
                return at, number
            place -= 1
        at += len(line) + 1
    raise AssertionError("not reached: the documents were read from these lines")


def read_binary_stream(
    file: Target, *, entity: Callable[[dict[str, Any]], Any] | None = None, max_document: int = MAX_DOCUMENT
) -> Iterator[Any]:
    """The values of a stream of the binary form. Arguments and errors: as `read_json_lines`, but `entity` makes the entities inside other
    values, too; a stream that ends inside a document, and one whose bytes were altered, are a StreamError."""
    core = active.cores.codec

    def decode(piece: bytes, is_last: bool) -> tuple[list[Any], int, None, Exception | None]:
        values, used, fault = core.binary_decode_many(piece, is_last, entity)
        return values, used, None, fault

    return _read(file, decode, max_document)


def _read(
    file: Any, decode: Callable[[bytes, bool], tuple[list[Any], int, int | None, Exception | None]], limit: int, mark: bytes = b""
) -> Iterator[Any]:
    if not hasattr(file, "read"):
        with open(file, "rb") as opened:
            yield from _read(opened, decode, limit, mark)
        return
    rest = b""
    offset = documents = 0
    lines: int | None = 0
    while True:
        # As much again as is left: a document of many pieces is looked at a few times, not once a piece.
        piece = file.read(max(_BYTES_AT_ONCE, len(rest)))
        if not isinstance(piece, (bytes, bytearray, memoryview)):
            raise _errors.not_a_binary_file()
        is_last = not piece
        rest = rest + bytes(piece) if rest else bytes(piece)
        if mark and offset == 0 and rest.startswith(mark):
            offset, rest = len(mark), rest[len(mark) :]
        values, used, lines_used, fault = decode(rest, is_last)
        yield from values
        documents += len(values)
        offset += used
        rest = rest[used:]
        lines = None if lines_used is None or lines is None else lines + lines_used
        if fault is None and len(rest) > limit:
            fault = _errors.document_too_long(limit)
        if fault is not None:
            raise _errors.stream_fault(fault, documents + 1, offset, None if lines is None else lines + 1) from fault
        if is_last:
            return
