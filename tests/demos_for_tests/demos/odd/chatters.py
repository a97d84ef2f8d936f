"""A measurement that reads and writes.

A demo for the tests of the worker; its claim is of no interest.
"""

import os
import sys
from contextlib import suppress

from dlquiz.evidence import Check, Found, exactly

CASE = {"works": 1}
CONTROL = {"works": 0}


def measure(works: int, seed: int) -> dict[str, float]:
    """One where it works."""
    print("{}", flush=True)
    sys.stderr.write("noise")
    os.write(1, b"{}\n")
    with suppress(EOFError):
        input("more? ")
    return {"works": float(works)}


def judge(found: Found) -> list[Check]:
    """It works."""
    return [exactly("works", found["works"], 1)]
