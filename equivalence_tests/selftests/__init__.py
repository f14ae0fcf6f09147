"""Tests of the harness itself, on fake cores: a harness that cannot fail proves nothing."""
