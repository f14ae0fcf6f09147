"""`messages` on both backends: functions and documents (`test_functions`), conversations (`test_conversations`), one message over its
life (`test_lockstep`), the YAML writer (`test_yaml`). Known differences: `phases/ledger/messages.toml`."""

from json import JSONDecodeError

import lionagi.protocols.messages  # noqa: F401  (tells each core the classes of contents)
from equivalence_tests.strategies.classes import Boom
from lionagi._errors import IDError, InvalidFields
from lionagi.testing.proof import TALLY, ErrorPath

_NO_ID = ErrorPath("no id", IDError, "^Invalid ID: ")
_NO_TIME = (
    ErrorPath("text that is no time", InvalidFields, "^created_at: Invalid datetime string: [^;]*$"),
    ErrorPath("no time at all", InvalidFields, "^created_at: Invalid created_at: [^;]*$"),
)
_NO_VECTOR = (
    ErrorPath("text that is no embedding", InvalidFields, "^embedding: Invalid embedding string.$"),
    ErrorPath("list that is no embedding", InvalidFields, "^embedding: Invalid embedding list.$"),
    ErrorPath("no embedding at all", InvalidFields, "^embedding: Invalid embedding type; must be list or JSON-encoded string.$"),
)
_BOTH = ErrorPath("no time and no embedding", InvalidFields, "^created_at: Invalid .*; embedding: Invalid ")
_MAKING = (_NO_ID, *_NO_TIME, *_NO_VECTOR, _BOTH)
_DEEP = ErrorPath("nesting or cycle", TypeError, "Recursion limit reached: more than 254 containers")
_SURROGATE = ErrorPath("lone surrogate", ValueError, "str is not valid UTF-8: surrogates not allowed$")
_UNKNOWN = ErrorPath("unknown type", TypeError, "^Type is not JSON serializable: ")
_KEY = ErrorPath("key that is no text", TypeError, "Dict key must be str$")
_LARGE = ErrorPath("beyond 64 bits", TypeError, "Integer exceeds 64-bit range$")
_RAISES = ErrorPath("a function of the user raises", Boom)
_NO_TEXT = ErrorPath("text of a user's class that is none", TypeError, "__str__ returned non-string")
_ZONE = ErrorPath("time of day with a zone", TypeError, "datetime.time must not have tzinfo set$")
_WRITING = (_DEEP, _SURROGATE, _KEY, _LARGE, _RAISES, _NO_TEXT, _ZONE)
_RENDERING = (_DEEP, _SURROGATE, _RAISES, _NO_TEXT)
_READING = (ErrorPath("no document", JSONDecodeError), ErrorPath("not readable at all", TypeError, "^JSON must be str, bytes"))

_NO_CLASS = ErrorPath("no class", TypeError, "^shell must be a class$")
_NO_SLOT = ErrorPath("no slot", TypeError, "^slot must be the member descriptor of a class with __slots__$")

TALLY.declare(
    "messages",
    {
        "read_content": (
            ErrorPath("unknown handling of context", ValueError, "^handle_context must be either"),
            ErrorPath("no function", ValueError, "^Function must be a string or callable$"),
            ErrorPath("no arguments", ValueError, "^Arguments must be a dictionary$"),
            ErrorPath("nested content that is no dict", ValueError, "^action_(request|response) must be a dict, not "),
        ),
        "read_role": (ErrorPath("no role", ValueError, " is no role; roles are "),),
        "read_participant": (ErrorPath("no participant", ValueError, "^Invalid sender or recipient$"),),
        "read_response": (ErrorPath("result that is no text", TypeError, "^the result of a response must be text"),),
        "yaml": _RENDERING,
        "render": _RENDERING,
        "chat_messages": (
            ErrorPath("one cannot be rendered: depth", TypeError, "^message [0-9]+ cannot be rendered: Recursion limit"),
            ErrorPath("one cannot be rendered: text", ValueError, "^message [0-9]+ cannot be rendered: str is not valid"),
            _RAISES,
            _NO_TEXT,
        ),
        "request_messages": (
            ErrorPath("begins with an answer", ValueError, "^First message in progression must be"),
            ErrorPath("one cannot be rendered: depth", TypeError, "cannot be rendered: Recursion limit"),
            ErrorPath("one cannot be rendered: text", ValueError, "cannot be rendered: str is not valid"),
            _RAISES,
            _NO_TEXT,
        ),
        "read_many": (ErrorPath("no documents", JSONDecodeError),),
        "write_many": _WRITING,
        "MessageCore()": _MAKING,
        "MessageCore.from_fields": _MAKING,
        "MessageCore.rendered": _RENDERING,
        "MessageCore.chat_message": _RENDERING,
        "MessageCore.to_dict": (ErrorPath("unsupported mode", ValueError, "^Unsupported mode: "), *_WRITING),
        "MessageCore.to_json": _WRITING,
        "MessageCore.to_json_many": (*_WRITING, ErrorPath("lists of different lengths", ValueError, "records need as many class names")),
        "MessageCore.from_json": _READING,
        "accelerate": (_NO_CLASS, _NO_SLOT, ErrorPath("no kind", ValueError, "^there is no kind ")),
        "slow_down": (_NO_CLASS,),
        "document_readers": (
            _NO_CLASS,
            _NO_SLOT,
            ErrorPath("no kind", ValueError, "^there is no kind "),
            ErrorPath("no class name", TypeError, "^lion_class must be a str$"),
            ErrorPath("name without a value", TypeError, "^attributes must be names and values in turn$"),
            ErrorPath("name that is no text", TypeError, "^attribute name must be a str$"),
        ),
        "document_writers": (
            _NO_CLASS,
            _NO_SLOT,
            ErrorPath("no class name", TypeError, "^lion_class must be a str$"),
            ErrorPath("class without a name", TypeError, "^shells must be classes and names in turn$"),
        ),
        "attach_document": (
            *_READING,
            _NO_SLOT,
            ErrorPath("slot of another class", TypeError, "descriptor .* doesn't apply to"),
            ErrorPath("name without a value", TypeError, "^attributes must be names and values in turn$"),
            ErrorPath("no place for a name", AttributeError, "object has no attribute "),
        ),
        "MessageCore.id=": (_NO_ID,),
        "MessageCore.created_at=": _NO_TIME,
        "MessageCore.embedding=": _NO_VECTOR,
        "MessageCore.embedding_bytes": (
            ErrorPath("list spoiled after it was handed out", InvalidFields, "^embedding: Invalid embedding list.$"),
        ),
    },
)
