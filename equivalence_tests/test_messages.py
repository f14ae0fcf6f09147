"""`messages` on both backends. Known differences: `phases/ledger/messages.toml`."""


def test_the_component_has_a_proof():
    raise AssertionError("write the differential tests of messages; see equivalence_tests/test_hashing.py")
