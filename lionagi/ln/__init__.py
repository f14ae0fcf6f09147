"""`lionagi.ln`: what the rest is written with, usable on its own.

Every name is loaded on first touch; importing this package loads nothing.
"""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.ln import types as types
    from lionagi.ln._hash import digest as digest
    from lionagi.ln._hash import hash_dict as hash_dict
    from lionagi.ln._json_dump import get_orjson_default as get_orjson_default
    from lionagi.ln._json_dump import json_dumpb as json_dumpb
    from lionagi.ln._json_dump import json_dumps as json_dumps
    from lionagi.ln._json_dump import json_lines_iter as json_lines_iter
    from lionagi.ln._json_dump import json_loads as json_loads
    from lionagi.ln._json_dump import make_options as make_options
    from lionagi.ln._json_dump import msgpack_dumps as msgpack_dumps
    from lionagi.ln._json_dump import msgpack_loads as msgpack_loads
    from lionagi.ln._streams import binary_dumps as binary_dumps
    from lionagi.ln._streams import binary_loads as binary_loads
    from lionagi.ln._streams import read_binary_stream as read_binary_stream
    from lionagi.ln._streams import read_json_lines as read_json_lines
    from lionagi.ln._streams import write_binary_stream as write_binary_stream
    from lionagi.ln._streams import write_json_lines as write_json_lines
    from lionagi.ln._utils import get_bins as get_bins
    from lionagi.ln._utils import import_module as import_module
    from lionagi.ln._utils import is_import_installed as is_import_installed
    from lionagi.ln._utils import now_utc as now_utc
    from lionagi.ln.types import is_sentinel as is_sentinel
    from lionagi.ln.types import not_sentinel as not_sentinel

__all__ = [
    "binary_dumps",
    "binary_loads",
    "digest",
    "get_bins",
    "get_orjson_default",
    "hash_dict",
    "import_module",
    "is_import_installed",
    "is_sentinel",
    "json_dumpb",
    "json_dumps",
    "json_lines_iter",
    "json_loads",
    "make_options",
    "msgpack_dumps",
    "msgpack_loads",
    "not_sentinel",
    "now_utc",
    "read_binary_stream",
    "read_json_lines",
    "types",
    "write_binary_stream",
    "write_json_lines",
]

_HOMES = {
    "binary_dumps": "lionagi.ln._streams",
    "binary_loads": "lionagi.ln._streams",
    "digest": "lionagi.ln._hash",
    "get_bins": "lionagi.ln._utils",
    "get_orjson_default": "lionagi.ln._json_dump",
    "hash_dict": "lionagi.ln._hash",
    "import_module": "lionagi.ln._utils",
    "is_import_installed": "lionagi.ln._utils",
    "is_sentinel": "lionagi.ln.types",
    "json_dumpb": "lionagi.ln._json_dump",
    "json_dumps": "lionagi.ln._json_dump",
    "json_lines_iter": "lionagi.ln._json_dump",
    "json_loads": "lionagi.ln._json_dump",
    "make_options": "lionagi.ln._json_dump",
    "msgpack_dumps": "lionagi.ln._json_dump",
    "msgpack_loads": "lionagi.ln._json_dump",
    "not_sentinel": "lionagi.ln.types",
    "now_utc": "lionagi.ln._utils",
    "read_binary_stream": "lionagi.ln._streams",
    "read_json_lines": "lionagi.ln._streams",
    "types": "lionagi.ln.types:",
    "write_binary_stream": "lionagi.ln._streams",
    "write_json_lines": "lionagi.ln._streams",
}
_LATER = (
    "SIMILARITY_TYPE",
    "acreate_path",
    "alcall",
    "bcall",
    "bounded_map",
    "create_task_group",
    "extract_json",
    "fail_after",
    "fail_at",
    "fuzzy_json",
    "fuzzy_match_keys",
    "fuzzy_validate_mapping",
    "fuzzy_validate_pydantic",
    "gather",
    "get_cancelled_exc_class",
    "is_cancelled",
    "is_coro_func",
    "lcall",
    "move_on_after",
    "move_on_at",
    "race",
    "retry",
    "string_similarity",
    "to_dict",
    "to_list",
)

__getattr__, __dir__ = attach(__name__, _HOMES, _LATER)
