"""ReLU keeps exactly half of the mean square of a z that is symmetric around 0; of the variance it keeps less.

Every value v has a mirror image −v that is just as likely.  ReLU passes one of the two and drops the other,
and both have the same square, so half is left, whatever the law.  Its output has a positive mean, however,
and the variance is the mean square less the square of that mean.
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close

CASE = {"statistic": "mean square", "centre": 0.0}
CONTROLS = {
    "variance": {"statistic": "variance", "centre": 0.0},
    "not centred": {"statistic": "mean square", "centre": 0.5},
}


def measure(statistic: str, centre: float, seed: int, samples: int = 10_000) -> dict[str, float]:
    """Statistic of ReLU(z) over that of z, under three laws of z that are symmetric around `centre`."""
    rng = lab.generator(seed)
    normal = torch.randn(samples, generator=rng, dtype=torch.float64)
    uniform = torch.rand(samples, generator=rng, dtype=torch.float64)
    laws = {
        "normal": normal,
        "uniform": 2 * uniform - 1,
        "Laplace": normal * uniform.log().neg().sqrt(),
    }
    found = {"operations": float(samples)}
    for name, values in laws.items():
        z = torch.cat([values, -values]) + centre  # with the mirror image of each value
        before, after = (
            values.square().mean() if statistic == "mean square" else values.var(correction=0)
            for values in (z, torch.relu(z))
        )
        found[f"{name} z"] = float(after / before)
    return found


def judge(found: Found) -> list[Check]:
    """One half, to rounding, under every law."""
    # derived: machine epsilon times the number of additions
    rounding = sys.float_info.epsilon * found["operations"]
    return [
        close(f"share that ReLU keeps, {law} z", found[f"{law} z"], 0.5, abs=rounding)
        for law in ("normal", "uniform", "Laplace")
    ]
