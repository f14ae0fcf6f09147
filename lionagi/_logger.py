"""`lionagi.logger`: the logger named "lionagi".

It has no handler and touches no other logger: what is shown, and where, is the program's choice. INFO is its level, as in
0.18.0, unless the program has set one.
"""

from __future__ import annotations

import logging

logger = logging.getLogger("lionagi")
if logger.level == logging.NOTSET:
    logger.setLevel(logging.INFO)
