"""Twice a number is that number added to itself.

A small claim for the tests of the tool: it needs no training and is exact.
"""

from dlquiz.evidence import Check, Found, exactly

CASE = {"factor": 2}
CONTROL = {"factor": 3}


def measure(factor: int, seed: int, number: int = 21) -> dict[str, float]:
    """The product of factor and number, and number + number (dimensionless)."""
    return {"product": factor * number, "sum": number + number + 0 * seed}


def judge(found: Found) -> list[Check]:
    return [exactly("product − sum", found["product"] - found["sum"], 0)]
