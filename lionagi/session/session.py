"""`Session`: branches, and what they share.

Not here: one conversation (`branch.py`), carrying mail (`lionagi/protocols/mail`), flows (a later release). A session without branches
makes its default branch when it is first asked for; everything it makes is on the cores it was given.
"""

from __future__ import annotations

from lionagi import _errors
from lionagi._core.sentinels import Undefined
from lionagi.operations.manager import OperationManager
from lionagi.protocols import _model
from lionagi.protocols.generic.element import _core_slot
from lionagi.protocols.generic.pile import Pile
from lionagi.protocols.generic.progression import Progression
from lionagi.protocols.graph.node import Node
from lionagi.protocols.messages.base import serialize_sender_recipient, validate_sender_recipient
from lionagi.registry import active
from lionagi.session.branch import Branch, _cores_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from typing_extensions import Self

    from lionagi.protocols.messages.message import RoledMessage
    from lionagi.registry import Cores

__all__ = ["Session"]

_absent: Any = Undefined
_FIELDS = ("content", "embedding", "id", "created_at", "metadata")


class Session(Node):
    """Branches of one piece of work.

    `branches`: a Pile or list of branches, or the dict of a Pile; `default_branch`: the one that is meant where none is named
    (default: the first). `name`, `user`: how it is called and whose it is. `use_rust_core`: True or False picks the cores of
    everything the session makes, None those of the process. Also what a Node takes.
    Raises: BackendUnavailableError: Rust is wanted and cannot be loaded; BackendOrderError: Python of a component that is Rust only;
    as Node.
    """

    __slots__ = ("_branches", "_cores", "_default", "_mail", "_operations", "_user", "name")
    if TYPE_CHECKING:
        _branches: Pile[Branch] | None
        _cores: Cores | None
        _default: Branch | None
        _mail: tuple[Any, Any]
        _operations: OperationManager | None
        _user: Any
        name: str
    __lion_core__ = "NodeCore"
    __lion_communicatable__ = True
    __lion_hooks__ = ("to_dict", "to_json", "model_dump", "branches")

    def __init__(
        self,
        *,
        branches: Any = None,
        default_branch: Any = None,
        name: str = "Session",
        user: Any = None,
        mail_transfer: Any = None,
        mail_manager: Any = None,
        use_rust_core: bool | None = None,
        **given: Any,
    ) -> None:
        cores = None if use_rust_core is None else _cores_for(use_rust_core)
        if not given and self.__lion_plan__ is None:
            (cores or active.cores).entity.attach_node(_core_slot, self, None)
        else:
            _model.fill(self, given)
            if cores is not None:
                _model.move_to(self, cores)
        _set_cores(self, cores)
        _set_name(self, name)
        _set_branches(self, None)
        _set_default(self, None)
        _set_operations(self, None)
        if mail_transfer is not None or mail_manager is not None:
            _check_mail(mail_transfer, mail_manager)
        _set_mail(self, (mail_transfer, mail_manager))
        _set_user(self, None if user is None else validate_sender_recipient(user))
        if branches is not None:
            if isinstance(branches, dict) and "collections" in branches:
                _set_branches(self, _pile_of(branches, cores))
            else:
                self._own_branches()  # so that no default branch is made beside them
            self.include_branches(_branches_in(branches, cores))
        if default_branch is not None:
            self._take_default(default_branch)

    def _take_default(self, branch: Any) -> None:
        if isinstance(branch, Branch):
            if branch not in self._own_branches():
                self.include_branches(branch)
            _set_default(self, branch)
        else:
            self.change_default_branch(branch)

    @classmethod
    def _with_cores(cls, cores: Cores, /, **values: Any) -> Self:
        """A session that makes everything on these cores."""
        made = cls(**values)
        _model.move_to(made, cores)
        _set_cores(made, cores)
        return made

    # --- branches --------------------------------------------------------------------------------------------------------------

    def _own_branches(self) -> Pile[Branch]:
        """The pile; a default branch that was made before it is its first."""
        found = self._branches
        if found is None:
            cores, first = self._cores, self._default
            given: dict[str, Any] = {"collections": None if first is None else [first], "item_type": {Branch}}
            found = Pile(**given) if cores is None else Pile._with_cores(cores, **given)
            _set_branches(self, found)
        return found

    @property
    def branches(self) -> Pile[Branch]:
        """The branches, in order; at least the default one."""
        if self._branches is None:
            self._begin()
        return self._own_branches()

    @property
    def default_branch(self) -> Branch | None:
        """The branch that is meant where none is named; None after the last was removed. May be assigned."""
        self._begin()
        return self._default

    @default_branch.setter
    def default_branch(self, branch: Any) -> None:
        self._begin()
        _set_default(self, None) if branch is None else self._take_default(branch)

    def _begin(self) -> None:
        """A session that was given no branches has one of its own from the start; it is made at the last moment."""
        if self._default is None and self._branches is None:
            # Without a pile: most sessions have one branch, and nobody asks for the others.
            made = Branch._with_cores(self._cores)
            self._adopt(made, self.id)
            _set_default(self, made)

    @property
    def user(self) -> Any:
        """Whose session it is."""
        return self._user

    @user.setter
    def user(self, value: Any) -> None:
        _set_user(self, None if value is None else validate_sender_recipient(value))

    def include_branches(self, branches: Any) -> None:
        """Takes branches in: their user is this session, they share its operations, the first becomes the default where there is none.

        Raises: lionagi's ValidationError: no branch.
        """
        found = [branches] if isinstance(branches, Branch) else list(branches)
        pile = self.branches
        pile.include(found)
        id = self.id
        for branch in found:
            self._adopt(branch, id)
            if self._mail[1] is not None:
                self._mail[1].add_sources(branch)
        if self._default is None and found:
            _set_default(self, found[0])

    def _adopt(self, branch: Branch, id: Any) -> None:
        state = branch._state
        state.user = id
        state.operations = self._operation_manager

    async def ainclude_branches(self, branches: Any) -> None:
        """`include_branches`, holding the lock of the branches."""
        async with self.branches:
            self.include_branches(branches)

    def new_branch(
        self,
        system: Any = None,
        system_sender: Any = None,
        system_datetime: bool | str | None = None,
        user: Any = None,
        name: str | None = None,
        imodel: Any = None,
        messages: Any = None,
        progress: Any = None,
        tool_manager: Any = None,
        tools: Any = None,
        as_default_branch: bool = False,
        **kwargs: Any,
    ) -> Branch:
        """A branch of this session; arguments as of Branch. `progress`: the order of `messages`; `tool_manager`: its tools are taken.

        Raises: as Branch.
        """
        given = {
            "system": system,
            "system_sender": system_sender,
            "system_datetime": system_datetime,
            "user": user,
            "name": name,
            "imodel": imodel,
            "messages": messages if progress is None else _ordered(messages, progress),
            **kwargs,
        }
        all_tools = [*([] if tool_manager is None else tool_manager.registry.values()), *_listed(tools)]
        if all_tools:
            given["tools"] = all_tools
        made = Branch._with_cores(self._cores, **{key: value for key, value in given.items() if value is not None})
        self.include_branches(made)
        if as_default_branch:
            _set_default(self, made)
        return made

    def get_branch(self, branch: Any, default: Any = _absent, /) -> Any:
        """A branch by itself, its id, the text of it, or its name. Raises: NotFoundError: there is none, and no `default`."""
        pile = self.branches
        found = self._lookup(pile, branch)
        if found is not None:
            return found
        if default is _absent:
            raise _errors.branch_not_found(branch)
        return default

    def _lookup(self, pile: Pile[Branch], branch: Any) -> Branch | None:
        if isinstance(branch, str):
            by_id = pile.get(branch, None) if len(branch) >= 32 else None
            return by_id if by_id is not None else self._lookup_branch_by_name(branch)
        try:
            return pile.get(branch, None)  # type: ignore[no-any-return]
        except (ValueError, TypeError, _errors.LionError):
            return None

    def _lookup_branch_by_name(self, name: str) -> Branch | None:
        return next((branch for branch in self.branches if branch.name == name), None)

    def _existing(self, branch: Any) -> Branch:
        found = self._lookup(self.branches, branch)
        if found is None:
            raise _errors.branch_does_not_exist(getattr(branch, "id", branch))
        return found

    def remove_branch(self, branch: Any, delete: bool = False) -> None:
        """Takes a branch out; the default falls to the first that is left, or to None. Raises: NotFoundError."""
        found = self._existing(branch)
        self.branches.exclude(found)
        if self._mail[1] is not None and found in self._mail[1].sources:
            self._mail[1].delete_source(found.id)
        if self._default is found or self._default == found:
            _set_default(self, self.branches[0] if self.branches else None)

    def change_default_branch(self, branch: Any) -> None:
        """Another branch becomes the default. Raises: NotFoundError."""
        _set_default(self, self._existing(branch))

    def split(self, branch: Any) -> Branch:
        """A clone of a branch, taken in. Raises: NotFoundError."""
        made = self._existing(branch).clone(sender=self.id)
        self.include_branches(made)
        return made

    async def asplit(self, branch: Any) -> Branch:
        """`split`, holding the lock of the branches."""
        async with self.branches:
            return self.split(branch)

    # --- messages --------------------------------------------------------------------------------------------------------------

    def concat_messages(self, branches: Any = None, exclude_clone: bool = False, exclude_load: bool = False) -> Pile[RoledMessage]:
        """The messages of some branches (default: all), each once. `exclude_clone`, `exclude_load`: without those that are copies (their
        metadata say of which message), or that a document brought. Raises: ValueError: a branch that is not here."""
        if branches is None:
            chosen = list(self.branches)
        else:
            listed = branches if isinstance(branches, (list, tuple, set, Pile)) else [branches]
            chosen = [self._lookup(self.branches, each) for each in listed]  # type: ignore[misc]
            if any(each is None for each in chosen):
                raise _errors.no_such_branches()
        found = [message for branch in chosen for message in branch.messages]
        if exclude_clone:
            found = [message for message in found if not message.metadata.get("clone_from")]
        if exclude_load:
            found = [message for message in found if not message.metadata.get("load_from")]
        return Pile(found) if self._cores is None else Pile._with_cores(self._cores, collections=found)

    def to_df(self, branches: Any = None, exclude_clone: bool = False, exlcude_load: bool = False) -> Any:
        """A pandas DataFrame of `concat_messages`. Raises: ImportError: pandas is not installed."""
        from lionagi.session._tables import table_of

        return table_of(self.concat_messages(branches, exclude_clone, exlcude_load))

    # --- operations ------------------------------------------------------------------------------------------------------------

    @property
    def _operation_manager(self) -> Any:
        found = self._operations
        if found is None:
            found = OperationManager()
            _set_operations(self, found)
        return found

    def register_operation(self, operation: str, func: Callable[..., Any], *, update: bool = False) -> None:
        """Makes a coroutine function known to all branches. Raises: ValueError: the name is taken, or it is none."""
        self._operation_manager.register(operation, func, update=update)

    def operation(self, name: str | None = None, *, update: bool = False) -> Callable[[Any], Any]:
        """`register_operation` as a decorator; the name is the function's unless it is given."""

        def register(func: Any) -> Any:
            self.register_operation(name or func.__name__, func, update=update)
            return func

        return register

    async def flow(self, graph: Any, **options: Any) -> dict[str, Any]:
        """Raises: NotImplementedError: flows come with a later release."""
        raise _errors.comes_with_operate("flow")

    # --- mail ------------------------------------------------------------------------------------------------------------------

    @property
    def mail_transfer(self) -> Any:
        """The exchange, as 0.18.0 calls it."""
        if self._mail[0] is None:
            from lionagi.protocols.mail.exchange import Exchange

            _set_mail(self, (Exchange(), self._mail[1]))
        return self._mail[0]

    @property
    def mail_manager(self) -> Any:
        """What carries mail between the branches; it knows all of them."""
        if self._mail[1] is None:
            from lionagi.protocols.mail.manager import MailManager

            _set_mail(self, (self._mail[0], MailManager(list(self.branches))))
        return self._mail[1]

    def collect(self, from_: Any = None) -> None:
        """Takes outgoing mail from branches (default: all). Raises: ValueError: a branch that is not here."""
        for branch in self._chosen(from_):
            self.mail_manager.collect(branch.id)

    def send(self, to_: Any = None) -> None:
        """Brings collected mail to branches (default: all). Raises: as `collect`."""
        for branch in self._chosen(to_):
            self.mail_manager.send(branch.id)

    def _chosen(self, branches: Any) -> list[Branch]:
        if branches is None:
            return list(self.branches)
        listed = branches if isinstance(branches, (list, tuple, set, Pile)) else [branches]
        return [self._existing(each) for each in listed]

    def collect_send_all(self, receive_all: bool = True) -> None:
        """`collect` and `send` of all branches; with `receive_all` each takes what came."""
        self.collect()
        self.send()
        if receive_all:
            for branch in self.branches:
                branch.receive_all()

    async def acollect_send_all(self, receive_all: bool = True) -> None:
        """`collect_send_all`, holding the lock of the branches."""
        async with self.branches:
            self.collect_send_all(receive_all)

    # --- forms -----------------------------------------------------------------------------------------------------------------

    def to_dict(self, mode: Any = "python", **options: Any) -> dict[str, Any]:
        """The node, then its branches (each as its `to_dict()`), name and user."""
        record = super().to_dict(mode="json" if mode == "db" else mode, **options)
        record["branches"] = self._branches_dict()
        record["name"] = self.name
        record["user"] = serialize_sender_recipient(self.user)
        return _model.named_for_db(record) if mode == "db" else record

    def _branches_dict(self) -> dict[str, Any]:
        pile = self.branches
        found = {"id": str(pile.id), "created_at": pile.created_at, "metadata": {}}
        found["collections"] = [branch.to_dict() for branch in pile]
        found["progression"] = pile.progression.to_dict(mode="json")
        found["strict_type"] = pile.strict_type
        return found

    def to_json(self, decode: bool = True, **options: Any) -> Any:
        """The JSON of `to_dict()`."""
        data = self._codec().json_encode(self.to_dict(**options), _model.json_default)
        return data.decode() if decode else data

    def _codec(self) -> Any:
        return (self._cores or active.cores).codec

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The session of a dict that `to_dict` made, in this version or 0.18.0. The dict is not changed. Raises: as the constructor."""
        if not isinstance(data, dict):
            raise _errors.not_a_record(data)
        metadata = dict(data.get("metadata") or data.get("node_metadata") or {})
        metadata.pop("lion_class", None)
        given = {key: data[key] for key in (*_FIELDS, "name", "user", "branches") if data.get(key) is not None}
        if metadata:
            given["metadata"] = metadata
        else:
            given.pop("metadata", None)
        return cls(**given)

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """`from_dict` of JSON text."""
        return cls.from_dict(_model.json_decode(data))

    def _parts(self) -> dict[str, Any]:
        record = {name: getattr(self, name) for name in ("content", "embedding", "created_at", "metadata")}
        is_new = self._branches is None and self._default is None
        own = {"branches": None if is_new else self.branches, "default_branch": self._default, "name": self.name, "user": self._user}
        return {"id": self._core.id_text(), **record, **own}

    def __reduce_ex__(self, protocol: Any) -> Any:
        # By the public class, and without the cores: a pickle loads where this backend is not installed.
        return _restored, (type(self).__lion_pickled_as__ or type(self), self._parts(), None)

    __lion_pickled_as__: Any = None

    def __copy__(self) -> Self:
        parts = self._parts()
        if parts["branches"] is not None:
            parts["branches"] = list(parts["branches"])  # the branches are shared, the pile is not
        return _restored(type(self), parts, self._cores)  # type: ignore[no-any-return]

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        from copy import deepcopy

        return _restored(type(self), deepcopy(self._parts(), memo if memo is not None else {}), self._cores)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        count = 1 if self._branches is None else len(self._branches)
        return f"Session(id={self.id}, name={self.name!r}, {count} branches)"

    __str__ = __repr__


_set_branches, _set_cores, _set_default, _set_mail, _set_operations, _set_user, _set_name = (
    vars(Session)[slot].__set__ for slot in ("_branches", "_cores", "_default", "_mail", "_operations", "_user", "name")
)


def _branches_in(branches: Any, cores: Cores | None) -> list[Any]:
    """The branches of a pile, a list, or a pile's dict, in order."""
    if isinstance(branches, dict) and "collections" in branches:
        items = branches["collections"]
        items = list(items.values()) if isinstance(items, dict) else list(items)
        order = (branches.get("progression") or {}).get("order") or []
        made = [Branch._of_dict(item, cores) if isinstance(item, dict) else item for item in items]
        places = {id: place for place, id in enumerate(order)}
        return sorted(made, key=lambda branch: places.get(str(branch.id), len(places)))
    if isinstance(branches, (Branch, dict)):
        branches = [branches]
    return [Branch._of_dict(each, cores) if isinstance(each, dict) else each for each in branches]


def _pile_of(data: dict[str, Any], cores: Cores | None) -> Pile[Branch]:
    """An empty pile with the identity, of itself and its order, that a document has."""
    order = data.get("progression") or {}
    given: dict[str, Any] = {key: data[key] for key in ("id", "created_at") if key in data}
    given.update(item_type={Branch}, strict_type=bool(data.get("strict_type")))
    named = {key: order[key] for key in ("id", "created_at", "name") if order.get(key) is not None}
    made: Pile[Branch] = Pile(**given) if cores is None else Pile._with_cores(cores, **given)
    if named:
        made.progression = Progression(**named)
    return made


def _check_mail(transfer: Any, manager: Any) -> None:
    from lionagi.protocols.mail.exchange import Exchange
    from lionagi.protocols.mail.manager import MailManager

    for name, expected, given in (("mail_transfer", Exchange, transfer), ("mail_manager", MailManager, manager)):
        if given is not None and not isinstance(given, expected):
            raise _errors.no_mail_carrier(name, expected.__name__, given)


def _ordered(messages: Any, order: Any) -> Any:
    # A list: a pile, being an entity itself, would be the one item of the new pile.
    return Pile(list(messages) if isinstance(messages, Pile) else messages, order=order)


def _listed(tools: Any) -> list[Any]:
    return [] if tools is None else list(tools) if isinstance(tools, (list, tuple)) else [tools]


def _restored(cls: Any, parts: dict[str, Any], cores: Any) -> Any:
    """What a pickle calls."""
    branches, default = parts.pop("branches"), parts.pop("default_branch")
    if not parts["metadata"]:
        parts.pop("metadata")
    made = cls(**parts) if cores is None else cls._with_cores(cores, **parts)
    if branches is not None:
        if isinstance(branches, Pile):
            _set_branches(made, branches)  # a copy of the pile itself, with its identity
        else:
            made._own_branches()  # so that no default branch is made beside them
        made.include_branches(list(branches))
        _set_default(made, default)
    return made


_model.adopt_base(Session)
