"""nn.Linear draws its weights uniformly between ±1/√M for M inputs, so their standard deviation is 1/√(3M).

A uniform law on [−r, r] has variance ∫w²dw/(2r) = r²/3: the standard deviation is r/√3, not the bound r.
With r = 1/√M a sum over M inputs of variance 1 has variance ⅓, where Xavier, in a layer as wide as its input,
would have 1.
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, between, close

CASE = {"formula": "r/√3"}
CONTROLS = {"r": {"formula": "r"}, "r/2": {"formula": "r/2"}}

DIVISOR = {"r/√3": 3**0.5, "r": 1.0, "r/2": 2.0}


def measure(formula: str, seed: int, fan_in: int = 100) -> dict[str, float]:
    """Bound and standard deviation of the weights of two new layers, the second with 16 times the inputs."""
    outputs = int(torch.randint(500, 1000, (), generator=lab.generator(seed)))  # which should not matter
    found: dict[str, float] = {"number of weights": fan_in * outputs}
    for name, inputs in (("M inputs", fan_in), ("16·M inputs", 16 * fan_in)):
        with lab.seeded(seed):
            weight = torch.nn.Linear(inputs, outputs).weight.detach()
        bound = 1 / math.sqrt(inputs)
        found[f"largest weight / bound, {name}"] = float(weight.abs().max()) / bound
        found[f"measured / claimed std, {name}"] = float(weight.std()) / (bound / DIVISOR[formula])
        found[f"standard deviation, {name}"] = float(weight.std())
    return found


def judge(found: Found) -> list[Check]:
    """The bound is 1/√M, and the standard deviation is 1/√3 of that."""
    # derived: five standard errors, √((9/5 − 1)/4n) each, as the fourth moment of a uniform law is 9/5·σ⁴
    margin = 5 * (0.2 / found["number of weights"]) ** 0.5
    checks = []
    for name in ("M inputs", "16·M inputs"):
        largest, ratio = f"largest weight / bound, {name}", f"measured / claimed std, {name}"
        # derived: of 50,000 weights the largest lies within 0.1 % of the bound, but for p < 1e-20
        checks.append(between(largest, found[largest], 0.999, 1 + 1e-6, guard=True))
        checks.append(close(ratio, found[ratio], 1, abs=margin))
    return checks
