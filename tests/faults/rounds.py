"""How long the tests of faults go on: a few rounds in every run, and as many as it takes in `make soak`."""

import os

_LONG = os.environ.get("ZEREN_SOAK") == "1"
KILLS = 50 if _LONG else 6
REQUESTS = 10_000 if _LONG else 400
