"""Fails unless every session that had to run here ran and passed: nox's reports against the Pythons of this machine."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "_build"))
import pythons

ALWAYS = ("lint", "typing", "cargo", "tests", "equivalence", "mutants", "pure", "rehearse", "demo")


def main(reports):
    pythons.add_to_path()
    found = pythons.find()
    print("Pythons of this machine:", ", ".join(f"{version} ({path})" for version, path in found.items()))
    expected = {*ALWAYS, *(f"{name}-{version}" for name in ("phase1", "phase2", "phase3", "wheels") for version in found)}
    passed = set()
    for report in Path(reports).glob("*.json"):
        for session in json.loads(report.read_text(encoding="utf-8"))["sessions"]:
            if session["result"] == "success":
                passed.add(session["signatures"][0] if session.get("signatures") else session["name"])
    missing = sorted(expected - passed)
    if missing:
        raise SystemExit(f"these sessions did not run or did not pass: {', '.join(missing)}; passed: {', '.join(sorted(passed))}")
    print(f"all {len(expected)} expected sessions ran and passed")


if __name__ == "__main__":
    main(sys.argv[1])
