"""On x⁴, descent from x survives rates up to 1/(2x²): three times 2/f″(x), the limit of a parabola as curved.

A step maps x to x·(1 − 4·rate·x²).  Below 1/(2x²) it lands nearer to the minimum, where x⁴ is flatter, and every
later step is safe.  Above, it lands beyond −x, where x⁴ is steeper.  A parabola is as curved wherever it lands.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close, exactly

CASE = {"loss": "x⁴"}
CONTROLS = {"parabola": {"loss": "parabola as curved at the start"}}

RATES = 4001
STEPS = 100


def measure(loss: str, seed: int, start: float = 10.0) -> dict[str, float]:
    """Largest of many rates at which gradient descent from `start` does not end farther away than it began."""
    side = 1 if torch.rand((), generator=lab.generator(seed)) < 0.5 else -1
    curvature = 12 * start**2  # f″ of x⁴
    # from a tenth of 2/f″ to ten times that, each 0.12 % above the one before
    rates = 2 / curvature * torch.logspace(-1, 1, RATES, dtype=torch.float64)
    x = torch.full((RATES,), side * start, dtype=torch.float64)
    for _ in range(STEPS):
        at = x.clone().requires_grad_()
        value = at**4 if loss == "x⁴" else curvature / 2 * at**2
        (slope,) = torch.autograd.grad(value.sum(), at)
        x = (x - rates * slope).clamp(-1e6 * start, 1e6 * start)  # far out it is lost in any case
    survives = x.abs() <= start
    largest = float(rates[survives].max())
    return {
        "largest rate": largest,
        "largest rate × 2x²": largest * 2 * start**2,
        "lost below 2/f″": int((~survives & (rates < 2 / curvature)).sum()),
        "survivors above the first loss": int((survives & (rates > rates[~survives].min())).sum()),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("rates below 2/f″ that are lost", found["lost below 2/f″"], 0, guard=True),
        exactly("rates above a lost one that survive", found["survivors above the first loss"], 0, guard=True),
        # derived: the spacing of the rates
        close("largest rate × 2x²", found["largest rate × 2x²"], 1.0, rel=0.0012),
    ]
