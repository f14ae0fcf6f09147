"""Proof that two cores of one component behave as one: the same operations, the same answers, on both backends.

`test_<component>.py` (or a folder of that name) is the proof of a component. `harness/` is the one way to write it, `strategies/`
what goes in, `bulk.py` millions of seeded cases without Hypothesis, `run_mutants.py` the proof that the proof can fail,
`selftests/` the tests of all of these on fake cores. Not here: behaviour of one backend (`tests/`).
"""
