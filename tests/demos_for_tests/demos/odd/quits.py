"""A measurement that asks to end the program.

A demo for the tests of the worker; its claim is of no interest.
"""

import sys

from dlquiz.evidence import Check, Found, exactly

CASE = {"works": 1}
CONTROL = {"works": 0}


def measure(works: int, seed: int) -> dict[str, float]:
    """One where it works."""
    if seed == 1:
        sys.exit("done")
    return {"works": float(works)}


def judge(found: Found) -> list[Check]:
    """It works."""
    return [exactly("works", found["works"], 1)]
