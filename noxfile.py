"""The project's commands. `nox -s tests` is the usual one; `nox -l` lists all.

Every session runs an installed wheel from outside the checkout, so that what is tested is what users install. Wheels are
built once per state of the sources, Python and kind (native, pure, mutants), and shared by all sessions.
"""

import contextlib
import hashlib
import os
import shutil
import sys
from pathlib import Path

import nox
from filelock import FileLock  # comes with virtualenv, which nox needs

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "_build"))
import pythons  # noqa: E402  (lives beside the build backend, which is no package)

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests"]
# A missing Python is judged here (see PYTHONS), not by nox, whose answer differs under CI.
nox.options.error_on_missing_interpreters = True

pythons.add_to_path()
FOUND = pythons.find()
PYTHONS = list(FOUND)  # parametrising by what was found: a Python this machine has cannot be skipped
if not PYTHONS:
    raise SystemExit(f"no CPython among {', '.join(pythons.SUPPORTED)} on PATH")
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"

NOX = ROOT / ".nox"
WHEELS = NOX / "wheels"
# Folders imported by tests, without the checkout's own `lionagi` beside them.
SITE = NOX / "site"
SOURCES = ("lionagi", "crates", "_build", "Cargo.toml", "Cargo.lock", "pyproject.toml")
ENDINGS = {".py", ".pyi", ".rs", ".toml", ".lock", ".typed"}


# --- wheels ---------------------------------------------------------------------------------------------------------


def has_cargo():
    return shutil.which("cargo") is not None and os.environ.get("LIONAGI_BUILD_RUST") != "skip"


def shared_target():
    """One cargo folder for all sessions: the native part is compiled once a Python."""
    return {"CARGO_TARGET_DIR": str(ROOT / "target")}


def source_stamp():
    """One hex word for the state of everything that goes into a wheel."""
    digest = hashlib.blake2b(digest_size=8)
    for name in SOURCES:
        top = ROOT / name
        files = [top] if top.is_file() else sorted(top.rglob("*"))
        for file in files:
            if file.suffix in ENDINGS and file.is_file():
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def wheel(session, kind):
    """Path of the wheel of this kind for the session's Python; built when there is none for the sources as they are."""
    version = session.python if isinstance(session.python, str) else HERE
    folder = WHEELS / source_stamp() / (kind if kind == "pure" else f"{kind}-{version}")
    WHEELS.mkdir(parents=True, exist_ok=True)
    # Sessions may run side by side, and share one cargo folder: two builds at a time could take each other's file.
    with FileLock(WHEELS / ".lock"):
        return built_wheel(session, kind, version, folder)


def built_wheel(session, kind, version, folder):
    """As `wheel`, with nobody else building."""
    if not list(folder.glob("*.whl")):
        shutil.rmtree(folder, ignore_errors=True)
        environment = {"LIONAGI_BUILD_RUST": "skip" if kind == "pure" else "require", **shared_target()}
        if kind != "pure":
            features = " --features mutants" if kind == "mutants" else ""
            environment["MATURIN_PEP517_ARGS"] = f"--profile release{features}"
        session.log(f"building the {kind} wheel for Python {version}")
        session.run("python", "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT), env=environment)
        for old in WHEELS.iterdir():
            if old.is_dir() and old.name != folder.parent.name:
                shutil.rmtree(old, ignore_errors=True)
    return str(next(folder.glob("*.whl")))


def install(session, kind, *groups):
    """Installs the wheel and dependency groups of pyproject.toml, and proves that the installed package is the one imported."""
    requirements = nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), *groups) if groups else ()
    session.install("-q", "--force-reinstall", "--no-deps", wheel(session, kind))
    session.install("-q", *nox.project.load_toml(ROOT / "pyproject.toml")["project"]["dependencies"], *requirements)
    SITE.mkdir(parents=True, exist_ok=True)
    for name in ("tests", "equivalence_tests", "oracle_tests", "benchmarks"):
        link = SITE / name
        with contextlib.suppress(FileExistsError):
            link.symlink_to(ROOT / name, target_is_directory=True)
    session.chdir(session.create_tmp())
    session.run("python", "-c", f"import lionagi, sys; sys.exit(lionagi.__file__.startswith({str(ROOT / 'lionagi')!r}))")


def kind_here(session):
    if has_cargo():
        return "native"
    if os.environ.get("LIONAGI_BUILD_RUST") == "require":
        session.error("LIONAGI_BUILD_RUST=require, but there is no cargo on PATH")
    session.warn("no cargo on PATH: the pure Python package is built and tested; the Rust cores are not")
    return "pure"


def pytest(session, *arguments, **environment):
    """Runs pytest on the installed package; the checkout gives only the test files."""
    environment = {"PYTHONPATH": str(SITE), "LIONAGI_STATE_DIR": "off", **environment}
    session.run(
        "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "no:cacheprovider", "-q", *arguments, env=environment
    )


def paths(*names):
    return [str(ROOT / name) for name in names]


def demand_native(kind):
    return {"LIONAGI_TEST_REQUIRE_NATIVE": "1"} if kind != "pure" else {}


# --- what users and developers run ----------------------------------------------------------------------------------


@nox.session
def demo(session):
    """Real text through both cores: the same digests, and how long each took."""
    install(session, kind_here(session))
    session.install("-q", "rich>=13")
    session.run("lionagi", "demo", *session.posargs, env={"LIONAGI_STATE_DIR": "off"})


@nox.session
def tests(session):
    """The behaviour suite on every backend that could be built, named in the test ids."""
    kind = kind_here(session)
    install(session, kind, "tests")
    session.run("lionagi", "status")
    pytest(session, *(session.posargs or paths("tests")), "--ignore", str(ROOT / "tests" / "phases"), **demand_native(kind))


@nox.session
def equivalence(session):
    """Both cores side by side: same operations, same answers, and proof that they were the two cores."""
    install(session, "native", "tests")
    pytest(session, *(session.posargs or paths("equivalence_tests")), **demand_native("native"))


@nox.session
def oracle(session):
    """lionagi 0.18.0, in an environment of its own, is asked what both cores are asked: the same answers, but for what was mended."""
    kind = kind_here(session)
    install(session, kind, "tests")
    python = os.environ.get("LIONAGI_REFERENCE_PYTHON") or reference(session)
    pytest(session, *(session.posargs or paths("oracle_tests")), LIONAGI_REFERENCE_PYTHON=python, **demand_native(kind))


def reference(session):
    """The interpreter of an environment with lionagi 0.18.0 and nothing of ours, made once."""
    home = NOX / "reference"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (home / "complete").exists():
        session.run("python", "-m", "venv", "--clear", str(home))
        session.run(str(python), "-m", "pip", "install", "-q", "lionagi==0.18.0", external=True)
        (home / "complete").touch()
    return str(python)


@nox.session
def mutants(session):
    """Every seeded mutant must be killed and every planted panic must arrive as an error; positional arguments go to the runner."""
    install(session, "mutants", "tests")
    runner = str(ROOT / "equivalence_tests" / "run_mutants.py")
    session.run("python", runner, *session.posargs, env={"PYTHONPATH": str(SITE), "LIONAGI_STATE_DIR": "off"})


def phase(session, number):
    install(session, "native", "phases")
    environment = {"LIONAGI_PHASE": str(number), "LIONAGI_TEST_PHASE": str(number)}
    session.run("lionagi", "status", env=environment)
    pytest(session, *paths("tests/phases"), **environment)


@nox.session(python=PYTHONS)
def phase1(session):
    """As a user of phase 1 meets it: Python by default, Rust on request."""
    phase(session, 1)


@nox.session(python=PYTHONS)
def phase2(session):
    """As a user of phase 2 meets it: Rust by default, fallback allowed."""
    phase(session, 2)


@nox.session(python=PYTHONS)
def phase3(session):
    """As a user of phase 3 meets it: Rust only."""
    phase(session, 3)


@nox.session
def pure(session):
    """The pure wheel with cargo hidden: no native module, and saying so."""
    install(session, "pure", "tests")
    folders = [folder for folder in os.environ["PATH"].split(os.pathsep) if not shutil.which("cargo", path=folder)]
    session.env["PATH"] = os.pathsep.join([session.bin, *folders])
    session.run("lionagi", "status", "--require", "python")
    session.run("lionagi", "status", "--require", "rust", success_codes=[3], silent=True)
    pytest(session, *(session.posargs or paths("tests")), "--ignore", str(ROOT / "tests" / "phases"))
    session.run("lionagi", "demo")


@nox.session
def bench(session):
    """Both cores, floors and, with LIONAGI_REFERENCE_PYTHON set, lionagi 0.18.0: interleaved in one run, as ratios."""
    install(session, "native", "bench")
    session.run("python", "-m", "benchmarks", *session.posargs, env={"PYTHONPATH": str(SITE), "LIONAGI_STATE_DIR": "off"})


# --- what keeps the sources honest ----------------------------------------------------------------------------------


@nox.session
def lint(session):
    """ruff and, where cargo is, clippy with warnings denied and rustfmt."""
    session.install("-q", *nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    if has_cargo():
        session.run("cargo", "fmt", "--all", "--check", external=True)
        for features in ([], ["--features", "mutants"]):
            session.run("cargo", "clippy", "--release", "--all-targets", "--locked", *features, "--", "-D", "warnings", external=True)


@nox.session
def typing(session):
    """mypy, strict where two cores meet, and the stub of the native module against the module itself."""
    kind = kind_here(session)
    install(session, kind, "tests", "lint")
    session.chdir(ROOT)
    session.run("mypy")
    if kind == "native":
        session.chdir(session.create_tmp())
        allow = str(ROOT / "_build" / "stubtest-allowlist.txt")
        session.run("python", "-m", "mypy.stubtest", "lionagi._core_rust._native", "--ignore-missing-stub", "--allowlist", allow)


@nox.session
def cargo(session):
    """The tests of the Rust crates, without an interpreter."""
    for features in ([], ["--features", "mutants"]):
        session.run("cargo", "test", "--locked", "-q", "-p", "lionagi-core", "-p", "lionagi-runtime", *features, external=True)
    # What fuzzers have kept is read again; the fuzzers themselves are `nox -s fuzz`.
    session.run("cargo", "test", "--locked", "-q", "--manifest-path", str(ROOT / "fuzz" / "Cargo.toml"), external=True)


@nox.session(python=PYTHONS)
def wheels(session):
    """The native wheel, the pure wheel and the sdist; both wheels again from the sdist; same metadata; installed and asked."""
    session.install("-q", "build", "filelock", "packaging")
    checker = str(ROOT / "_build" / "check_wheels.py")
    arguments = (wheel(session, "pure"), wheel(session, "native"), str(ROOT))
    session.run("python", checker, *arguments, env=shared_target())


@nox.session
def rehearse(session):
    """A component walks from 1.off to 3.only and back in a scratch copy; at each stage a user's programs see what they must."""
    install(session, "native", "tests")
    session.install("-q", "coverage")
    session.run("python", str(ROOT / "_build" / "rehearse.py"), *session.posargs)


@nox.session
def fuzz(session):
    """`nox -s fuzz -- --minutes N`: coverage-guided, every parser alone and every pair of cores; what breaks is in fuzz/artifacts."""
    install(session, "native", "fuzz")
    session.run("python", str(ROOT / "fuzz" / "run.py"), *session.posargs, env={"LIONAGI_STATE_DIR": "off"})


@nox.session
def memory(session):
    """Every entry point of the native part, and the kept corpus, under valgrind."""
    install(session, "native", "tests")
    session.run("python", str(ROOT / "fuzz" / "memory.py"), *session.posargs, env={"PYTHONPATH": str(SITE), "LIONAGI_STATE_DIR": "off"})


@nox.session
def release(session):
    """`nox -s release -- VERSION`: builds the wheels, meets each as its users will, writes the notes; refuses on any gap."""
    install(session, "native", "tests")
    session.run("python", str(ROOT / "_build" / "release.py"), *session.posargs, env={"LIONAGI_STATE_DIR": "off"})


@nox.session(name="new-component")
def new_component(session):
    """`nox -s new-component -- NAME`: makes the files of a component in all its homes."""
    session.run("python", str(ROOT / "_build" / "new_component.py"), *session.posargs)


@nox.session
def dev(session):
    """An editable install into the environment nox itself runs in: edit, run this again, try."""
    install_here = (sys.executable, "-m", "pip", "install", "-q", "-e", str(ROOT))
    session.run(*install_here, external=True, env=shared_target())
    session.run(sys.executable, "-m", "lionagi", "status", external=True)
