"""The only place that knows pydantic's hooks: entity classes that are sub-classed and used like pydantic models.

`recording` what a class statement declares; `building` instances, copies, pickles; `plans` validation, compiled at the first
instance; `shadow` the pydantic model behind a plan; `dumping` dicts and JSON; `surface` the methods and attributes; `outside` entity
classes in the fields of other models. `plans`, `shadow` and `outside` import pydantic, so they are imported when they are needed.
"""

from __future__ import annotations

from lionagi.protocols._model.building import adopt_base, fill, move_to, plan_of
from lionagi.protocols._model.dumping import from_dict, from_json, json_decode, json_default, named_for_db, to_dict, to_json
from lionagi.protocols._model.surface import Surface

__all__ = [
    "Surface",
    "adopt_base",
    "fill",
    "from_dict",
    "from_json",
    "json_decode",
    "json_default",
    "move_to",
    "named_for_db",
    "plan_of",
    "to_dict",
    "to_json",
]
