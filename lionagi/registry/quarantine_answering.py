"""A pure method of the contract that panics is answered by the Python core in place: counted, logged, and said once.

Only where the orders let Python answer: where Rust was chosen by the phase table, `auto` or `prefer-rust`, below 3.only, and
`LIONAGI_ON_FALLBACK` is not `error`. Where Rust is required (and so in every proof and benchmark) the registry hands out the core itself,
and a panic leaves as `BackendPanicError`. Records are not pure: what a panic left of one, nobody knows.

The price is a Python function around each call. Functions of the user (`default`, `entity`) may be called again by the second answer.
"""

from __future__ import annotations

import os
from types import ModuleType

from lionagi._errors import BackendPanicError
from lionagi.registry import _cores, words
from lionagi.registry.loading import PACKAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Method -> its parameters. A test compares them with the contracts, and asks for a decision about every method there.
PURE = {
    "ids": {
        "parse": "value",
        "parse_many": "values",
        "text": "id",
        "text_many": "ids",
        "from_bytes": "value",
        "to_bytes": "id",
        "hash": "id",
    },
    "hashing": {
        "canonical_bytes": "value",
        "digest": "value",
        "hash_value": "value",
        "hash_many": "values",
        "digest_bytes": "data",
    },
    "codec": {
        "json_encode": "value, default=None, options=0",
        "json_decode": "data",
        "msgpack_encode": "value",
        "msgpack_decode": "data, entity=None",
        "json_lines_encode": "values, default=None, options=0",
        "json_lines_decode": "data, is_last=True",
        "binary_encode": "value",
        "binary_decode": "data, entity=None",
        "binary_encode_many": "values",
        "binary_decode_many": "data, is_last=True, entity=None",
    },
    "messages": {
        "read_role": "value",
        "read_participant": "value",
        "read_content": "kind, data",
        "read_response": "response",
        "yaml": "value, default=None",
        "render": "kind, content",
        "estimate_tokens": "texts",
    },
}
_TEMPLATE = """
def {name}({parameters}):
    try:
        return native({arguments})
    except BackendPanicError as error:
        panic = error
    return answer(panic, ({arguments},))
"""


def over(component: str, core: Any) -> Any:
    """What stands for a Rust core; the core itself where it has no pure method."""
    if component not in PURE:
        return core
    made = _made.get(component)
    if made is None or vars(made)["_core"] is not core:
        made = _made[component] = _Answered(component, core)
    return made


_made: dict[str, _Answered] = {}


class _Answered(ModuleType):
    """Looks like the core; attributes are made on first touch, and stay."""

    def __init__(self, component: str, core: Any) -> None:
        super().__init__(core.__name__, getattr(core, "__doc__", None))
        self._component, self._core = component, core

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._core, name)
        parameters = PURE[self._component].get(name)
        if parameters is not None:
            found = _around(self._component, name, parameters, found)
        setattr(self, name, found)
        return found


def _around(component: str, name: str, parameters: str, native: Callable[..., Any]) -> Any:
    # Written out with the parameters of the contract: `*arguments, **named` would cost three times as much a call.
    arguments = ", ".join(each.partition("=")[0] for each in parameters.split(", "))
    source = _TEMPLATE.format(name=name, parameters=parameters, arguments=arguments)
    # A file name below the package: warnings look for the first line that is not ours.
    code = compile(source, os.path.join(PACKAGE, "registry", f"<{component}.{name}>"), "exec")

    def answer(panic: BackendPanicError, given: tuple[Any, ...]) -> Any:
        return _answer(component, name, panic, given)

    space: dict[str, Any] = {"native": native, "answer": answer, "BackendPanicError": BackendPanicError}
    exec(code, space)
    made = space[name]
    made.__doc__, made.__module__ = getattr(native, "__doc__", None), f"lionagi._core.{component}"
    return made


def _answer(component: str, name: str, panic: BackendPanicError, given: tuple[Any, ...]) -> Any:
    """The answer of the Python core. Raises: the panic, where it came from another core, or an argument can be read once only."""
    if panic.component != component or any(hasattr(each, "__next__") for each in given):
        raise panic
    with _cores.lock:
        python = _cores.core_of(component, words.PYTHON)
    result = getattr(python, name)(*given)  # its own error is the answer to a wrong argument, and nothing to tell
    from lionagi.registry.quarantine_writing import note_answer

    note_answer(component, name, panic.panic)
    return result
