"""Gradient descent on one linear layer with squared error ends at the least-squares fit.

That loss is a convex quadratic in the weights, with the least-squares fit as its one minimum when there are
more samples than weights.  Another loss has its minimum elsewhere, and a hidden layer of tanh units makes
the output bend, so that the same descent fits the data more closely than any linear map.
"""

import torch
from torch import Tensor
from torch.nn.functional import l1_loss, mse_loss

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"network": "one layer", "loss": "squared error"}
CONTROLS = {
    "absolute error": {"network": "one layer", "loss": "absolute error"},
    "hidden tanh layer": {"network": "tanh layer", "loss": "squared error"},
}

LOSS = {"squared error": mse_loss, "absolute error": l1_loss}


def measure(network: str, loss: str, seed: int, samples: int = 100, steps: int = 400) -> dict[str, float]:
    """How far a trained network's outputs are from the least-squares fit, relative to the targets."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, 4, generator=rng, dtype=torch.float64)
    noise = torch.randn(samples, 1, generator=rng, dtype=torch.float64)
    targets = 2 * inputs @ torch.randn(4, 1, generator=rng, dtype=torch.float64) + noise
    with_ones = torch.cat([inputs, torch.ones(samples, 1, dtype=torch.float64)], dim=1)
    least_squares = with_ones @ torch.linalg.solve(with_ones.T @ with_ones, with_ones.T @ targets)
    sizes = [4, 1] if network == "one layer" else [4, 16, 1]
    drawn = lab.batched_mlp(1, sizes, rng=rng, gain=1.0)
    parameters = [parameter.detach().double().requires_grad_() for parameter in drawn]

    def outputs() -> Tensor:
        return lab.batched_forward(parameters, inputs, torch.tanh)[0]

    descent = torch.optim.SGD(parameters, lr=0.1)
    first = LOSS[loss](outputs(), targets).item()
    for _ in range(steps):
        descent.zero_grad()
        LOSS[loss](outputs(), targets).backward()
        descent.step()
    with torch.no_grad():
        trained = outputs()
        return {
            "last / first loss": float(LOSS[loss](trained, targets)) / first,
            "distance": float((trained - least_squares).norm() / targets.norm()),
        }


def judge(found: Found) -> list[Check]:
    """All three learn; only one layer with squared error learns the regression."""
    return [
        # derived: below 1 the loss has fallen
        at_most("last / first loss", found["last / first loss"], 0.95, guard=True),
        # separating, in log space: worst case 9e-16, best control 0.013 on seeds 1000 to 1029
        at_most("distance from the least-squares fit", found["distance"], 3e-9),
    ]
