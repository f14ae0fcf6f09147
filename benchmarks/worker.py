"""One contender in one process; started by `python -m benchmarks`, also with the interpreter of lionagi 0.18.0."""

import sys

sys.path.pop(0)  # this folder: its modules are imported as `benchmarks.*`

from benchmarks import measure

measure.main(sys.argv[1], set(sys.argv[2:]))
