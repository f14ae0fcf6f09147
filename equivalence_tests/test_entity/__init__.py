"""`entity` on both backends: constructors and documents (`test_functions`), one record over its life (`test_lockstep`), and the
public classes on either core (`test_shells`). Known differences: `phases/ledger/entity.toml`."""

from json import JSONDecodeError

from equivalence_tests.strategies.classes import Boom
from lionagi._errors import IDError, InvalidFields
from lionagi.testing.proof import TALLY, ErrorPath

_NO_ID = ErrorPath("no id", IDError, "^Invalid ID: ")
_NO_TIME = (
    ErrorPath("text that is no time", InvalidFields, "^created_at: Invalid datetime string: "),
    ErrorPath("no time at all", InvalidFields, "^created_at: Invalid created_at: "),
)
_NO_VECTOR = (
    ErrorPath("text that is no embedding", InvalidFields, "embedding: Invalid embedding string.$"),
    ErrorPath("list that is no embedding", InvalidFields, "embedding: Invalid embedding list.$"),
    ErrorPath("no embedding at all", InvalidFields, "embedding: Invalid embedding type; must be list or JSON-encoded string.$"),
)
_NO_TIME_AND_NO_VECTOR = ErrorPath("both", InvalidFields, "^created_at: Invalid .*; embedding: Invalid ")
_MODE = ErrorPath("unsupported mode", ValueError, "^Unsupported mode: ")
_METADATA = ErrorPath("metadata that is no dict", TypeError, "^metadata must be a dict to be written, not ")
_DEEP = ErrorPath("nesting or cycle", TypeError, "^Recursion limit reached: more than 254 containers")
_UNKNOWN = ErrorPath("unknown type", TypeError, "^Type is not JSON serializable: ")
_SURROGATE = ErrorPath("lone surrogate", ValueError, "^str is not valid UTF-8: surrogates not allowed$")
_RAISES = ErrorPath("a function of the user raises", Boom)
_KEY = ErrorPath("key that is no text", TypeError, "^Dict key must be str$")
_LARGE = ErrorPath("beyond 64 bits", TypeError, "^Integer exceeds 64-bit range$")
_WRITING = (_METADATA, _DEEP, _UNKNOWN, _SURROGATE, _RAISES, _KEY, _LARGE)
_READING = (
    ErrorPath("no document", JSONDecodeError),
    ErrorPath("not readable at all", TypeError, "^JSON must be str, bytes, bytearray or memoryview, not "),
)

_PATHS: dict[str, tuple[ErrorPath, ...]] = {}
for _name, _made in (("ElementCore", (_NO_ID, *_NO_TIME)), ("NodeCore", (_NO_ID, _NO_TIME_AND_NO_VECTOR, *_NO_TIME, *_NO_VECTOR))):
    _PATHS |= {
        f"{_name}()": _made,
        f"{_name}.from_fields": _made,
        f"{_name}.id=": (_NO_ID,),
        f"{_name}.created_at=": _NO_TIME,
        f"{_name}.to_dict": (_MODE, *_WRITING),
        f"{_name}.to_json": _WRITING,
        f"{_name}.to_json_many": (
            *_WRITING,
            ErrorPath("lists of different lengths", ValueError, r"^\d+ records need as many class names, not \d+$"),
        ),
        f"{_name}.from_json": _READING,
    }
_ATTACHING = (
    ErrorPath("no slot", TypeError, "^slot must be the member descriptor of a class with __slots__$"),
    ErrorPath("slot of another class", TypeError, "descriptor .* doesn't apply to"),
    ErrorPath("name without a value", TypeError, "^attributes must be names and values in turn$"),
    ErrorPath("no place for a name", AttributeError, "object has no attribute "),
)
_NO_DICT = ErrorPath("no dict of arguments", TypeError, "^fields must be a dict$")
_NO_CLASS = ErrorPath("no class", TypeError, "^shell must be a class$")
_PATHS |= {
    "accelerate": (_NO_CLASS, _ATTACHING[0], ErrorPath("no kind", ValueError, "^kind must be ElementCore or NodeCore$")),
    "quicken": (_NO_CLASS,),
    "slow_down": (_NO_CLASS,),
    "id_reader": (_ATTACHING[0],),
    "attach_element": _ATTACHING,
    "attach_node": _ATTACHING,
    "attach_element_of": (*_ATTACHING, _NO_DICT, *_PATHS["ElementCore.from_fields"]),
    "attach_node_of": (*_ATTACHING, _NO_DICT, *_PATHS["NodeCore.from_fields"]),
    "NodeCore.embedding=": _NO_VECTOR,
    "NodeCore.embedding_bytes": (ErrorPath("list spoiled after it was handed out", InvalidFields, "^embedding: Invalid embedding list.$"),),
}
TALLY.declare("entity", _PATHS)
