# The native module: what it was built from, how often it was called, and one sub-module a component that fulfils its contract.
# `lionagi diff COMPONENT` compares contract and module by name and parameter.
from typing import Any

from lionagi._core.codec import CodecCore
from lionagi._core.hashing import HashingCore
from lionagi._core.ids import IdsCore
from lionagi._core.messages import MessagesCore

ids: IdsCore
hashing: HashingCore
codec: CodecCore
entity: Any
messages: MessagesCore

def build_info() -> dict[str, str]: ...
def native_calls() -> dict[str, int]: ...
