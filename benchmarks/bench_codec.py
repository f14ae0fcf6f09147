"""`codec`, tracked operations. Unit: ns a document. Floors: orjson for JSON, msgspec for MessagePack."""

from benchmarks.measure import contender, tracked

MESSAGE = {
    "id": "11111111-2222-4333-8444-555555555555",
    "created_at": 1735787045.678901,
    "metadata": {"lion_class": "lionagi.protocols.graph.node.Node"},
    "content": "Summarise the following document in three short bullet points.",
    "embedding": None,
}
BATCH = [dict(MESSAGE, index=index) for index in range(200)]


@tracked("json_dumps_small", "codec", floor="orjson")
def json_dumps_small():
    from lionagi.ln import json_dumpb

    json_dumpb(MESSAGE)
    return "dump(value)", {"dump": json_dumpb, "value": MESSAGE}


@contender("json_dumps_small", "orjson")
def orjson_small():
    import orjson

    return "dump(value)", {"dump": orjson.dumps, "value": MESSAGE}


@tracked("json_dumps_batch", "codec", floor="orjson")
def json_dumps_batch():
    from lionagi.ln import json_dumpb

    json_dumpb(BATCH)
    return "dump(value)", {"dump": json_dumpb, "value": BATCH}


@contender("json_dumps_batch", "orjson")
def orjson_batch():
    import orjson

    return "dump(value)", {"dump": orjson.dumps, "value": BATCH}


@tracked("json_loads_small", "codec", floor="orjson", cores=("python", "rust"))
def json_loads_small():
    from lionagi.ln import json_dumpb, json_loads

    return "load(data)", {"load": json_loads, "data": json_dumpb(MESSAGE)}


@contender("json_loads_small", "orjson")
def orjson_loads():
    import orjson

    return "load(data)", {"load": orjson.loads, "data": orjson.dumps(MESSAGE)}


@tracked("msgpack_dumps_small", "codec", floor="msgspec", cores=("python", "rust"))
def msgpack_dumps_small():
    from lionagi.ln import msgpack_dumps

    msgpack_dumps(MESSAGE)
    return "dump(value)", {"dump": msgpack_dumps, "value": MESSAGE}


@contender("msgpack_dumps_small", "msgspec")
def msgspec_dumps():
    import msgspec

    return "dump(value)", {"dump": msgspec.msgpack.Encoder().encode, "value": MESSAGE}


@tracked("msgpack_loads_small", "codec", floor="msgspec", cores=("python", "rust"))
def msgpack_loads_small():
    from lionagi.ln import msgpack_dumps, msgpack_loads

    return "load(data)", {"load": msgpack_loads, "data": msgpack_dumps(MESSAGE)}


@contender("msgpack_loads_small", "msgspec")
def msgspec_loads():
    import msgspec

    return "load(data)", {"load": msgspec.msgpack.Decoder().decode, "data": msgspec.msgpack.encode(MESSAGE)}
