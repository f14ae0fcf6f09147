"""How much a session proves: Hypothesis profiles with the numbers of runs that belong to each.

`--hypothesis-profile=deep` chooses one; the numbers are those of the gates in the phases design (`fast`: to 1.shadow, `ramp`: to
2.ramp, `deep`: to 2.live and 2.soak, `only`: to 3.only). Every profile is derandomized: a session is the same every time, variety
comes from `bulk.py --seed`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

DEFAULT = "fast"


class Profile:
    """Numbers of one profile; `minimum`: runs of each contract member and of each error path."""

    def __init__(self, name: str, examples: int, lockstep_runs: int, lockstep_steps: int, bulk_cases: int, minimum: int) -> None:
        self.name, self.examples, self.lockstep_runs, self.lockstep_steps = name, examples, lockstep_runs, lockstep_steps
        self.bulk_cases, self.minimum = bulk_cases, minimum


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("fast", examples=100, lockstep_runs=20, lockstep_steps=30, bulk_cases=10**4, minimum=20),
        Profile("ramp", examples=500, lockstep_runs=100, lockstep_steps=50, bulk_cases=10**5, minimum=200),
        Profile("deep", examples=1_000, lockstep_runs=200, lockstep_steps=50, bulk_cases=10**6, minimum=200),
        Profile("only", examples=5_000, lockstep_runs=1_000, lockstep_steps=50, bulk_cases=10**7, minimum=1_000),
        # As fast, but without shrinking: a mutant is dead at the first counter-example.
        Profile("mutants", examples=100, lockstep_runs=20, lockstep_steps=30, bulk_cases=10**4, minimum=20),
    )
}
_chosen = PROFILES[DEFAULT]


def register_profiles() -> None:
    """Makes the profiles known to Hypothesis; the default holds until pytest's option chooses another."""
    for profile in PROFILES.values():
        phases = (Phase.explicit, Phase.generate) if profile.name == "mutants" else (Phase.explicit, Phase.generate, Phase.shrink)
        settings.register_profile(
            profile.name,
            max_examples=profile.examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=phases,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
    settings.load_profile(DEFAULT)


def choose_profile(name: str | None) -> None:
    """Called once by `conftest.py` with pytest's `--hypothesis-profile`. Raises: KeyError: no such profile."""
    global _chosen
    _chosen = PROFILES[name or DEFAULT]


def current_profile() -> Profile:
    return _chosen
