"""What a run has really exercised: values and error paths of each contract member, value share of each property.

Wrong harness arguments agree as well: two equal TypeErrors prove nothing. So errors count only where they are documented, and
a run in which a member was seldom run, or ran mostly into errors, fails (`shortfalls`). Not here: comparing (`agree.py`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

from lionagi.testing.proof.cores import Contract

LEAST_SHARE = 0.5


class ErrorPath:
    """One documented way to fail. `kind` is matched exactly, `text` is searched for (a regular expression)."""

    def __init__(self, name: str, kind: type[BaseException], text: str = "") -> None:
        self.name, self.kind, self.text = name, kind, re.compile(text, re.DOTALL)

    def explains(self, error: BaseException) -> bool:
        return type(error) is self.kind and self.text.search(str(error)) is not None


class Tally:
    """Counts of one run, by component. Declared error paths come from the proofs themselves."""

    def __init__(self) -> None:
        self.paths: dict[str, dict[str, tuple[ErrorPath, ...]]] = {}
        self.values: dict[str, Counter[str]] = defaultdict(Counter)  # by member
        self.errors: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)  # by member and path
        self.hostile: dict[str, Counter[str]] = defaultdict(Counter)  # errors of hostile properties, by member
        self.properties: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))

    def declare(self, component: str, paths: dict[str, tuple[ErrorPath, ...]]) -> None:
        """The documented error paths of a component, by contract member."""
        self.paths[component] = paths

    def note(self, component: str, member: str, error: BaseException | None, hostile: bool) -> None:
        """One use of a member on the Python side. Raises: AssertionError: the error is not documented."""
        if error is None:
            self.values[component][member] += 1
            return
        path = next((path.name for path in self.paths.get(component, {}).get(member, ()) if path.explains(error)), None)
        assert path is not None, f"undocumented error of {component}.{member}: {type(error).__name__}: {error}"
        self.errors[component][member, path] += 1
        if hostile:
            self.hostile[component][member] += 1

    def note_property(self, component: str, name: str, is_value: bool, hostile: bool) -> None:
        """One comparison of a property (a test)."""
        if not hostile:
            self.properties[component][name]["value" if is_value else "error"] += 1

    def shortfalls(self, component: str, contract: Contract, minimum: int) -> list[str]:
        """What the run failed to exercise, one sentence each; empty where the proof is a proof."""
        return [
            *self._undeclared(component, contract),
            *self._too_seldom(component, contract, minimum),
            *self._too_many_errors(component, contract),
        ]

    def _undeclared(self, component: str, contract: Contract) -> list[str]:
        declared = self.paths.get(component, {})
        strangers = [member for member in declared if member not in contract.members]
        found = [f"error paths are declared for {member}, which is no contract member" for member in strangers]
        for member, doc in contract.members.items():
            kinds = {base.__name__ for path in declared.get(member, ()) for base in path.kind.__mro__}
            promised = set(re.findall(r"\b(?:\w+\.)?([A-Z]\w*Error|InvalidFields)\b", doc.partition("Raises:")[2]))
            found += [f"{member} documents {kind}, but no error path of that type is declared" for kind in sorted(promised - kinds)]
        return found

    def _too_seldom(self, component: str, contract: Contract, minimum: int) -> list[str]:
        found = []
        for member in contract.members:
            count = self.values[component][member]
            if count < minimum:
                found.append(f"{member} ended in a value {count} times, {minimum} are needed")
        for member, paths in self.paths.get(component, {}).items():
            for path in paths:
                count = self.errors[component][member, path.name]
                if count < minimum:
                    found.append(f"{member} failed with {path.name!r} {count} times, {minimum} are needed")
        return found

    def _too_many_errors(self, component: str, contract: Contract) -> list[str]:
        found = []
        for member in contract.members:
            values, errors = self.values[component][member], self._counted_errors(component, member)
            if values < LEAST_SHARE * (values + errors):
                found.append(f"{member} ended in a value only {values} of {values + errors} times")
        for name, counts in self.properties[component].items():
            total = sum(counts.values())
            if counts["value"] < LEAST_SHARE * total:
                found.append(f"property {name} ended in a value only {counts['value']} of {total} times")
        return found

    def _counted_errors(self, component: str, member: str) -> int:
        errors = sum(count for (name, _), count in self.errors[component].items() if name == member)
        return errors - self.hostile[component][member]

    def report(self, component: str, contract: Contract) -> dict[str, Any]:
        """The counts as JSON values."""
        declared = self.paths.get(component, {})
        return {
            "members": {
                member: {
                    "values": self.values[component][member],
                    "errors": {path.name: self.errors[component][member, path.name] for path in declared.get(member, ())},
                    "hostile_errors": self.hostile[component][member],
                }
                for member in contract.members
            },
            "properties": {name: dict(counts) for name, counts in sorted(self.properties[component].items())},
        }


TALLY = Tally()
