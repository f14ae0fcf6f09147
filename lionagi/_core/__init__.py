"""The contracts: one file per component, `typing.Protocol` and docstrings; limits and sentinels both cores use.

Importing this package loads nothing; imports `lionagi._errors` at most.
"""

# Nesting that JSON, MessagePack, hashing and entities follow before they refuse: both cores count the same way
# instead of meeting RecursionError or a native stack overflow. A scalar has depth 0, `[]` depth 1.
MAX_DEPTH = 254
