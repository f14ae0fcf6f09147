"""`hashing`, tracked operations. Unit: ns a value. Floor: BLAKE2b of msgspec's MessagePack, the same work on plain values."""

from benchmarks.measure import contender, tracked

SMALL = {"name": "summary", "count": 3, "score": 0.5, "tags": ["a", "b"], "options": {"depth": 2, "strict": True}}
RECORD = {"rows": [{**SMALL, "count": count} for count in range(100)]}


def hash_statement(value):
    from lionagi.ln import hash_dict

    hash_dict(value)
    return "hash_dict(value)", {"hash_dict": hash_dict, "value": value}


def floor_statement(value):
    from hashlib import blake2b

    import msgspec

    encode = msgspec.msgpack.Encoder().encode
    return "blake2b(encode(value), digest_size=32).digest()", {"blake2b": blake2b, "encode": encode, "value": value}


@tracked("hash_small", "hashing", floor="blake2b_msgspec", target=1.22)
def hash_small():
    return hash_statement(SMALL)


@contender("hash_small", "blake2b_msgspec")
def floor_small():
    return floor_statement(SMALL)


@tracked("hash_record", "hashing", floor="blake2b_msgspec")
def hash_record():
    return hash_statement(RECORD)


@contender("hash_record", "blake2b_msgspec")
def floor_record():
    return floor_statement(RECORD)
