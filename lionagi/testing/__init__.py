"""What tests of programs need: a model that follows a script, a guard against the network, fixtures that run a test on each backend.

```python
from lionagi.testing import ScriptedModel

model = ScriptedModel("first answer", {"content": "second"}, ConnectionError("third call fails"))
branch = Branch(chat_model=model)
assert await branch.chat("hello") == "first answer"
assert model.calls[0].messages == [{"role": "user", "content": "Instruction: hello"}]
```
pytest: `pytest_plugins = ["lionagi.testing.pytest_plugin"]` gives `no_network`, `lionagi_backend` and `scripted_model`.
"""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.testing.network import NetworkUsed as NetworkUsed
    from lionagi.testing.network import no_network as no_network
    from lionagi.testing.scripted import Delayed as Delayed
    from lionagi.testing.scripted import ScriptedCall as ScriptedCall
    from lionagi.testing.scripted import ScriptedModel as ScriptedModel
    from lionagi.testing.scripted import ScriptExhausted as ScriptExhausted
    from lionagi.testing.scripted import delayed as delayed
    from lionagi.testing.scripted import tool_call as tool_call

__all__ = ["Delayed", "NetworkUsed", "ScriptExhausted", "ScriptedCall", "ScriptedModel", "delayed", "no_network", "tool_call"]

_HOMES = {
    "Delayed": "lionagi.testing.scripted",
    "NetworkUsed": "lionagi.testing.network",
    "ScriptExhausted": "lionagi.testing.scripted",
    "ScriptedCall": "lionagi.testing.scripted",
    "ScriptedModel": "lionagi.testing.scripted",
    "delayed": "lionagi.testing.scripted",
    "no_network": "lionagi.testing.network",
    "tool_call": "lionagi.testing.scripted",
}
__getattr__, __dir__ = attach(__name__, _HOMES)
