"""Mail: packages, boxes, and what carries mail between sources; nothing is lost on the way."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lionagi import Branch, Session
from lionagi._errors import IDError, NotFoundError
from lionagi.protocols.messages import Instruction
from lionagi.protocols.types import Element, Exchange, IDType, Mail, Mailbox, MailManager, Package, PackageCategory
from lionagi.testing import ScriptedModel

pytestmark = pytest.mark.usefixtures("backend")


class Source(Element):
    def model_post_init(self, context):
        object.__setattr__(self, "mailbox", Mailbox())


def mail(sender, recipient, item="x", category="signal"):
    return Mail(sender=sender, recipient=recipient, package=Package(category, item))


def test_a_package_names_what_it_holds():
    package = Package("message", 1, request_source="me")
    assert (package.category, package.item, package.request_source) == (PackageCategory.MESSAGE, 1, "me")
    assert isinstance(package.id, IDType)
    with pytest.raises(ValueError, match=r"^Invalid value for category\.$"):
        Package("nonsense", 1)


@pytest.mark.parametrize("field", ["sender", "recipient"])
def test_mail_goes_from_id_to_id(field):
    ids = {"sender": IDType.create(), "recipient": IDType.create(), field: "somebody"}
    with pytest.raises(ValidationError, match="sender and recipient of a mail are ids"):
        Mail(**ids, package=Package("signal", 1))


def test_a_box_keeps_mail_by_where_it_goes():
    box, sender, recipient = Mailbox(), IDType.create(), IDType.create()
    came, goes = mail(sender, recipient), mail(recipient, sender)
    assert not box
    box.append_in(came)
    box.append_out(goes)
    assert (len(box), box.senders, came in box) == (2, [sender], True)
    assert list(box.pending_outs) == [goes.id]
    box.exclude(came)
    box.exclude(goes)
    assert not box
    assert list(box.pending_outs) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
@pytest.mark.parametrize("carrier", [MailManager, Exchange])
def test_all_mail_arrives_in_order_and_once(carrier, letters):
    people = [Source() for _ in range(3)]
    made = carrier(people)
    sent = [mail(people[a].id, people[b].id, item=number) for number, (a, b) in enumerate(letters)]
    for letter in sent:
        next(person for person in people if person.id == letter.sender).mailbox.append_out(letter)
    made.collect_all()
    (made.send_all if carrier is MailManager else made.deliver_all)()
    for person in people:
        arrived = [person.mailbox.pile_[id].package.item for ids in person.mailbox.pending_ins.values() for id in ids]
        assert sorted(arrived) == [letter.package.item for letter in sent if letter.recipient == person.id]
        for sender, ids in person.mailbox.pending_ins.items():
            items = [person.mailbox.pile_[id].package.item for id in ids]
            assert items == [letter.package.item for letter in sent if (letter.sender, letter.recipient) == (sender, person.id)]
        assert not person.mailbox.pending_outs


def test_mail_for_nobody_stays_where_it_is():
    person = Source()
    manager = MailManager(person)
    lost = mail(person.id, IDType.create())
    person.mailbox.append_out(lost)
    with pytest.raises(NotFoundError, match="is no source of this mail manager"):
        manager.collect(person.id)
    assert lost in person.mailbox


def test_sources_are_known_by_their_box():
    manager, exchange = MailManager(), Exchange()
    with pytest.raises(ValueError, match=r"^Failed to add source\.$"):
        manager.add_sources(Element())
    with pytest.raises(NotFoundError):
        manager.delete_source(IDType.create())
    with pytest.raises(ValueError, match="is no source of this exchange"):
        exchange.collect(IDType.create())
    person = Source()
    exchange.add_source(person)
    assert exchange.mailboxes == {person.id: person.mailbox}
    exchange.delete_source(person.id)
    assert exchange.mailboxes == {}


def test_the_manager_works_until_it_is_stopped():
    one, two = Source(), Source()
    manager = MailManager([one, two])

    async def run():
        task = asyncio.ensure_future(manager.execute(0))
        one.mailbox.append_out(mail(one.id, two.id))
        while not two.mailbox:
            await asyncio.sleep(0)
        manager.execute_stop = True
        await task

    asyncio.run(asyncio.wait_for(run(), 5))
    assert len(two.mailbox) == 1


def test_branches_take_messages_tools_and_models():
    def tool(a: int) -> int:
        return a

    session, model = Session(), ScriptedModel("x")
    one, two = session.new_branch(), session.new_branch()
    one.send(two.id, "message", Instruction(instruction="hi", sender="user"))
    one.register_tools(tool)
    one.send(two.id, "tool", one.tools["tool"])
    one.send(two.id, "imodel", model)
    session.collect_send_all(receive_all=False)
    two.receive(one.id, message=True)
    assert [message.content.instruction for message in two.messages] == ["hi"]
    assert two.messages[0].recipient == two.id
    assert "tool" not in two.tools
    two.receive_all()
    assert "tool" in two.tools
    assert two.chat_model is model
    with pytest.raises(ValueError, match="No mail or package found from sender"):
        two.receive(one.id, message=True)


@pytest.mark.parametrize(("category", "text"), [("message", "RoledMessage"), ("tool", "Tool"), ("imodel", "model")])
def test_a_package_that_holds_something_else_is_refused(category, text):
    session = Session()
    one, two = session.new_branch(), session.new_branch()
    one.send(two.id, category, 5)
    session.collect_send_all(receive_all=False)
    with pytest.raises(ValueError, match=rf"Invalid {category if category != 'imodel' else 'iModel'} package: .*{text}"):
        two.receive_all()


def test_a_branch_sends_to_elements_and_ids_alone():
    branch = Branch()
    branch.send(Element(), "signal", 1)
    assert len(branch.mailbox.pending_outs) == 1
    with pytest.raises(IDError, match="Invalid ID: nobody"):
        branch.send("nobody", "signal", 1)
