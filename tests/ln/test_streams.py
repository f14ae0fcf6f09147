"""The binary form and streams of documents in files: what comes back, what a fault says and keeps, what a failed write leaves."""

from __future__ import annotations

import io
import json
import os
import pickle
import stat
import threading
import tracemalloc
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi import _errors
from lionagi._errors import StreamError
from lionagi.ln import (
    binary_dumps,
    binary_loads,
    read_binary_stream,
    read_json_lines,
    write_binary_stream,
    write_json_lines,
)
from lionagi.protocols.types import Node

pytestmark = pytest.mark.usefixtures("backend")

FORMS = {"json lines": (write_json_lines, read_json_lines), "binary": (write_binary_stream, read_binary_stream)}


@pytest.fixture(params=FORMS)
def form(request):
    return FORMS[request.param]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


# --- one document ------------------------------------------------------------------------------------------------------------


def test_an_element_comes_back_from_its_binary_form():
    node = Node(content={"a": [1, 2.5]}, embedding=[0.5, 1.5], metadata={"k": 2**80})

    back = Node.from_binary(node.to_binary())

    assert (back.id, back.created_at, back.content, back.embedding) == (node.id, node.created_at, node.content, node.embedding)
    assert back.metadata == node.metadata


def test_an_entity_inside_a_value_is_made_again_by_the_given_function():
    node = Node(content="x")

    (back,) = binary_loads(binary_dumps([node]), entity=Node.from_dict)

    assert type(back) is Node
    assert back.id == node.id


def test_a_document_that_was_altered_says_where():
    data = bytearray(Node(content="x").to_binary())
    data[30] ^= 1

    with pytest.raises(_errors.MalformedBinary, match="the document at byte 0 was altered"):
        Node.from_binary(bytes(data))


def test_a_document_of_a_later_version_says_so():
    data = bytearray(binary_dumps(1))
    data[4] = 2

    with pytest.raises(ValueError, match="version 2 of the format, at byte 4; this version reads 1"):
        binary_loads(bytes(data))


def test_the_example_of_the_page_is_what_is_written():
    page = (Path(__file__).parents[2] / "docs" / "formats" / "binary.md").read_text(encoding="utf-8")
    rows = [line.split("   ")[0] for line in page.partition("## Example")[2].split("```")[1].splitlines() if line]

    assert bytes.fromhex("".join(rows)) == binary_dumps({"n": [1, None]})


# --- files -------------------------------------------------------------------------------------------------------------------


@given(st.lists(JSON, max_size=6), st.sampled_from(sorted(FORMS)))
def test_what_is_written_is_read(values, name):
    write, read = FORMS[name]
    file = io.BytesIO()

    assert write(file, iter(values)) == len(values)
    file.seek(0)
    assert list(read(file)) == values


def test_entities_are_written_as_their_dict_and_made_again(form, tmp_path):
    write, read = form
    nodes = [Node(content=str(number)) for number in range(3)]

    assert write(tmp_path / "nodes", nodes) == 3

    assert [(node.id, node.content) for node in read(tmp_path / "nodes", entity=Node.from_dict)] == [(n.id, n.content) for n in nodes]
    assert next(read(tmp_path / "nodes"))["id"] == str(nodes[0].id)


def test_lines_are_what_other_tools_read(tmp_path):
    write_json_lines(tmp_path / "lines", [{"a": 1}, "é", None])

    assert [json.loads(line) for line in (tmp_path / "lines").read_text(encoding="utf-8").splitlines()] == [{"a": 1}, "é", None]


def test_appended_items_follow_those_that_are_there(form, tmp_path):
    write, read = form
    write(tmp_path / "file", [1, 2])
    write(tmp_path / "file", [3], append=True)

    assert list(read(tmp_path / "file")) == [1, 2, 3]


def test_no_items_are_an_empty_file(form, tmp_path):
    write, read = form

    assert write(tmp_path / "file", []) == 0
    assert (tmp_path / "file").read_bytes() == b""
    assert list(read(tmp_path / "file")) == []


def test_a_document_of_many_pieces_is_read_whole(form, tmp_path):
    write, read = form
    long = "x" * 3_000_000
    write(tmp_path / "file", ["before", long, "after"])

    assert list(read(tmp_path / "file")) == ["before", long, "after"]


def test_a_file_is_never_in_memory_as_a_whole(form, tmp_path):
    write, read = form
    row = {"text": "x" * 1_000}
    size = 30_000_000

    tracemalloc.start()
    try:
        write(tmp_path / "file", (row for _ in range(30_000)))
        assert (tmp_path / "file").stat().st_size > size
        assert sum(1 for _ in read(tmp_path / "file")) == 30_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 8


# --- faults ------------------------------------------------------------------------------------------------------------------


def kept_and_fault(values):
    kept = []
    try:
        for value in values:
            kept.append(value)
    except StreamError as error:
        return kept, error
    raise AssertionError("no fault")


def test_everything_before_a_faulty_line_is_kept_and_the_error_says_where(tmp_path):
    (tmp_path / "lines").write_bytes(b'{"a":1}\n\n2\n{"b":\n3\n')

    kept, error = kept_and_fault(read_json_lines(tmp_path / "lines"))

    assert kept == [{"a": 1}, 2]
    assert (error.line, error.document, error.offset) == (4, 3, 11)
    assert str(error).startswith("document 3 in line 4, from byte 11 of the stream on: ")
    assert isinstance(error.__cause__, json.JSONDecodeError)


@pytest.mark.parametrize("cut", [1, 3, 14, 19])
def test_a_binary_stream_that_ends_in_the_middle_keeps_what_came_before(tmp_path, cut):
    write_binary_stream(tmp_path / "file", [1, "two", 3])
    whole = (tmp_path / "file").read_bytes()
    last = len(binary_dumps(3))
    (tmp_path / "file").write_bytes(whole[: len(whole) - last + cut])

    kept, error = kept_and_fault(read_binary_stream(tmp_path / "file"))

    assert kept == [1, "two"]
    assert (error.document, error.offset, error.line) == (3, len(whole) - last, None)


def test_every_altered_byte_of_a_binary_stream_is_found(tmp_path):
    file = io.BytesIO()
    write_binary_stream(file, [{"a": 1}, "two"])
    first = len(binary_dumps({"a": 1}))
    for place, byte in enumerate(file.getvalue()):
        data = bytearray(file.getvalue())
        data[place] = byte ^ 0x10
        kept, _ = kept_and_fault(read_binary_stream(io.BytesIO(data)))

        assert kept == ([] if place < first else [{"a": 1}])


def test_a_fault_far_inside_a_file_is_placed_in_the_file(tmp_path):
    write_json_lines(tmp_path / "lines", range(200_000))
    size = (tmp_path / "lines").stat().st_size
    with open(tmp_path / "lines", "ab") as file:
        file.write(b"[1,")

    kept, error = kept_and_fault(read_json_lines(tmp_path / "lines"))

    assert len(kept) == 200_000
    assert (error.line, error.offset) == (200_001, size)


def test_a_document_beyond_the_limit_is_refused_before_it_fills_memory(form):
    write, read = form
    file = io.BytesIO()
    write(file, [1, "x" * 2_000_000])
    file.seek(0)

    kept, error = kept_and_fault(read(file, max_document=1_000_000))

    assert kept == [1]
    assert "longer than 1000000 bytes; a larger max_document may be given" in str(error)
    assert file.tell() < 2_000_000


def test_an_announced_length_is_not_believed():
    hostile = b"LION\x01\x00" + (2**40).to_bytes(8, "little") + b"x"

    kept, error = kept_and_fault(read_binary_stream(io.BytesIO(hostile)))

    assert kept == []
    assert "announces" in str(error)


def test_an_item_without_a_form_is_named_and_a_file_that_is_there_stays(form, tmp_path):
    write, read = form
    write(tmp_path / "file", ["old"])

    with pytest.raises(StreamError, match=r"^document 302, from byte") as caught:
        write(tmp_path / "file", [*range(301), {"bad": "\ud800"}, 1])

    assert caught.value.document == 302
    assert list(read(tmp_path / "file")) == ["old"]
    assert os.listdir(tmp_path) == ["file"]


def test_items_before_a_refused_one_are_in_an_open_file(form):
    write, read = form
    file = io.BytesIO()

    with pytest.raises(StreamError):
        write(file, [1, 2, "\ud800", 3])

    file.seek(0)
    assert list(read(file)) == [1, 2]


def test_what_the_items_raise_leaves_and_nothing_stays_behind(form, tmp_path):
    write, _ = form

    def items():
        yield 1
        raise KeyError("theirs")

    with pytest.raises(KeyError, match="theirs"):
        write(tmp_path / "file", items())

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("stop", [KeyError("theirs"), KeyboardInterrupt()])
@pytest.mark.parametrize("count", [0, 2, 256, 300])
def test_items_before_what_the_items_raise_are_in_an_open_file(form, stop, count):
    write, read = form
    file = io.BytesIO()

    def items():
        yield from range(count)
        raise stop

    with pytest.raises(type(stop)):
        write(file, items())

    file.seek(0)
    assert list(read(file)) == list(range(count))


class Unwritable:
    __lion_entity__ = True

    def to_dict(self):
        raise KeyError("theirs")


def test_an_item_whose_to_dict_raises_is_named_and_those_before_it_are_kept(form):
    write, read = form
    file = io.BytesIO()

    with pytest.raises(StreamError, match=r"^document 3, from byte .*: KeyError: 'theirs'$") as caught:
        write(file, [1, 2, Unwritable(), 3])

    assert isinstance(caught.value.__cause__, KeyError)
    file.seek(0)
    assert list(read(file)) == [1, 2]


def test_wrong_options_are_no_fault_of_an_item(tmp_path):
    for options, text in ((orjson.OPT_INDENT_2, "OPT_INDENT_2"), (4096, "Invalid opts")):
        with pytest.raises(TypeError, match=text):
            write_json_lines(tmp_path / "file", [{"a": 1}], options=options)

    assert os.listdir(tmp_path) == []


# --- what is there already ---------------------------------------------------------------------------------------------------


def test_an_appended_line_never_joins_one_that_has_no_end(tmp_path):
    (tmp_path / "lines").write_bytes(b'1\n{"a":2}')

    write_json_lines(tmp_path / "lines", [3], append=True)

    assert (tmp_path / "lines").read_bytes() == b'1\n{"a":2}\n3\n'


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("append", [False, True])
def test_what_is_no_regular_file_is_written_into(form, tmp_path, append):
    write, read = form
    os.mkfifo(tmp_path / "pipe")
    found = []
    reader = threading.Thread(target=lambda: found.extend(read(tmp_path / "pipe")), daemon=True)
    reader.start()

    assert write(tmp_path / "pipe", [1, "two"], append=append) == 2

    reader.join(20)
    assert found == [1, "two"]
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


# --- reading what others wrote -----------------------------------------------------------------------------------------------


class Dripping(io.RawIOBase):
    """A file that gives a byte at a time, as a slow pipe may."""

    def __init__(self, data):
        self.rest = data

    def read(self, size=-1):
        first, self.rest = self.rest[:1], self.rest[1:]
        return first


@pytest.mark.parametrize("of", [io.BytesIO, Dripping])
def test_a_byte_order_mark_is_skipped_at_the_beginning_only(of):
    assert list(read_json_lines(of(b'\xef\xbb\xbf{"a":1}\r\n2'))) == [{"a": 1}, 2]
    assert list(read_json_lines(of(b"\xef\xbb\xbf"))) == []

    for data, kept_values, place in (
        (b"\xef\xbb\xbf1\n\xef\xbb\xbf2\n", [1], (2, 5)),
        (b"\xef\xbb\xbf" * 2, [], (1, 3)),
        (b"\xef\xbb", [], (1, 0)),
    ):
        kept, error = kept_and_fault(read_json_lines(of(data)))
        assert (kept, (error.line, error.offset)) == (kept_values, place)


def test_streams_that_come_a_byte_at_a_time_are_read(form):
    write, read = form
    file = io.BytesIO()
    write(file, [{"a": "x" * 40}, [1, 2], None])

    assert list(read(Dripping(file.getvalue()))) == [{"a": "x" * 40}, [1, 2], None]


@pytest.mark.parametrize("metadata", [5, "lion_class", ["lion_class"], None, {}])
def test_a_dict_that_only_looks_like_that_of_an_entity_stays_one(metadata):
    file = io.BytesIO()
    write_json_lines(file, [{"metadata": metadata}])
    file.seek(0)

    assert list(read_json_lines(file, entity=Node.from_dict)) == [{"metadata": metadata}]


@pytest.mark.parametrize("blank", [b"", b"\n \r\n"])
def test_an_entity_that_cannot_be_made_is_a_fault_at_its_place(form, blank):
    write, read = form
    nodes = [Node(content=number) for number in range(600)]
    pieces = []
    for node in nodes:
        file = io.BytesIO()
        write(file, [node])
        pieces.append(file.getvalue())
    is_lines = write is write_json_lines
    between = blank if is_lines else b""
    data = b"".join(between + piece for piece in pieces)

    def make(fields):
        if fields["content"] == 500:
            raise LookupError("no such class")
        return Node.from_dict(fields)

    kept, error = kept_and_fault(read(io.BytesIO(data), entity=make))

    assert [node.content for node in kept] == list(range(500))
    assert isinstance(error.__cause__, LookupError)
    assert str(error).endswith(": LookupError: no such class")
    assert (error.document, error.offset) == (501, sum(len(between + piece) for piece in pieces[:500]) + len(between))
    assert error.line == ((500 * (1 + blank.count(b"\n")) + blank.count(b"\n") + 1) if is_lines else None)


def test_a_written_file_has_the_usual_rights_and_keeps_those_it_had(form, tmp_path):
    write, _ = form
    (tmp_path / "usual").write_bytes(b"")
    usual = stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    write(tmp_path / "new", [1])
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == usual

    os.chmod(tmp_path / "new", 0o600)
    write(tmp_path / "new", [2])
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


def test_a_link_goes_on_pointing_to_the_file(form, tmp_path):
    write, read = form
    write(tmp_path / "file", [1])
    os.symlink(tmp_path / "file", tmp_path / "link")

    write(tmp_path / "link", [2])

    assert (tmp_path / "link").is_symlink()
    assert list(read(tmp_path / "file")) == [2]


def test_files_of_text_are_refused(form):
    write, read = form

    with pytest.raises(TypeError, match="opened in binary mode"):
        write(io.StringIO(), [1])
    with pytest.raises(TypeError, match="opened in binary mode"):
        list(read(io.StringIO("1\n")))


def test_a_missing_file_is_an_error_of_the_system(form, tmp_path):
    _, read = form

    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "none"))


def test_errors_of_streams_pickle():
    _, error = kept_and_fault(read_json_lines(io.BytesIO(b"1\nx\n")))

    back = pickle.loads(pickle.dumps(error))

    assert (str(back), back.document, back.offset, back.line) == (str(error), 2, 2, 2)
