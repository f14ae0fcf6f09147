"""`python -m lionagi` is the command `lionagi`."""

import sys

from lionagi.registry.cli import main

if __name__ == "__main__":
    sys.exit(main())
