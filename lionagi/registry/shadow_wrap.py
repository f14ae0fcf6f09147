"""A core with its shadow: an object that looks like the core module and makes a share of the calls on the other core, too.

By kind. Functions that depend on their arguments alone are called on both sides. Records (`ElementCore`, `MessageCore`, ...) get a twin
when they are made: it is fed the same operations, with the ids and times of the record that counts, and both are compared. Whatever draws
from chance or the clock, and what binds classes, is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lionagi.registry.shadow import Watch
from lionagi.registry.shadow_compare import Outcome, observe

# Answers that differ by nature, and calls that set a core up.
_LEFT_ALONE = {"accelerate", "bind", "class_attributes", "create", "create_many", "quicken", "slow_down"}
_FRESH = ("id", "created_at")  # drawn by the side that counts, given to the other


def wrapped(watch: Watch, mine: Any, theirs: Any, snapshot: Callable[[Any], Any] | None) -> Any:
    """The object that stands for the core module `mine`."""
    classes = {name for name, value in vars(mine).items() if isinstance(value, type) and name.endswith("Core") and hasattr(theirs, name)}
    twins = {name: _twin_class(watch, name, getattr(mine, name), getattr(theirs, name), snapshot) for name in classes}
    for name in classes:
        for side in (getattr(mine, name), getattr(theirs, name)):
            watch.views[side] = snapshot or repr
    return _Module(watch, mine, theirs, twins)


class _Module:
    """Attributes are made on first touch, and stay."""

    def __init__(self, watch: Watch, mine: Any, theirs: Any, twins: dict[str, Any]) -> None:
        self._watch, self._mine, self._theirs, self._twins = watch, mine, theirs, twins
        self.__name__ = mine.__name__

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._mine, name)
        if name in self._twins:
            found = _SampledClass(self._watch, found, self._twins[name])
        elif name.startswith("attach_"):
            found = _attaching(self._watch, name, found, getattr(self._theirs, name), self._twins)
        elif callable(found) and not isinstance(found, type) and name not in _LEFT_ALONE and not name.startswith("_"):
            found = _doubled(self._watch, name, found, getattr(self._theirs, name))
        self.__dict__[name] = found
        return found


# --- functions ----------------------------------------------------------------------------------------------------------------------


class _Once:
    """A function of the user: called by the side that counts; the other side hears the same answers in the same order."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.answers = function, list[Outcome]()
        self._replayed: Iterator[Outcome] | None = None

    def __call__(self, *arguments: Any) -> Any:
        if self._replayed is not None:
            return _result(next(self._replayed))  # StopIteration: it was asked more often, which is a difference
        found = observe(lambda: self.function(*arguments))
        self.answers.append(found)
        return _result(found)

    def replay(self) -> _Once:
        self._replayed = iter(self.answers)
        return self


def _result(outcome: Outcome) -> Any:
    if outcome.error is not None:
        raise outcome.error
    return outcome.value


def _doubled(watch: Watch, member: str, mine: Callable[..., Any], theirs: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        if not watch.wants() or any(hasattr(each, "__next__") for each in arguments):  # an iterator can be read once
            return mine(*arguments, **named)
        return _result(both(watch, member, mine, theirs, arguments, named)[0])

    call.__name__ = member
    return call


def both(
    watch: Watch, member: str, mine: Callable[..., Any], theirs: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Outcome, Outcome]:
    """The outcomes of both sides, compared."""
    ours = tuple(_Once(each) if _is_function(each) else _mine(each) for each in arguments)
    our_named = {name: _Once(each) if _is_function(each) else _mine(each) for name, each in named.items()}
    first = observe(lambda: mine(*ours, **our_named))
    others = tuple(one.replay() if isinstance(one, _Once) else _theirs(each) for one, each in zip(ours, arguments, strict=True))
    other_named = {name: our_named[name].replay() if isinstance(our_named[name], _Once) else _theirs(each) for name, each in named.items()}
    with watch.busy():
        second = observe(lambda: theirs(*others, **other_named))
    watch.judge(member, first, second, arguments)
    return first, second


def _is_function(value: Any) -> bool:
    return callable(value) and not isinstance(value, type)


# --- records ------------------------------------------------------------------------------------------------------------------------


class _Twin:
    """A record and its shadow. What is read comes from the record; both are changed alike."""

    __slots__ = ("_is_handed_out", "_mine", "_theirs", "_watch")
    _name = "Record"

    def __init__(self, watch: Watch, mine: Any, theirs: Any) -> None:
        object.__setattr__(self, "_watch", watch)
        object.__setattr__(self, "_mine", mine)
        object.__setattr__(self, "_theirs", theirs)
        object.__setattr__(self, "_is_handed_out", False)

    def __getattr__(self, name: str) -> Any:
        watch, mine, theirs = self._watch, self._mine, self._theirs
        found = getattr(mine, name)
        if watch.breaker is not None or name.startswith("__"):
            return found
        if self._is_handed_out:  # a list of numbers is copied when it is set: what the user did to it since is told again
            _share(theirs, "embedding", mine.embedding)
        member = f"{self._name}.{name}"
        if callable(found) and hasattr(type(mine), name):
            return _doubled_method(watch, member, found, theirs, name)
        with watch.busy():
            other = observe(lambda: getattr(theirs, name))
        watch.judge(member, Outcome(found), other, ())
        _share(theirs, name, found)
        if name == "embedding" and found is not None:
            object.__setattr__(self, "_is_handed_out", True)
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        first = observe(lambda: setattr(self._mine, name, value))
        with self._watch.busy():
            second = observe(lambda: setattr(self._theirs, name, value))
        self._watch.judge(f"{self._name}.{name}=", first, second, (value,))
        _result(first)
        self._watch.judge(f"{self._name}.{name}= state", Outcome(self._mine), Outcome(self._theirs), ())


def _share(theirs: Any, name: str, handed_out: Any) -> None:
    """What was handed out is the truth: changes that the user makes to it must reach the twin."""
    if name in ("metadata", "content", "embedding"):
        observe(lambda: setattr(theirs, name, handed_out))


def _doubled_method(watch: Watch, member: str, mine: Callable[..., Any], record: Any, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        if getattr(_busy(), "busy", False):
            return mine(*arguments, **named)
        return _result(both(watch, member, mine, getattr(record, name), arguments, named)[0])

    return call


def _busy() -> Any:
    from lionagi.registry import shadow

    return shadow._local


def _mine(value: Any) -> Any:
    """The record itself, also in a list."""
    if isinstance(value, _Twin):
        return value._mine
    if type(value) in (list, tuple) and any(isinstance(each, _Twin) for each in value):
        return type(value)(map(_mine, value))
    return value


def _theirs(value: Any) -> Any:
    if isinstance(value, _Twin):
        return value._theirs
    if type(value) in (list, tuple) and any(isinstance(each, _Twin) for each in value):
        return type(value)(map(_theirs, value))
    return value


class _TwinType(type):
    """The class of twins of one class of records: called, it makes both; class methods are called on both."""

    _of_class: Watch
    _sides: tuple[Any, Any]

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return cls._pair("()", *cls._sides, arguments, named)

    def __getattr__(cls, name: str) -> Any:
        mine, theirs = cls._sides
        found = getattr(mine, name)
        if not callable(found):
            return found
        return lambda *arguments, **named: cls._pair(f".{name}", found, getattr(theirs, name), arguments, named)

    def _pair(cls, member: str, mine: Any, theirs: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        watch, (mine_kind, theirs_kind) = cls._of_class, cls._sides
        first = observe(lambda: mine(*map(_mine, arguments), **named))
        with watch.busy():
            second = observe(lambda: theirs(*map(_theirs, arguments), **named))
            if type(first.value) is mine_kind and type(second.value) is theirs_kind:
                _freshen(first.value, second.value)
        watch.judge(f"{cls.__name__}{member}", first, second, arguments)
        value = _result(first)
        if type(value) is mine_kind and type(second.value) is theirs_kind:
            return cls._of(value, second.value)
        return value

    def _of(cls, mine: Any, theirs: Any) -> Any:
        made = cls.__new__(cls)  # type: ignore[call-overload]
        _Twin.__init__(made, cls._of_class, mine, theirs)
        return made


def _freshen(mine: Any, theirs: Any) -> None:
    for name in _FRESH:
        observe(lambda name=name: setattr(theirs, name, getattr(mine, name)))  # type: ignore[misc]


def _twin_class(watch: Watch, name: str, mine: Any, theirs: Any, snapshot: Callable[[Any], Any] | None) -> Any:
    made: Any = _TwinType(name, (_Twin,), {"__slots__": (), "_name": name, "_of_class": watch, "_sides": (mine, theirs)})
    view = snapshot or repr
    watch.views[made] = lambda twin: view(twin._mine)
    return made


class _SampledClass:
    """A class of records in the module: what it makes is a twin where the call is a sample."""

    def __init__(self, watch: Watch, kind: Any, twin: Any) -> None:
        self._watch, self._kind, self._twin = watch, kind, twin
        self.__name__ = kind.__name__

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return (self._twin if self._watch.wants() else self._kind)(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._kind, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **named: Any) -> Any:
            if not self._watch.wants():
                return found(*arguments, **named)
            return getattr(self._twin, name)(*arguments, **named)

        return call


def _attaching(
    watch: Watch, member: str, mine: Callable[..., Any], theirs: Callable[..., Any], twins: dict[str, Any]
) -> Callable[..., Any]:
    """Makes a record inside its shell: the twin is made inside another object of the same class, which is thrown away."""

    def attach(slot: Any, shell: Any, *arguments: Any) -> Any:
        answer = mine(slot, shell, *arguments)
        if answer is False or not watch.wants():  # False: not made, the shell goes the long way
            return answer
        record = observe(lambda: slot.__get__(shell))
        stand_in = observe(lambda: object.__new__(type(shell)))
        if record.error is not None or stand_in.error is not None or type(record.value).__name__ not in twins:
            return answer
        with watch.busy():
            second = observe(lambda: theirs(slot, stand_in.value, *arguments))
            made = observe(lambda: slot.__get__(stand_in.value)) if second.error is None else second
            if made.error is None:
                _freshen(record.value, made.value)
        watch.judge(member, Outcome(answer), second, arguments)
        if made.error is None:
            watch.judge(f"{member} state", record, made, arguments)
            slot.__set__(shell, twins[type(record.value).__name__]._of(record.value, made.value))
        return answer

    return attach
