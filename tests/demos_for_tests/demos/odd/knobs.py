"""Knobs arrive with their types.

A demo for the tests of the worker; its claim is of no interest.
"""

from dlquiz.evidence import Check, Found, exactly

CASE = {"works": 1}
CONTROL = {"works": 0}


def measure(
    works: int,
    seed: int,
    depth: int = 1,
    rate: float = 1.0,
    widths: tuple[int, ...] = (1,),
    name: str = "sgd",
    fast: bool = False,
) -> dict[str, float]:
    """One where it works."""
    if (depth, rate, widths, name, fast) != (7, 0.5, (3, 4), "adam", True) or not isinstance(widths, tuple):
        message = f"{depth!r} {rate!r} {widths!r} {name!r} {fast!r}"
        raise ValueError(message)
    return {"works": float(works)}


def judge(found: Found) -> list[Check]:
    """It works."""
    return [exactly("works", found["works"], 1)]
