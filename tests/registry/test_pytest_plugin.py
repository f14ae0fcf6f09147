"""The pytest plugin: overrides that end with the test, by fixture and by mark."""

TESTS = """
import pytest
from lionagi import registry

pytest_plugins = ["lionagi.registry.pytest_plugin"]


def here():
    return [getattr(registry.active.cores, name).BACKEND for name in registry.COMPONENTS]


def test_fixture(lionagi_override):
    assert here() == ["python"] * 4
    cores = lionagi_override("rust")
    assert here() == ["rust"] * 4
    assert cores is registry.active.cores
    lionagi_override({"ids": "python"})
    assert here() == ["python", "rust", "rust", "rust"]


def test_after_the_fixture():
    assert here() == ["python"] * 4


@pytest.mark.lionagi_backend("rust")
class TestMark:
    def test_class(self):
        assert here() == ["rust"] * 4

    @pytest.mark.lionagi_backend({"codec": "python"})
    def test_closest_wins(self):
        assert here() == ["rust", "rust", "python", "rust"]


def test_after_the_mark():
    assert here() == ["python"] * 4


@pytest.mark.lionagi_backend("rsut")
def test_wrong():
    pass
"""


def test_the_plugin_overrides_for_one_test(installation):
    installation.stand_in()
    (installation.folder / "conftest.py").write_text('pytest_plugins = ["lionagi.registry.pytest_plugin"]\n')
    (installation.folder / "test_made.py").write_text(TESTS.replace('pytest_plugins = ["lionagi.registry.pytest_plugin"]\n', ""))
    run = installation.run("-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", "-p", "no:xdist", "test_made.py")

    assert "5 passed, 1 error" in run.stdout
    assert "unknown backend 'rsut' in override(); did you mean 'rust'?" in run.stdout


BACKEND_TEST = """
import os
import pytest
from lionagi import registry

pytestmark = pytest.mark.usefixtures("backend")


def test_runs(request, backend):
    assert registry.resolution("ids").backend == backend
    assert request.node.name == f"test_runs[{backend}]"
"""


def run_backend_fixture(installation, **variables):
    from pathlib import Path

    conftest = Path(__file__).parents[1] / "conftest.py"
    (installation.folder / "conftest.py").write_text(conftest.read_text())
    (installation.folder / "test_made.py").write_text(BACKEND_TEST)
    return installation.run("-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "test_made.py", **variables)


def test_the_backend_fixture_runs_on_every_backend_that_is_there(installation):
    assert "1 passed" in run_backend_fixture(installation).stdout
    both = run_backend_fixture(installation.stand_in()).stdout
    assert "test_runs[python]" in both
    assert "test_runs[rust]" in both
    assert "2 passed" in both


def test_the_backend_fixture_keeps_to_a_demanded_backend(installation):
    run = run_backend_fixture(installation.stand_in(), LIONAGI_BACKEND="rust")

    assert "1 passed" in run.stdout
    assert "test_runs[rust]" in run.stdout


def test_a_demanded_native_part_that_is_missing_ends_the_session(installation):
    run = run_backend_fixture(installation, LIONAGI_TEST_REQUIRE_NATIVE="1")

    assert run.returncode == 3
    assert "LIONAGI_TEST_REQUIRE_NATIVE=1, but the native part is missing: ModuleNotFoundError" in run.stdout + run.stderr


def test_a_broken_native_part_is_not_taken_for_a_missing_one(installation):
    run = run_backend_fixture(installation.corrupt())

    assert "1 passed, 1 error" in run.stdout
    assert "component 'ids'" in run.stdout or "components 'ids'" in run.stdout
    assert "cause       : ImportError" in run.stdout


def test_a_stale_native_part_fails_its_tests_with_the_cause(installation):
    run = run_backend_fixture(installation.checkout().stand_in())

    assert "1 passed, 1 error" in run.stdout
    assert "stale: built from sources" in run.stdout
