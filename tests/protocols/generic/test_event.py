"""Events: status, execution, what is written of them, and what cannot be made again."""

from __future__ import annotations

import asyncio
import copy
import pickle

import pytest
from pydantic import BaseModel, ValidationError

from lionagi.protocols.generic.event import Event, EventStatus, Execution
from lionagi.protocols.types import Element

pytestmark = pytest.mark.usefixtures("backend")


class Plain(BaseModel):
    a: int = 1


class Worker(Event):
    times: int = 2

    async def invoke(self) -> None:
        self.response = self.times
        self.status = EventStatus.COMPLETED


def test_a_new_event_is_pending():
    event = Event()
    assert (event.status, event.response, event.request, event.streaming) == (EventStatus.PENDING, None, {}, False)


def test_its_dict_has_the_execution_and_not_the_streaming():
    event = Event(streaming=True)
    fields = event.to_dict()
    assert fields["execution"] == {"status": "pending", "duration": None, "response": None, "error": None}
    assert set(fields) == {"id", "created_at", "metadata", "execution"}
    assert fields["metadata"] == {"lion_class": "lionagi.protocols.generic.event.Event"}


@pytest.mark.parametrize("status", EventStatus)
def test_status_is_set_by_member_and_by_text(status):
    event = Event()
    event.status = status
    assert event.status is status
    event.status = status.value
    assert event.status is status


def test_unknown_status_is_refused():
    event = Event()
    with pytest.raises(ValueError, match=r"^Invalid status: x$"):
        event.status = "x"
    with pytest.raises(ValueError, match=r"^Invalid status type: <class 'int'>\. Expected EventStatus or str\.$"):
        event.status = 3
    assert event.status is EventStatus.PENDING


def test_an_execution_is_no_dict():
    with pytest.raises(ValidationError, match="Input should be an instance of Execution"):
        Event(execution={})


def test_words_of_an_execution():
    assert str(Execution()) == "Execution(status=pending, duration=None, response=None, error=None)"
    assert EventStatus.allowed() == ("pending", "processing", "completed", "failed", "skipped", "cancelled", "aborted")


@pytest.mark.parametrize("response", [1, 1.5, "x", b"x", None, {"a": [1]}, {1, 2}, Plain(), EventStatus.FAILED], ids=repr)
def test_a_response_with_a_form_stays_itself(response):
    assert Execution(response=response).to_dict()["response"] is response


@pytest.mark.parametrize("response", [object(), print, {"a": object()}], ids=["object", "function", "inside"])
def test_a_response_without_a_form_is_told(response):
    assert Execution(response=response).to_dict()["response"] == "<unserializable>"


def test_json_of_an_event_holds_what_its_response_holds():
    event = Event()
    event.response = [Element(), Plain()]
    found = event.to_dict(mode="json")["execution"]["response"]
    assert found[0]["id"] == str(event.response[0].id)
    assert found[1] == {"a": 1}


def test_an_event_cannot_be_read_back():
    fields = Worker().to_dict()
    for read in (
        lambda: Element.from_dict(fields),
        lambda: Worker.from_json(Worker().to_json()),
        lambda: Worker.from_msgpack(Worker().to_msgpack()),
        lambda: Worker.from_binary(Worker().to_binary()),
    ):
        with pytest.raises(NotImplementedError, match=r"^Cannot recreate an event once it's done.$"):
            read()


@pytest.mark.parametrize("method", ["invoke", "stream"])
def test_what_it_does_is_for_sub_classes_to_say(method):
    with pytest.raises(NotImplementedError, match="Override in subclass"):
        asyncio.run(getattr(Event(), method)())


def test_a_fresh_event_is_to_be_done_again():
    done = Worker(times=3, metadata={"kept": 1})
    asyncio.run(done.invoke())
    fresh = done.as_fresh_event()
    assert (fresh.times, fresh.status, fresh.response) == (3, EventStatus.PENDING, None)
    assert fresh.id != done.id
    assert fresh.metadata == {"original": {"id": str(done.id), "created_at": done.created_at}}
    assert done.as_fresh_event(copy_meta=True).metadata["kept"] == 1
    assert done.metadata == {"kept": 1}


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda event: pickle.loads(pickle.dumps(event))], ids=["deepcopy", "pickle"])
def test_copies_keep_the_execution(copied):
    event = Worker()
    asyncio.run(event.invoke())
    twin = copied(event)
    assert (twin.id, twin.status, twin.response) == (event.id, EventStatus.COMPLETED, 2)
    twin.status = "failed"
    assert event.status is EventStatus.COMPLETED
