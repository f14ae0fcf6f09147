"""Models that a branch asks. What speaks to providers over the network comes later; until then a model is anything with `invoke`
(`Model`), such as `lionagi.testing.ScriptedModel` or a class of your own."""

from __future__ import annotations

from lionagi._lazy import attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lionagi.service.manager import iModelManager as iModelManager
    from lionagi.service.models import DescribedModel as DescribedModel
    from lionagi.service.models import Model as Model

__all__ = ["DescribedModel", "Model", "iModelManager"]

_HOMES = {
    "DescribedModel": "lionagi.service.models",
    "Model": "lionagi.service.models",
    "iModelManager": "lionagi.service.manager",
}
__getattr__, __dir__ = attach(__name__, _HOMES, ("iModel", "Endpoint", "EndpointConfig", "APICalling"))
