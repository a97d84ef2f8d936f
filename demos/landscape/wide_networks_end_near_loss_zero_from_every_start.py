"""On 50 noisy samples all of 32 ReLU networks of width 64 end below 5 % of the variance, unlike those of width 2.

With far more parameters than samples, nearly every start has units that can mend what is left of the
error, so that descent need not stop anywhere else.  A narrow network stops where its few units got to:
its best possible loss is higher, and how much of it a start misses differs from start to start.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"width": 64}
CONTROL = {"width": 2}

STARTS = 32


def measure(
    width: int, seed: int, samples: int = 50, noise: float = 0.5, steps: int = 400
) -> dict[str, float | Series]:
    """Training loss by start after Adam on all samples, relative to the variance of the targets."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, 5, generator=rng)
    targets = torch.sin(2 * inputs[:, 0]) + inputs[:, 1] * inputs[:, 2] + noise * torch.randn(samples, generator=rng)
    targets = (targets - targets.mean()) / targets.std(correction=0)
    parameters = lab.batched_mlp(STARTS, [5, width, 1], rng=rng)
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    for _ in range(steps):
        losses = (lab.batched_forward(parameters, inputs).squeeze(-1) - targets).square().mean(1)
        optimizer.zero_grad()
        losses.sum().backward()
        optimizer.step()
    sorted_losses = losses.detach().sort().values
    return {
        "worst": float(sorted_losses[-1]),
        "worst − best": float(sorted_losses[-1] - sorted_losses[0]),
        "training loss": Series(tuple(sorted_losses.tolist()), "start, best first"),
    }


def judge(found: Found) -> list[Check]:
    return [
        at_most("training loss, worst start", found["worst"], 0.05),  # the claim's 5 %
        # separating, in log space: worst case 0.011, best control 0.26 on seeds 1000 to 1029
        at_most("training loss, worst − best start", found["worst − best"], 0.05),
    ]
