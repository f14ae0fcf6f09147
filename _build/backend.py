"""PEP 517/660 build backend: hatchling builds the sdist and the pure wheel, maturin the native wheel.

Which one is decided by `LIONAGI_BUILD_RUST` or `-C rust=...`: `auto` (default) builds native where cargo is found, `require`
fails without it, `skip` builds the pure wheel. A compile that fails is always an error: only a missing cargo falls back.
"""

import os
import shutil
import sys
from pathlib import Path

from hatchling import build as pure

ROOT = Path(__file__).resolve().parent.parent
# Not in build-system.requires, so that a machine without Rust never fetches it.
MATURIN = ["maturin>=1.9.4,<2"]
_MODES = ("auto", "require", "skip")


def _mode(settings):
    mode = (settings or {}).get("rust") or os.environ.get("LIONAGI_BUILD_RUST") or "auto"
    if mode not in _MODES:
        raise SystemExit(f"lionagi: LIONAGI_BUILD_RUST={mode!r} is unknown; use one of {', '.join(_MODES)}")
    return mode


def _use_rust(settings):
    mode = _mode(settings)
    if mode == "skip":
        return False
    if sys.implementation.name != "cpython":
        if mode == "require":
            raise SystemExit(f"lionagi: LIONAGI_BUILD_RUST=require, but {sys.implementation.name} cannot load the native part; use CPython")
        return False
    if shutil.which(os.environ.get("CARGO", "cargo")) is not None:
        return True
    if mode == "require":
        raise SystemExit("lionagi: LIONAGI_BUILD_RUST=require, but there is no cargo on PATH; install Rust, or use auto or skip")
    print("lionagi: no cargo on PATH, building the pure Python wheel", file=sys.stderr)
    return False


def get_requires_for_build_sdist(config_settings=None):
    return pure.get_requires_for_build_sdist()


def build_sdist(sdist_directory, config_settings=None):
    return pure.build_sdist(sdist_directory)


def get_requires_for_build_wheel(config_settings=None):
    return MATURIN if _use_rust(config_settings) else pure.get_requires_for_build_wheel()


def get_requires_for_build_editable(config_settings=None):
    return MATURIN if _use_rust(config_settings) else pure.get_requires_for_build_editable()


def _native(hook, directory, settings, metadata_directory):
    import maturin

    settings = {name: value for name, value in (settings or {}).items() if name != "rust"}
    try:
        return getattr(maturin, hook)(directory, settings, metadata_directory)
    except SystemExit as error:  # maturin's hooks exit when cargo fails
        raise SystemExit(
            "lionagi: the native part did not compile (see above); mend it, or build without it: LIONAGI_BUILD_RUST=skip"
        ) from error


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    if _use_rust(config_settings):
        return _native("build_wheel", wheel_directory, config_settings, metadata_directory)
    return pure.build_wheel(wheel_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    if _use_rust(config_settings):
        return _native("build_editable", wheel_directory, config_settings, metadata_directory)
    # An earlier native build of this checkout would be picked up by a pure install and run in its place.
    for ending in ("so", "pyd"):
        for stale in (ROOT / "lionagi" / "_core_rust").glob(f"_native*.{ending}"):
            stale.unlink()
    return pure.build_editable(wheel_directory)
