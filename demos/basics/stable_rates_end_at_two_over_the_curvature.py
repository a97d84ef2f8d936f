"""On a quadratic loss, gradient descent is stable up to a rate of 2/K, where K is the largest curvature.

Along an eigenvector with curvature k a step multiplies the distance to the minimum by 1 − rate·k.  That is below 1 in
size for all rates under 2/k, so the steepest direction decides for all.  Neither the mean nor the flattest does.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close, exactly

CASE = {"limit_from": "largest curvature"}
CONTROLS = {"mean": {"limit_from": "mean curvature"}, "smallest": {"limit_from": "smallest curvature"}}

RATES = 801


def measure(
    limit_from: str, seed: int, largest: float = 20.0, smallest: float = 1.0, dimension: int = 5, steps: int = 300
) -> dict[str, float]:
    """Largest rate that does not diverge, of many tried at once, and steps at which a lower rate raised the loss."""
    rng = lab.generator(seed)
    turn, _ = torch.linalg.qr(torch.randn(dimension, dimension, generator=rng, dtype=torch.float64))
    curvatures = torch.linspace(smallest, largest, dimension, dtype=torch.float64)
    hessian = turn @ curvatures.diag() @ turn.T
    # from a tenth of 2 ÷ largest to twice 2 ÷ smallest, on a grid that is even in the logarithm
    rates = torch.logspace(0, 1, RATES, base=20 * largest / smallest, dtype=torch.float64)[:, None] * 0.2 / largest
    weights = torch.randn(dimension, generator=rng, dtype=torch.float64).expand(RATES, -1)
    losses = [_loss(weights, hessian)]
    for _ in range(steps):
        at = weights.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(_loss(at, hessian).sum(), at)
        weights = (weights - rates * gradient).clamp(-1e9, 1e9)  # out there a run is lost
        losses.append(_loss(weights, hessian))
    stable = losses[-1] <= losses[0]
    limit = {"largest curvature": largest, "mean curvature": float(curvatures.mean()), "smallest curvature": smallest}
    below = rates[:, 0] < 2 / limit[limit_from]
    rose = torch.stack(losses).diff(dim=0) > 0
    return {
        "largest stable rate": float(rates[stable].max()),
        "largest stable rate ÷ formula": float(rates[stable].max()) * limit[limit_from] / 2,
        "grid": float(rates[1] / rates[0]) - 1,
        "rises below the limit": int((rose & below).any(0).sum()),
        "unstable below a stable rate": int((~stable & (rates[:, 0] < rates[stable].max())).sum()),
    }


def _loss(weights: torch.Tensor, hessian: torch.Tensor) -> torch.Tensor:
    return ((weights @ hessian) * weights).sum(1) / 2


def judge(found: Found) -> list[Check]:
    return [
        exactly("unstable rates below a stable one", found["unstable below a stable rate"], 0, guard=True),
        # derived: two spacings of the tried rates
        close("largest stable rate ÷ (2/K)", found["largest stable rate ÷ formula"], 1, abs=2 * found["grid"]),
        exactly("rates below 2/K that raise the loss", found["rises below the limit"], 0),
    ]
