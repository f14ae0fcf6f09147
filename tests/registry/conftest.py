"""Helpers of these tests are plain modules beside them; pytest's importlib mode does not put this folder on the path."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
