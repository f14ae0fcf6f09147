"""`quicken`: a class that is called in a quicker way does what it did before, whatever it is and whatever is done to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lionagi.testing.proof import both
from lionagi.testing.proof.outcome import observe


class _Meta(type):
    def __call__(cls, *given: Any, **named: Any) -> Any:
        return ["by the metaclass", super().__call__(*given, **named)]


class _New:
    def __new__(cls, *given: Any, **named: Any) -> Any:
        return ["by __new__", given, named]


class _Abstract(ABC):
    @abstractmethod
    def missing(self) -> None: ...


class _Answers:
    def __init__(self, *given: Any, **named: Any) -> None:
        return given[0] if given else None  # type: ignore[return-value]


class _ByC(dict): ...  # type: ignore[type-arg]


def _plain(self: Any, a: Any = 0, /, *given: Any, b: Any = None, **named: Any) -> None:
    self.given = [a, given, b, named]


_SHAPES: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {"__init__": _plain}),
    ((), {"__slots__": ("given",), "__init__": _plain}),
    ((), {"__init__": lambda self: None}),
    ((), {"__init__": len}),
    ((), {"__init__": partial(_plain, 1)}),
    ((), {}),
    ((_New,), {"__init__": _plain}),
    ((_Abstract,), {"__init__": _plain}),
    ((_Answers,), {}),
    ((_ByC,), {"__init__": _plain}),
    ((Exception,), {"__init__": _plain}),
]


@given(
    st.sampled_from(_SHAPES),
    st.sampled_from([type, _Meta]),
    st.lists(st.integers(), max_size=12),
    st.dictionaries(st.sampled_from(["a", "b", "given", "x", "y", "z"]), st.integers(), max_size=6),
    st.lists(st.sampled_from(["again", "end", "__init__", "__new__"]), max_size=3),
)
def test_a_quick_class_is_called_as_ever(shape, metaclass, given_ones, named, steps):
    bases, body = shape
    if metaclass is _Meta and bases == (_Abstract,):
        bases = ()

    def called(core: Any) -> list[Any]:
        cls = (type(bases[0]) if metaclass is type and bases else metaclass)("Quick", bases, dict(body))
        derived = type(cls)("Derived", (cls,), {})
        found = []
        for step in ["again", *steps]:
            if step == "__new__":
                cls.__new__ = _New.__new__
            elif step == "__init__":
                cls.__init__ = lambda self, *given, **named: setattr(self, "given", ["replaced", given, named])
            else:
                assert (core.quicken if step == "again" else core.slow_down)(cls) is None
            for each in (cls, derived):
                outcome = observe(lambda each=each: each(*given_ones, **named))
                made = outcome.value
                found.append([repr(outcome.error), type(made).__name__, getattr(made, "given", None), made if type(made) is list else None])
        core.slow_down(cls)
        return [str(each).split(" object at ")[0] for each in found]

    assert both("entity").agree(called).error is None
