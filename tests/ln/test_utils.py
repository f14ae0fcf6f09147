"""Clock, late imports and binning."""

from __future__ import annotations

import datetime
import email.message
import itertools
import json
import os.path
import sys
from collections import abc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lionagi import ln

SAMPLES = json.loads((Path(__file__).resolve().parents[1] / "samples" / "get_bins.json").read_text("utf-8"))["samples"]


def test_now_is_aware_and_now():
    before = datetime.datetime.now(datetime.timezone.utc)
    now = ln.now_utc()
    after = datetime.datetime.now(datetime.timezone.utc)

    assert before <= now <= after
    assert now.tzinfo is datetime.timezone.utc


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("json",), json),
        (("os", "path", "join"), os.path.join),
        (("collections.abc", None, "Mapping"), abc.Mapping),
        (("json", None, ["dumps", "loads"]), [json.dumps, json.loads]),
        (("json", None, ["dumps"]), json.dumps),
        (("json", None, []), json),
        (("email", None, "message"), email.message),
    ],
    ids=["module", "attribute", "dotted", "several", "list-of-one", "list-of-none", "submodule"],
)
def test_import_module_finds(arguments, expected):
    assert expected == ln.import_module(*arguments)


def test_without_a_name_the_top_package_comes_back():
    assert ln.import_module("os", "path") is os


@pytest.mark.parametrize("arguments", [("nope",), ("nope", "x"), ("nope", "x", "y")])
def test_a_missing_module_is_named(arguments):
    with pytest.raises(ImportError, match=rf"Failed to import module {'.'.join(arguments[:2])}: No module named 'nope'") as caught:
        ln.import_module(*arguments)

    assert caught.value.name == "nope"


def test_a_missing_attribute_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nope"):
        ln.import_module("json", import_name="nope")


@pytest.mark.parametrize(
    ("name", "expected"), [("json", True), ("os.path", True), ("nope", False), ("nope.deeper", False), ("json.nope", False)]
)
def test_is_import_installed(name, expected):
    assert expected is ln.is_import_installed(name)


def test_looking_for_a_module_does_not_import_it():
    sys.modules.pop("this", None)

    assert ln.is_import_installed("this")
    assert "this" not in sys.modules


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{len(sample['input'])}-below-{sample['upper']}")
def test_bins_are_those_of_the_samples(sample):
    assert sample["output"] == ln.get_bins(sample["input"], sample["upper"])


@given(texts=st.lists(st.text(max_size=8)), upper=st.integers(1, 20))
def test_bins_keep_every_text_in_order_and_stay_short(texts, upper):
    bins = ln.get_bins(texts, upper)

    assert list(range(len(texts))) == [index for each in bins for index in each]
    for each in bins:
        assert len(each) < 2 or sum(len(texts[index]) for index in each) < upper
    for one, following in itertools.pairwise(bins):
        assert sum(len(texts[index]) for index in one) + len(texts[following[0]]) >= upper  # no bin was closed early
