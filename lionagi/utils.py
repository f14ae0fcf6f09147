"""Names that 0.18.0 kept here; their homes are `lionagi.ln` and `lionagi.ln.types`. Each is loaded on first touch."""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.ln._hash import hash_dict as hash_dict
    from lionagi.ln._utils import get_bins as get_bins
    from lionagi.ln._utils import import_module as import_module
    from lionagi.ln._utils import is_import_installed as is_import_installed
    from lionagi.ln.types import DataClass as DataClass
    from lionagi.ln.types import Enum as Enum
    from lionagi.ln.types import KeysDict as KeysDict
    from lionagi.ln.types import MaybeSentinel as MaybeSentinel
    from lionagi.ln.types import MaybeUndefined as MaybeUndefined
    from lionagi.ln.types import MaybeUnset as MaybeUnset
    from lionagi.ln.types import Params as Params
    from lionagi.ln.types import T as T
    from lionagi.ln.types import Undefined as UNDEFINED
    from lionagi.ln.types import Undefined as Undefined
    from lionagi.ln.types import UndefinedType as UndefinedType
    from lionagi.ln.types import Unset as Unset
    from lionagi.ln.types import UnsetType as UnsetType
    from lionagi.ln.types import is_sentinel as is_sentinel
    from lionagi.ln.types import not_sentinel as not_sentinel
    from lionagi.protocols.generic.event import EventStatus as EventStatus

__all__ = [
    "UNDEFINED",
    "DataClass",
    "Enum",
    "EventStatus",
    "KeysDict",
    "MaybeSentinel",
    "MaybeUndefined",
    "MaybeUnset",
    "Params",
    "T",
    "Undefined",
    "UndefinedType",
    "Unset",
    "UnsetType",
    "get_bins",
    "hash_dict",
    "import_module",
    "is_import_installed",
    "is_sentinel",
    "not_sentinel",
]

_HOMES = {
    "UNDEFINED": "lionagi.ln.types:Undefined",
    "DataClass": "lionagi.ln.types",
    "Enum": "lionagi.ln.types",
    "EventStatus": "lionagi.protocols.generic.event",
    "KeysDict": "lionagi.ln.types",
    "MaybeSentinel": "lionagi.ln.types",
    "MaybeUndefined": "lionagi.ln.types",
    "MaybeUnset": "lionagi.ln.types",
    "Params": "lionagi.ln.types",
    "T": "lionagi.ln.types",
    "Undefined": "lionagi.ln.types",
    "UndefinedType": "lionagi.ln.types",
    "Unset": "lionagi.ln.types",
    "UnsetType": "lionagi.ln.types",
    "get_bins": "lionagi.ln._utils",
    "hash_dict": "lionagi.ln._hash",
    "import_module": "lionagi.ln._utils",
    "is_import_installed": "lionagi.ln._utils",
    "is_sentinel": "lionagi.ln.types",
    "not_sentinel": "lionagi.ln.types",
}
_LATER = (
    "copy",
    "create_path",
    "extract_json",
    "fuzzy_json",
    "is_coro_func",
    "is_same_dtype",
    "is_union_type",
    "logger",
    "to_dict",
    "to_list",
    "union_members",
)

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
