"""Every name of `lionagi.protocols`, in one place; each is loaded on first touch.

`Observable` is the structural contract here; the abstract base of that name is `LegacyObservable`, as in 0.18.0.
"""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi._errors import IDError as IDError
    from lionagi.protocols._concepts import Collective as Collective
    from lionagi.protocols._concepts import Communicatable as Communicatable
    from lionagi.protocols._concepts import Condition as Condition
    from lionagi.protocols._concepts import Manager as Manager
    from lionagi.protocols._concepts import Observable as LegacyObservable
    from lionagi.protocols._concepts import Observer as Observer
    from lionagi.protocols._concepts import Ordering as Ordering
    from lionagi.protocols._concepts import Relational as Relational
    from lionagi.protocols._concepts import Sendable as Sendable
    from lionagi.protocols.contracts import Observable as Observable
    from lionagi.protocols.contracts import ObservableProto as ObservableProto
    from lionagi.protocols.generic.element import ID as ID
    from lionagi.protocols.generic.element import Element as Element
    from lionagi.protocols.generic.element import IDType as IDType
    from lionagi.protocols.generic.element import validate_order as validate_order
    from lionagi.protocols.generic.event import Event as Event
    from lionagi.protocols.generic.event import EventStatus as EventStatus
    from lionagi.protocols.generic.event import Execution as Execution
    from lionagi.protocols.generic.log import DataLogger as DataLogger
    from lionagi.protocols.generic.log import DataLoggerConfig as DataLoggerConfig
    from lionagi.protocols.generic.log import Log as Log
    from lionagi.protocols.generic.log import LogManager as LogManager
    from lionagi.protocols.generic.log import LogManagerConfig as LogManagerConfig
    from lionagi.protocols.generic.pile import Pile as Pile
    from lionagi.protocols.generic.pile import to_list_type as to_list_type
    from lionagi.protocols.generic.progression import Progression as Progression
    from lionagi.protocols.generic.progression import prog as prog
    from lionagi.protocols.graph.node import Node as Node
    from lionagi.protocols.ids import canonical_id as canonical_id
    from lionagi.protocols.ids import to_uuid as to_uuid
    from lionagi.protocols.mail.exchange import Exchange as Exchange
    from lionagi.protocols.mail.mail import Mail as Mail
    from lionagi.protocols.mail.mailbox import Mailbox as Mailbox
    from lionagi.protocols.mail.manager import MailManager as MailManager
    from lionagi.protocols.mail.package import Package as Package
    from lionagi.protocols.mail.package import PackageCategory as PackageCategory
    from lionagi.protocols.messages.action_request import ActionRequest as ActionRequest
    from lionagi.protocols.messages.action_response import ActionResponse as ActionResponse
    from lionagi.protocols.messages.assistant_response import AssistantResponse as AssistantResponse
    from lionagi.protocols.messages.base import MESSAGE_FIELDS as MESSAGE_FIELDS
    from lionagi.protocols.messages.base import MessageField as MessageField
    from lionagi.protocols.messages.base import MessageRole as MessageRole
    from lionagi.protocols.messages.base import SenderRecipient as SenderRecipient
    from lionagi.protocols.messages.base import validate_sender_recipient as validate_sender_recipient
    from lionagi.protocols.messages.instruction import Instruction as Instruction
    from lionagi.protocols.messages.manager import MessageManager as MessageManager
    from lionagi.protocols.messages.message import RoledMessage as RoledMessage
    from lionagi.protocols.messages.system import System as System

__all__ = [
    "ID",
    "MESSAGE_FIELDS",
    "ActionRequest",
    "ActionResponse",
    "AssistantResponse",
    "Collective",
    "Communicatable",
    "Condition",
    "DataLogger",
    "DataLoggerConfig",
    "Element",
    "Event",
    "EventStatus",
    "Exchange",
    "Execution",
    "IDError",
    "IDType",
    "Instruction",
    "LegacyObservable",
    "Log",
    "LogManager",
    "LogManagerConfig",
    "Mail",
    "MailManager",
    "Mailbox",
    "Manager",
    "MessageField",
    "MessageManager",
    "MessageRole",
    "Node",
    "Observable",
    "ObservableProto",
    "Observer",
    "Ordering",
    "Package",
    "PackageCategory",
    "Pile",
    "Progression",
    "Relational",
    "RoledMessage",
    "Sendable",
    "SenderRecipient",
    "System",
    "canonical_id",
    "prog",
    "to_list_type",
    "to_uuid",
    "validate_order",
    "validate_sender_recipient",
]

_HOMES = {
    "ID": "lionagi.protocols.generic.element",
    "Collective": "lionagi.protocols._concepts",
    "Communicatable": "lionagi.protocols._concepts",
    "Condition": "lionagi.protocols._concepts",
    "Element": "lionagi.protocols.generic.element",
    "IDError": "lionagi._errors",
    "IDType": "lionagi.protocols.generic.element",
    "LegacyObservable": "lionagi.protocols._concepts:Observable",
    "Manager": "lionagi.protocols._concepts",
    "Node": "lionagi.protocols.graph.node",
    "Observable": "lionagi.protocols.contracts",
    "ObservableProto": "lionagi.protocols.contracts",
    "Observer": "lionagi.protocols._concepts",
    "Ordering": "lionagi.protocols._concepts",
    "Pile": "lionagi.protocols.generic.pile",
    "Progression": "lionagi.protocols.generic.progression",
    "Relational": "lionagi.protocols._concepts",
    "Sendable": "lionagi.protocols._concepts",
    "canonical_id": "lionagi.protocols.ids",
    "prog": "lionagi.protocols.generic.progression",
    "to_list_type": "lionagi.protocols.generic.pile",
    "to_uuid": "lionagi.protocols.ids",
    "validate_order": "lionagi.protocols.generic.element",
    "MESSAGE_FIELDS": "lionagi.protocols.messages.base",
    "ActionRequest": "lionagi.protocols.messages.action_request",
    "ActionResponse": "lionagi.protocols.messages.action_response",
    "AssistantResponse": "lionagi.protocols.messages.assistant_response",
    "Instruction": "lionagi.protocols.messages.instruction",
    "MessageField": "lionagi.protocols.messages.base",
    "MessageManager": "lionagi.protocols.messages.manager",
    "MessageRole": "lionagi.protocols.messages.base",
    "RoledMessage": "lionagi.protocols.messages.message",
    "SenderRecipient": "lionagi.protocols.messages.base",
    "System": "lionagi.protocols.messages.system",
    "validate_sender_recipient": "lionagi.protocols.messages.base",
    "DataLogger": "lionagi.protocols.generic.log",
    "DataLoggerConfig": "lionagi.protocols.generic.log",
    "Event": "lionagi.protocols.generic.event",
    "EventStatus": "lionagi.protocols.generic.event",
    "Exchange": "lionagi.protocols.mail.exchange",
    "Execution": "lionagi.protocols.generic.event",
    "Log": "lionagi.protocols.generic.log",
    "LogManager": "lionagi.protocols.generic.log",
    "LogManagerConfig": "lionagi.protocols.generic.log",
    "Mail": "lionagi.protocols.mail.mail",
    "MailManager": "lionagi.protocols.mail.manager",
    "Mailbox": "lionagi.protocols.mail.mailbox",
    "Package": "lionagi.protocols.mail.package",
    "PackageCategory": "lionagi.protocols.mail.package",
}
_LATER = (
    "Edge",
    "EdgeCondition",
    "Executor",
    "Graph",
    "Processor",
)

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
