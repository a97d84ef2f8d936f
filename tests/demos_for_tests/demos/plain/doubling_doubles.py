"""Twice a number is the number added to itself.

Multiplying by two and adding are one operation, whatever the number; multiplying by three is another.
"""

from dlquiz.evidence import Check, Found, Series, close, exactly

CASE = {"factor": 2.0}
CONTROLS = {"three times": {"factor": 3.0}, "once": {"factor": 1.0}}


def measure(factor: float, seed: int, start: int = 1, steps: int = 5) -> dict[str, float | Series]:
    """The number, its product and its double (dimensionless), and the product as the number grows."""
    number = float(seed + start)
    growth = Series(tuple(factor**step for step in range(1, steps + 1)), axis="step", scale="log")
    return {"number": number, "product": factor * number, "double": number + number, "growth": growth}


def judge(found: Found) -> list[Check]:
    """The product is the double, of the same number in each arm."""
    return [
        exactly("number is positive", float(found["number"] > 0), 1, guard=True),
        close("product / double", found["product"] / found["double"], 1.0, rel=1e-9),
    ]
