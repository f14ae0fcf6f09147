"""The proof harness: `both` for functions, `LockStep` for stateful cores, `ErrorPath` and `TALLY` for what must be exercised."""

from lionagi.testing.proof.agree import Both, both
from lionagi.testing.proof.lockstep import LockStep
from lionagi.testing.proof.outcome import Outcome
from lionagi.testing.proof.portrait import difference, portrait, same
from lionagi.testing.proof.profiles import current_profile
from lionagi.testing.proof.tally import TALLY, ErrorPath

__all__ = ["TALLY", "Both", "ErrorPath", "LockStep", "Outcome", "both", "current_profile", "difference", "portrait", "same"]
