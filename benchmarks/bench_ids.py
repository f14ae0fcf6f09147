"""`ids`, tracked operations. Unit: ns an id, in the public API. Floor: uuid_utils, the fastest UUID library of the registry."""

from benchmarks.measure import contender, tracked

TEXT = "11111111-2222-4333-8444-555555555555"


def id_class():
    from lionagi.protocols.generic.element import IDType

    IDType.create()  # the first use resolves the backend
    return IDType


@tracked("id_create", "ids", floor="uuid_utils", target=1.43)
def id_create():
    return "IDType.create()", {"IDType": id_class()}


@contender("id_create", "uuid_utils")
def uuid_utils_create():
    import uuid_utils

    return "uuid4()", {"uuid4": uuid_utils.uuid4}


@tracked("id_parse", "ids", floor="uuid_utils", target=0.84)
def id_parse():
    return "IDType.validate(text)", {"IDType": id_class(), "text": TEXT}


@contender("id_parse", "uuid_utils")
def uuid_utils_parse():
    import uuid_utils

    return "UUID(text)", {"UUID": uuid_utils.UUID, "text": TEXT}


@tracked("id_text", "ids", floor="uuid_utils", target=0.90)
def id_text():
    return "str(id)", {"id": id_class().validate(TEXT)}


@contender("id_text", "uuid_utils")
def uuid_utils_text():
    import uuid_utils

    return "str(id)", {"id": uuid_utils.UUID(TEXT)}


@tracked("crossing", "ids", floor="python_function", target=1.0, cores=("rust",))
def crossing():
    """The least a call into Rust can cost: a core function that only checks and returns."""
    from lionagi.registry import cores

    return "to_bytes(id)", {"id": id_class().create(), "to_bytes": cores().ids.to_bytes}


@contender("crossing", "python_function")
def python_function():
    def to_bytes(id):
        return id._value

    class Id:
        __slots__ = ("_value",)

    one = Id()
    one._value = b"0123456789abcdef"
    return "to_bytes(id)", {"id": one, "to_bytes": to_bytes}
