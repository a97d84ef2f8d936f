"""Of ReLU networks of width 2 that stay stuck on XOR with inputs ±1, over 90 % sit at a local minimum.

The loss there is ½ or more, although others of the same width and kind reach 0.  Every step of length 0.01
in the nine parameters leads up, or along a valley's floor.  Early in training lower points are all around.
With corners 0 and 1 a zero gradient need not mean a minimum: a third of the networks stop at a kink.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"steps": 500, "corners": (-1.0, 1.0)}
CONTROLS = {
    "15 steps": {"steps": 15, "corners": (-1.0, 1.0)},
    # at the corner (0, 0) a unit with bias 0 is at its kink, where torch takes the slope for 0
    "corners 0 and 1": {"steps": 500, "corners": (0.0, 1.0)},
}

XOR = (-1.0, 1.0, 1.0, -1.0)


def measure(
    steps: int, corners: tuple[float, float], seed: int, width: int = 2, networks: int = 64, radius: float = 0.01
) -> dict[str, float]:
    """Share (%) of stuck networks (error above 0.1), and of these: with a gradient, with a lower point near."""
    rng = lab.generator(seed)
    points = torch.cartesian_prod(*2 * [torch.tensor(corners, dtype=torch.float64)])
    targets = torch.tensor(XOR, dtype=torch.float64)
    drawn = lab.batched_mlp(networks, [2, width, 1], rng=rng)
    parameters = [parameter.detach().double().requires_grad_() for parameter in drawn]

    def losses(weights: list[Tensor]) -> Tensor:
        return (lab.batched_forward(weights, points).squeeze(-1) - targets).square().mean(1)

    optimizer = torch.optim.SGD(parameters, lr=0.02, momentum=0.9)
    for _ in range(steps):
        optimizer.zero_grad()
        losses(parameters).sum().backward()
        optimizer.step()
    loss = losses(parameters)
    gradients = torch.autograd.grad(loss.sum(), parameters)
    norms = sum(gradient.square().sum((1, 2)) for gradient in gradients).sqrt()
    stuck, fall = loss > 0.1, torch.full_like(loss, -1)
    for _ in range(100):
        steps_away = [torch.randn(p.shape, generator=rng, dtype=torch.float64) for p in parameters]
        length = sum(step.square().sum((1, 2), keepdim=True) for step in steps_away).sqrt()
        near = [p.detach() + radius * step / length for p, step in zip(parameters, steps_away, strict=True)]
        fall = torch.maximum(fall, loss - losses(near))
    return {
        "stuck": 100 * float(stuck.double().mean()),
        "with a gradient": 100 * float((norms[stuck] > 1e-5).double().mean()),
        "with a lower point": 100 * float((fall[stuck] > 1e-8).double().mean()),
        "lowest stuck loss": loss[stuck].min().item(),
    }


def judge(found: Found) -> list[Check]:
    return [
        at_least("loss above 0.1 (% of networks)", found["stuck"], 50, guard=True),
        at_most("stuck with a gradient (%)", found["with a gradient"], 10),  # the claim's 10 %, as below
        at_most("stuck, lower point near by (%)", found["with a lower point"], 10),
    ]
