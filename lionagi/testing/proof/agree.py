"""The one way to write a differential test: run both cores, compare everything a user could see.

`both("hashing").agree(lambda core: core.digest(value), arguments=value)` compares value or exception, and the arguments
afterwards; `both("hashing").digest(value)` is the short form. An outcome's `twin` is the pair of results, on which the next
operation runs in lock-step. Not here: state machines (`lockstep.py`), how values are told apart (`portrait.py`).
Invariant: a comparison in which the native counter moved on the Python side, or stood still on the Rust side, fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

from lionagi.registry.ledger import Ledger, read_ledger
from lionagi.testing.proof.cores import Pair, real_pair
from lionagi.testing.proof.outcome import Outcome, observe, outcome_difference
from lionagi.testing.proof.place import root
from lionagi.testing.proof.portrait import portrait
from lionagi.testing.proof.tally import TALLY, Tally


class Side:
    """The core, or an object of it, on one side; each use of a contract member is noted in `trail`.

    `call` functions get one and use it like the core itself; results of contract classes come wrapped, and may be passed back.
    """

    __slots__ = ("_pair", "_prefix", "_target", "_trail")

    def __init__(self, pair: Pair, target: Any, prefix: str, trail: list[tuple[str, BaseException | None]]) -> None:
        for name, value in (("_pair", pair), ("_target", target), ("_prefix", prefix), ("_trail", trail)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        pair, member = self._pair, f"{self._prefix}{name}"
        if name in pair.contract.classes and not self._prefix:
            return Side(pair, getattr(self._target, name), f"{name}.", self._trail)
        if f"{member}=" in pair.contract.members or member in pair.contract.read_only:
            return self._noted(member, lambda: getattr(self._target, name))
        attribute = getattr(self._target, name)
        if member not in pair.contract.members:
            return attribute
        return lambda *args, **kwargs: self._noted(member, lambda: attribute(*map(_bare, args), **_bare(kwargs)))

    def __setattr__(self, name: str, value: Any) -> None:
        self._noted(f"{self._prefix}{name}=", lambda: setattr(self._target, name, _bare(value)))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """A constructor of a contract class."""
        member = f"{self._prefix[:-1]}()"
        return self._noted(member, lambda: self._target(*map(_bare, args), **_bare(kwargs)))

    def _noted(self, member: str, job: Callable[[], Any]) -> Any:
        try:
            value = job()
        except BaseException as error:
            self._trail.append((member, error))
            raise
        self._trail.append((member, None))
        name = self._pair.contract_class(value)
        return value if name is None else Side(self._pair, value, f"{name}.", self._trail)


def _bare(value: Any) -> Any:
    """The value without wrappers, also one level down."""
    if type(value) is Side:
        return value._target
    if type(value) is list and any(type(item) is Side for item in value):
        return [_bare(item) for item in value]
    if type(value) is dict and any(type(item) is Side for item in value.values()):
        return {key: _bare(item) for key, item in value.items()}
    return value


class Both:
    """Two targets, one on each side: the cores themselves, or what one operation returned on each.

    `hostile` is the reason why a property may end mostly in errors; such runs count for error paths, not for the value share.
    `mixed`: the two cores meet in this operation, so the native module may answer on both sides.
    """

    def __init__(
        self,
        pair: Pair,
        targets: tuple[Any, Any] | None = None,
        *,
        hostile: str = "",
        mixed: bool = False,
        tally: Tally = TALLY,
        ledger: Ledger | None = None,
    ) -> None:
        self._pair, self._hostile, self._mixed, self._tally = pair, hostile, mixed, tally
        self._targets = targets or (pair.python, pair.rust)
        self._ledger = ledger if ledger is not None else known_differences(pair.component)

    def agree(self, call: Callable[[Any], Any], *, arguments: Any = None) -> Outcome:
        """Runs `call` on each side. Raises: AssertionError: the outcomes differ, or a side changed `arguments`."""
        return self._compare(call, call, arguments, arguments)

    def each(self, call: Callable[[Any], Any]) -> tuple[Outcome, Outcome]:
        """Runs `call` on each side without comparing, where answers are random by contract; counts and identity as ever."""
        python, rust, _ = self._run(call, call)
        return python, rust

    def read(self, name: str) -> Outcome:
        """An attribute of the contract class."""
        return self.agree(lambda core: getattr(core, name))

    def assign(self, name: str, value: Any) -> Outcome:
        """An assignment; each side gets its own copy of `value`."""
        ours, theirs = side_copy(value, 0), side_copy(value, 1)
        return self._compare(lambda core: setattr(core, name, ours), lambda core: setattr(core, name, theirs), ours, theirs)

    def __getattr__(self, name: str) -> Callable[..., Outcome]:
        """`both.method(...)`: one step in lock-step; each side gets its own copies of mutable arguments."""
        if name.startswith("_"):
            raise AttributeError(name)

        def step(*args: Any, **kwargs: Any) -> Outcome:
            ours, theirs = side_copy((args, kwargs), 0), side_copy((args, kwargs), 1)
            mixed = any(isinstance(part, Both) and part._mixed for part in args)
            run = self.mixed() if mixed else self
            return run._compare(_calling(name, ours), _calling(name, theirs), ours, theirs)

        return step

    def mixed(self) -> Both:
        """The same pair for an operation in which the two cores meet."""
        return self._with(self._targets, mixed=True)

    def crossed(self) -> Both:
        """The same pair with its sides exchanged: as an argument it makes the two cores meet."""
        return self._with((self._targets[1], self._targets[0]), mixed=True)

    def _with(self, targets: tuple[Any, Any], *, mixed: bool = False) -> Both:
        return Both(self._pair, targets, hostile=self._hostile, mixed=mixed or self._mixed, tally=self._tally, ledger=self._ledger)

    def _compare(self, our_call: Callable[[Any], Any], their_call: Callable[[Any], Any], ours: Any, theirs: Any) -> Outcome:
        views = self._pair.views
        before = portrait(ours, views)
        python, rust, members = self._run(our_call, their_call)
        found = outcome_difference(python, rust, views)
        if found is None:
            our_after, their_after = portrait(ours, views), portrait(theirs, views)
            if our_after != their_after:
                found = "the arguments afterwards differ"
            elif our_after != before:
                found = "both sides changed the arguments"
        if found is not None and not self._ledger.explains(members, repr(python), repr(rust)):
            raise AssertionError(
                f"the cores of {self._pair.component!r} differ in {', '.join(members) or 'what was handed out'}\n"
                f"  where : {found}\n  python: {python!r}\n  rust  : {rust!r}"
            )
        self._tally.note_property(self._pair.component, _current_test(), python.error is None, bool(self._hostile))
        python.twin = self._with((python.value, rust.value))
        return python

    def _run(self, our_call: Callable[[Any], Any], their_call: Callable[[Any], Any]) -> tuple[Outcome, Outcome, list[str]]:
        pair = self._pair
        start = pair.calls()
        python, trail = self._run_side(our_call, self._targets[0])
        between = pair.calls()
        rust, native_trail = self._run_side(their_call, self._targets[1])
        end = pair.calls()
        members = list(dict.fromkeys(member for member, _ in trail))
        assert between == start or self._mixed, f"the native module answered on the Python side of {members}"
        # Attributes may be read from the struct itself, and arguments may be refused before a core is entered.
        answered = any(error is None and pair.contract.is_callable(member) for member, error in native_trail)
        assert end > between or not answered or self._mixed, f"the native module stood still on the Rust side of {members}"
        for member, error in trail:
            self._tally.note(pair.component, member, error, bool(self._hostile))
        return python, rust, members

    def _run_side(self, call: Callable[[Any], Any], target: Any) -> tuple[Outcome, list[tuple[str, BaseException | None]]]:
        trail: list[tuple[str, BaseException | None]] = []
        name = self._pair.contract_class(target)
        is_core = target is self._pair.python or target is self._pair.rust
        outcome = observe(lambda: call(Side(self._pair, target, f"{name}." if name else "", trail) if name or is_core else target))
        outcome.value = _bare(outcome.value)
        return outcome, trail


def _calling(name: str, arguments: tuple[tuple[Any, ...], dict[str, Any]]) -> Callable[[Any], Any]:
    return lambda core: getattr(core, name)(*arguments[0], **arguments[1])


@cache
def known_differences(component: str) -> Ledger:
    """The ledger of a component, read once, so that uses add up over a run."""
    return read_ledger(component, root())


def both(component: str, *, hostile: str = "") -> Both:
    """Both cores of a component, ready to be compared."""
    return Both(real_pair(component), hostile=hostile)


def side_copy(value: Any, side: int) -> Any:
    """The value for one side: containers are new, a `Both` becomes its target there, everything else is shared."""
    made: dict[int, Any] = {}

    def copied(part: Any) -> Any:
        if isinstance(part, Both):
            return part._targets[side]
        if id(part) in made:
            return made[id(part)]
        if type(part) is list:
            new_list: list[Any] = []
            made[id(part)] = new_list
            new_list.extend(map(copied, part))
            return new_list
        if type(part) is dict:
            new_dict: dict[Any, Any] = {}
            made[id(part)] = new_dict
            new_dict.update((key, copied(item)) for key, item in part.items())
            return new_dict
        if type(part) is tuple:
            return tuple(map(copied, part))
        if type(part) in (set, bytearray):
            made[id(part)] = new = type(part)(part)
            return new
        return part

    return copied(value)


def _current_test() -> str:
    """The running test's name; a property is a test."""
    return os.environ.get("PYTEST_CURRENT_TEST", "outside a test").partition(" ")[0].rpartition("/")[2]
