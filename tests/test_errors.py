"""The error family: attributes, defaults, dicts, copies."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi import _errors

DEFAULTS = [
    ("LionError", "LionAGI error", 500),
    ("ValidationError", "Validation failed", 422),
    ("NotFoundError", "Item not found", 404),
    ("ExistsError", "Item already exists", 409),
    ("ObservationError", "Observation failed", 500),
    ("ResourceError", "Resource error", 429),
    ("IDError", "LionAGI error", 500),
    ("RelationError", "LionAGI error", 500),
    ("OperationError", "LionAGI error", 500),
    ("ExecutionError", "LionAGI error", 500),
]
FAMILY = [getattr(_errors, name) for name, _, _ in DEFAULTS]
every_class = pytest.mark.parametrize("cls", FAMILY)


@pytest.mark.parametrize(("name", "message", "status"), DEFAULTS)
def test_each_class_has_its_default_message_and_status(name, message, status):
    error = getattr(_errors, name)()

    assert (message, status, {}) == (error.message, error.status_code, error.details)
    assert message == str(error)
    assert (message,) == error.args


@every_class
def test_no_class_is_a_value_error_or_a_key_error(cls):
    assert (_errors.LionError, Exception) == tuple(base for base in cls.__mro__ if base in (_errors.LionError, Exception))
    assert not issubclass(cls, (ValueError, KeyError, LookupError))


def test_the_long_names_are_the_short_ones():
    assert _errors.ItemNotFoundError is _errors.NotFoundError
    assert _errors.ItemExistsError is _errors.ExistsError


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_message_becomes_the_default(empty):
    assert _errors.NotFoundError(empty).message == "Item not found"


def test_details_are_the_callers_dict():
    details = {"a": 1}

    assert _errors.LionError("x", details=details).details is details


def test_the_cause_is_chained():
    cause = ValueError("v")
    error = _errors.LionError("x", cause=cause)

    assert error.__cause__ is cause
    assert error.get_cause() is cause
    assert _errors.LionError("x").get_cause() is None


@pytest.mark.parametrize(
    ("error", "include_cause", "expected"),
    [
        (_errors.LionError("x"), True, {"error": "LionError", "message": "x", "status_code": 500}),
        (
            _errors.NotFoundError("x", details={"a": 1}, cause=ValueError("v")),
            False,
            {"error": "NotFoundError", "message": "x", "status_code": 404, "details": {"a": 1}},
        ),
        (
            _errors.LionError("x", details={"a": 1}, status_code=3, cause=ValueError("v")),
            True,
            {"error": "LionError", "message": "x", "status_code": 3, "details": {"a": 1}, "cause": "ValueError('v')"},
        ),
    ],
    ids=["bare", "cause-not-asked-for", "all"],
)
def test_to_dict_has_what_is_there_in_this_order(error, include_cause, expected):
    found = error.to_dict(include_cause=include_cause)

    assert expected == found
    assert list(expected) == list(found)


@every_class
def test_from_value_describes_the_value(cls):
    cause = KeyError("k")
    error = cls.from_value(5, expected="text", message="no text", cause=cause, place="here")

    assert type(error) is cls
    assert error.message == "no text"
    assert list({"value": 5, "type": "int", "expected": "text", "place": "here"}.items()) == list(error.details.items())
    assert error.get_cause() is cause


def test_from_value_leaves_out_what_was_not_expected():
    assert _errors.ValidationError.from_value(None).details == {"value": None, "type": "NoneType"}
    assert _errors.ValidationError.from_value(None).message == "Validation failed"


def test_a_rate_limit_says_how_long_to_wait():
    error = _errors.RateLimitError(2.5, details={"q": 1})

    assert (error.retry_after, error.message, error.status_code, error.details) == (2.5, "Rate limit exceeded", 429, {"q": 1})
    assert error.to_dict() == {"error": "RateLimitError", "message": "Rate limit exceeded", "status_code": 429, "details": {"q": 1}}


def test_a_rate_limit_needs_its_wait():
    with pytest.raises(TypeError, match="retry_after"):
        _errors.RateLimitError()


def test_a_rate_limit_can_be_made_from_a_value():
    error = _errors.RateLimitError.from_value("m", retry_after=4)

    assert error.retry_after == 4
    assert error.details == {"value": "m", "type": "str"}
    assert _errors.RateLimitError.from_value("m").retry_after == 0


class _OwnArguments(_errors.NotFoundError):
    def __init__(self, name, *, place):
        super().__init__(f"{name} is not in {place}", details={"name": name})
        self.place = place


texts = st.text(min_size=1)


@given(
    error=st.one_of(
        st.builds(
            lambda cls, message, details, status: cls(message, details=details, status_code=status),
            st.sampled_from(FAMILY),
            texts,
            st.dictionaries(texts, st.integers()),
            st.integers(100, 599),
        ),
        st.builds(_errors.RateLimitError, st.floats(allow_nan=False), message=texts),
        st.builds(_OwnArguments, texts, place=texts),
    ),
    way=st.sampled_from([copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]),
)
def test_copies_and_pickles_keep_every_attribute(error, way):
    twin = way(error)

    assert type(error) is type(twin)
    assert error.args == twin.args
    assert vars(error) == vars(twin)
    assert str(error) == str(twin)


def test_a_panic_keeps_its_place_in_a_pickle():
    error = pickle.loads(pickle.dumps(_errors.BackendPanicError("ids", "boom", "src/ids.rs:1")))

    assert isinstance(error, _errors.BackendPanicError)
    assert (error.component, error.panic, error.place) == ("ids", "boom", "src/ids.rs:1")
    assert "LIONAGI_KILL=ids" in str(error)


def test_a_missing_backend_is_an_import_error():
    with pytest.raises(ImportError):
        raise _errors.BackendUnavailableError("missing")
