"""`System` and its content."""

from __future__ import annotations

from datetime import datetime

import pytest

from lionagi.protocols.messages import System, SystemContent

pytestmark = pytest.mark.usefixtures("backend")

DEFAULT = "You are a helpful AI assistant. Let's think step by step."


def test_a_system_message_has_a_default_text():
    assert System().rendered == DEFAULT
    assert SystemContent().system_message == DEFAULT
    assert System(content={}).content == SystemContent()
    assert System(system_datetime=None).rendered == DEFAULT


def test_the_moment_is_shown_before_the_text():
    assert System(system_message="Rules.", system_datetime="noon").rendered == "System Time: noon\n\nRules."


def test_true_is_now_to_the_minute():
    before = datetime.now().isoformat(timespec="minutes")
    moment = System(system_datetime=True).content.system_datetime
    after = datetime.now().isoformat(timespec="minutes")

    assert before <= moment <= after
    assert len(moment) == 16


@pytest.mark.parametrize("moment", [False, None])
def test_no_moment_is_shown(moment):
    assert System(system_message="Rules.", system_datetime=moment).content == SystemContent("Rules.")


def test_unknown_keys_of_a_dict_are_ignored():
    assert SystemContent.from_dict({"system_message": "s", "misspelt": 1}) == SystemContent("s")


def test_an_update_may_show_the_moment():
    message = System(system_message="Rules.")
    message.update(system_datetime=True)

    assert message.rendered.startswith("System Time: 2")
    assert message.rendered.endswith("\n\nRules.")
