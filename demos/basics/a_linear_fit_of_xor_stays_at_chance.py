"""Where the label is the sign of x₁·x₂ and x is normal, linear regression stays at chance; a ReLU network learns it.

The quadrants are equally likely, so the label averages 0, and so does its product with x₁ and with x₂: all that
least squares looks at.  Its best weights are 0 but for noise, and a line of noise has as many points right as
wrong.  A hidden layer of non-linear units bends the boundary around the four quadrants.
"""

import torch
from torch.nn.functional import softplus

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, close

CASE = {"label": "sign of the product"}
CONTROL = {"label": "sign of the sum"}


def measure(
    label: str, seed: int, samples: int = 200, hidden: int = 16, fits: int = 32, steps: int = 100
) -> dict[str, float]:
    """Share of new points that are classified right by least squares, and by a network, mean over the fits."""
    rng = lab.generator(seed)
    inputs, new = torch.randn(2, fits, samples, 2, generator=rng)
    joined = torch.prod if label == "sign of the product" else torch.sum
    signs, new_signs = joined(inputs, dim=2).sign(), joined(new, dim=2).sign()
    ones = torch.ones(fits, samples, 1)
    with_ones = torch.cat([inputs, ones], dim=2)
    weights = torch.linalg.solve(with_ones.mT @ with_ones, with_ones.mT @ signs[:, :, None])
    linear = (torch.cat([new, ones], dim=2) @ weights).squeeze(2)
    parameters = lab.batched_mlp(fits, [2, hidden, 1], rng=rng)
    adam = torch.optim.Adam(parameters, lr=0.05)
    for _ in range(steps):
        adam.zero_grad()
        margins = signs * lab.batched_forward(parameters, inputs).squeeze(2)
        softplus(-margins).mean(dim=1).sum().backward()
        adam.step()
    network = lab.batched_forward(parameters, new).squeeze(2)
    return {
        "linear": float((linear.sign() == new_signs).float().mean()),
        "network": float((network.sign() == new_signs).float().mean()),
    }


def judge(found: Found) -> list[Check]:
    """The network learns both labels, the linear fit the one that a line can draw."""
    return [
        # separating: worst arm 0.97 on seeds 1000 to 1029, chance 0.5
        at_least("ReLU network, right on new points", found["network"], 0.75, guard=True),
        # derived: five standard errors over 32 fits, each right on 0.5 ± 0.08; few samples favour it by 0.01
        close("linear fit, right on new points", found["linear"], 0.5, abs=0.08),
    ]
