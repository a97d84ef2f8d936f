"""A file that cannot be executed.

A demo for the tests of the worker; its claim is of no interest.
"""

CASE = {"works": 1}
CONTROL = {"works": 0}


def measure(works: int, seed: int) -> dict[str, float]:
    """One where it works."""
    return {"works": float(works)}


def judge(found):
    """It works."""
    return []


1 / 0  # noqa: B018 -- that is the point
