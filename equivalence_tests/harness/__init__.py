"""The proof harness: `both` for functions, `LockStep` for stateful cores, `ErrorPath` and `TALLY` for what must be exercised."""

from equivalence_tests.harness.agree import Both, both
from equivalence_tests.harness.lockstep import LockStep
from equivalence_tests.harness.outcome import Outcome
from equivalence_tests.harness.portrait import difference, portrait, same
from equivalence_tests.harness.profiles import current_profile
from equivalence_tests.harness.tally import TALLY, ErrorPath

__all__ = ["TALLY", "Both", "ErrorPath", "LockStep", "Outcome", "both", "current_profile", "difference", "portrait", "same"]
