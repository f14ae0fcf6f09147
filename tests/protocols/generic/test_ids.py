"""Making, reading and printing ids on each backend, through `IDType` and the `ids` core behind it.

`uuid.UUID` of the standard library is the oracle for reading and printing; refusals are written by hand.
"""

import contextlib
import os
import sys
import threading
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lionagi._errors import IDError
from lionagi.protocols.generic._ids import IDType
from lionagi.registry import active

pytestmark = pytest.mark.usefixtures("backend")

PLAIN = "12345678-1234-1678-1234-567812345678"
STAMPED = "12345678-1234-4678-9234-567812345678"
DIGITS = PLAIN.replace("-", "")
PRIME = 2**61 - 1 if sys.maxsize > 2**32 else 2**31 - 1

sixteen_bytes = st.binary(min_size=16, max_size=16)


class SubId(IDType):
    """Without slots: has a dict, as sub-classes of users do."""


# --- making -----------------------------------------------------------------------------------------------------------


@given(sixteen_bytes)
def test_given_randomness_becomes_a_version_4_id(random):
    made = active.cores.ids.create(random)

    assert str(uuid.UUID(bytes=random, version=4)) == str(made)
    assert type(made) is IDType


def test_every_byte_keeps_its_random_bits_and_gets_the_fixed_ones():
    every_byte = b"".join(bytes([value]) * 16 for value in range(256))

    made = active.cores.ids.create_many(256, every_byte)

    assert [uuid.UUID(bytes=bytes([value]) * 16, version=4).bytes for value in range(256)] == [
        active.cores.ids.to_bytes(each) for each in made
    ]


def test_a_created_id_is_a_random_uuid_of_version_4():
    made = [IDType.create() for _ in range(3000)]  # more than any pool or block

    assert len({str(each) for each in made}) == 3000
    assert {(4, uuid.RFC_4122)} == {(each._id.version, each._id.variant) for each in made}
    ones = sum(bin(each._id.int).count("1") for each in made) / 3000
    assert abs(ones - 63) < 1  # 122 random bits and two fixed ones: 62, with a deviation of 0.1


def test_many_fresh_ids_are_all_different():
    made = active.cores.ids.create_many(1000)

    assert len(set(made)) == 1000
    assert active.cores.ids.create_many(0) == []


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        pytest.param((-1,), ValueError, "count must not be negative, not -1", id="negative"),
        pytest.param((2, b"x" * 31), ValueError, "random must have 32 bytes, not 31", id="too short"),
        pytest.param((1, b"x" * 32), ValueError, "random must have 16 bytes, not 32", id="too long"),
        pytest.param((0, b"x" * 16), ValueError, "random must have 0 bytes, not 16", id="none wanted"),
        pytest.param((1, "x" * 16), TypeError, "expected bytes, not str", id="text"),
    ],
)
def test_create_many_refuses(arguments, error, text):
    with pytest.raises(error, match=rf"^{text}$"):
        active.cores.ids.create_many(*arguments)


@pytest.mark.parametrize(("random", "error"), [(b"x" * 15, ValueError), (b"", ValueError), ("x" * 16, TypeError)])
def test_create_refuses_other_randomness(random, error):
    with pytest.raises(error):
        active.cores.ids.create(random)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # multi-threaded test runners
def test_parent_and_children_never_draw_the_same_ids():
    IDType.create()  # the stream exists before the fork
    families = []
    for _ in range(2):
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            with contextlib.suppress(BaseException):
                os.write(writer, "".join(str(IDType.create()) for _ in range(50)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            families.append(pipe.read())
        os.waitpid(child, 0)
    families.append("".join(str(IDType.create()) for _ in range(50)))

    ids = {family[at : at + 36] for family in families for at in range(0, len(family), 36)}
    assert len(ids) == 150


def test_threads_never_draw_the_same_ids():
    drawn = []

    def draw():
        drawn.extend([IDType.create() for _ in range(2000)])

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(drawn)) == 16000


# --- reading and printing ---------------------------------------------------------------------------------------------


@given(sixteen_bytes)
@example(bytes(16))
@example(b"\xff" * 16)
def test_reading_is_the_inverse_of_printing(random):
    made = active.cores.ids.create(random)

    assert made == IDType.validate(str(made))
    assert str(uuid.UUID(str(made))) == str(made)


@pytest.mark.parametrize("value", range(256))
def test_every_byte_is_printed_as_two_digits(value):
    assert str(uuid.UUID(bytes=bytes([value]) * 16)) == str(active.cores.ids.from_bytes(bytes([value]) * 16))


@st.composite
def _loose_texts(draw):
    """A readable UUID with everything around and inside that is dropped in reading."""
    digits = draw(sixteen_bytes).hex()
    digits = "".join(draw(st.sampled_from([digit, digit.upper(), digit + "-", "-" + digit])) for digit in digits)
    opening, closing = draw(st.text("{}", max_size=3)), draw(st.text("{}", max_size=3))
    prefix = draw(st.lists(st.sampled_from(["urn:", "uuid:"]), max_size=3))
    place = draw(st.integers(0, len(digits)))
    return opening + digits[:place] + "".join(prefix) + digits[place:] + closing


@given(_loose_texts())
@example("{" + PLAIN + "}")
@example("{{" + PLAIN + "}}")
@example("{}" + PLAIN + "}{")
@example("urn:uuid:" + PLAIN)
@example("urn:urn:" + PLAIN + "uuid:uuid:")
@example(DIGITS)
@example("-" + PLAIN + "-")
def test_reading_agrees_with_the_standard_library(text):
    assert uuid.UUID(text, version=4) == IDType.validate(text)._id


@given(st.text("0123456789abcdefABCDEF-{}urnid:", max_size=48) | st.text("09af-", min_size=30, max_size=40) | st.text())
@example("ururn:n:" + PLAIN)  # a removal may not join what is removed
@example("urn:uuuuid:id:" + PLAIN)
@example("URN:UUID:" + PLAIN)
@example(PLAIN[:-1])
@example(PLAIN + "0")
@example(DIGITS[:16] + "{" + DIGITS[16:])
@example("-" * 36)
@example("{}")
@example("")
@example("\ud800" * 32)
@example("ä" * 16)
@example("12345678-1234-1678-1234-56781234567g")
@example("g2345678-1234-1678-1234-567812345678")
@example("12345678-1234-1678-1234+567812345678")
@example("12345678-1234-1678-1234-5678123456-8")
def test_refusing_agrees_with_the_standard_library(text):
    try:
        expected = uuid.UUID(text, version=4)
    except ValueError:
        with pytest.raises(IDError):
            IDType.validate(text)
    else:
        assert expected == IDType.validate(text)._id


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " + DIGITS[1:], id="space for a digit"),
        pytest.param("+" + DIGITS[1:], id="sign"),
        pytest.param("0x" + DIGITS[2:], id="hex prefix"),
        pytest.param("1_2" + DIGITS[3:], id="underscore"),
        pytest.param(DIGITS[:-1] + "\n", id="line end"),
        pytest.param(DIGITS.replace("1", "\u0661"), id="arabic digits"),
        pytest.param(DIGITS[:10] + "  " + DIGITS[12:], id="spaces between bytes"),
    ],
)
def test_what_int_would_forgive_is_no_id(text):
    """`uuid.UUID` hands its digits to `int()`, which reads these too; lionagi 0.18.0 did so by accident."""
    with pytest.raises(IDError):
        IDType.validate(text)


@pytest.mark.parametrize("value", ["abc", None, 5, "", b"abc", PLAIN.encode(), [PLAIN], " " + PLAIN, PLAIN + "\n", IDType], ids=repr)
def test_anything_else_is_refused_with_the_text_of_the_reference(value):
    with pytest.raises(IDError) as caught:
        IDType.validate(value)

    assert str(caught.value) == f"Invalid ID: {value}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_version_bits_are_overwritten():
    assert str(IDType.validate(PLAIN)) == STAMPED
    assert str(IDType.validate(uuid.UUID(PLAIN))) == STAMPED
    assert str(IDType.validate(STAMPED.upper())) == STAMPED


def test_an_id_is_validated_to_itself():
    for made in (IDType.create(), SubId.create(), IDType("anything")):
        assert IDType.validate(made) is made


def test_what_printing_a_value_raises_leaves_as_it_is():
    class Unprintable:
        def __str__(self):
            raise RuntimeError("no text")

    class NotText:
        def __str__(self):
            return 5

    with pytest.raises(RuntimeError, match="no text"):
        IDType.validate(Unprintable())
    with pytest.raises(TypeError, match="__str__ returned non-string"):
        IDType.validate(NotText())


def test_a_sub_class_of_str_is_read_through_its_own_text():
    class Shouting(str):
        def __str__(self):
            return STAMPED

    assert str(IDType.validate(Shouting("x"))) == STAMPED


def test_batches_do_each_and_stop_at_the_first_bad_one():
    core = active.cores.ids
    texts = [STAMPED, PLAIN, uuid.UUID(PLAIN), IDType.validate(PLAIN)]

    assert core.parse_many(texts) == [IDType.validate(PLAIN)] * 4
    assert core.text_many(core.parse_many(texts)) == [STAMPED] * 4
    assert core.parse_many([]) == core.text_many([]) == []
    with pytest.raises(IDError, match=r"^Invalid ID: bad$"):
        core.parse_many([STAMPED, "bad", "worse"])


@given(sixteen_bytes)
def test_bytes_go_in_and_out_untouched(value):
    core = active.cores.ids

    assert value == core.to_bytes(core.from_bytes(value))
    assert str(uuid.UUID(bytes=value)) == core.text(core.from_bytes(value))


@pytest.mark.parametrize(("value", "error"), [(b"", ValueError), (b"x" * 15, ValueError), (b"x" * 17, ValueError), ("x" * 16, TypeError)])
def test_from_bytes_refuses_another_length(value, error):
    with pytest.raises(error):
        active.cores.ids.from_bytes(value)
