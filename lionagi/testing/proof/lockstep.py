"""Stateful cores in lock-step: a rule-based state machine whose every step runs on both and is compared.

```python
class GraphLockStep(LockStep, component="graph"):
    @rule(edge=fresh_ids(), ends=st.tuples(nodes, nodes))
    def add_edge(self, edge, ends):
        self.graph.add_edge(edge, *ends)
TestGraphLockStep = GraphLockStep.TestCase
```
`self.both` is the pair of cores; constructors return outcomes whose `twin` is the pair of objects to go on with.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine

from lionagi.testing.proof.agree import Both, both
from lionagi.testing.proof.profiles import current_profile


class _LockStepTestCase:
    """The unittest case that pytest collects, with the number of runs of the current profile."""

    def __get__(self, machine: Any, kind: Any = None) -> Any:
        case = (kind or type(machine))._to_test_case()
        profile = current_profile()
        case.settings = settings(case.settings, max_examples=profile.lockstep_runs, stateful_step_count=profile.lockstep_steps)
        return case


class LockStep(RuleBasedStateMachine):
    """Base of the state machine of one component; see the module."""

    component: ClassVar[str]
    TestCase = _LockStepTestCase()

    def __init_subclass__(cls, component: str | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if component is not None:
            cls.component = component

    def __init__(self) -> None:
        super().__init__()
        self.both = self.cores()

    def cores(self) -> Both:
        """Both cores; the harness's own tests put fakes here."""
        return both(self.component)
