"""Setting a typical first-layer weight of a trained network of width 256 to 0 costs under a thousandth of the variance.

One first-layer weight in a wide network is one of thousands of small contributions, and few directions are steep.
A step as long as that weight along the steepest of them, the top eigenvector of the Hessian, changes
the loss far more, and in a network of width 4 a single weight does.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"width": 256, "step": "one weight to 0"}
CONTROLS = {
    "top eigenvector": {"width": 256, "step": "top eigenvector"},
    "width 4": {"width": 4, "step": "one weight to 0"},
}

INPUTS = 5


def measure(width: int, step: str, seed: int, samples: int = 60, tried: int = 64) -> dict[str, float]:
    """Median rise of the training loss by a step from the trained weights, relative to the variance of the targets."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, INPUTS, generator=rng)
    targets = torch.sin(2 * inputs[:, 0]) + inputs[:, 1] * inputs[:, 2]
    targets = (targets - targets.mean()) / targets.std(correction=0)
    parameters = lab.batched_mlp(1, [INPUTS, width, 1], rng=rng)

    def loss(layers: list[Tensor]) -> Tensor:
        return (lab.batched_forward(layers, inputs).squeeze(-1) - targets).square().mean(1)

    optimizer = torch.optim.Adam(parameters, lr=0.02)
    for _ in range(200):
        optimizer.zero_grad()
        loss(parameters).sum().backward()
        optimizer.step()
    chosen = torch.randint(INPUTS * width, (tried,), generator=rng)
    weight = parameters[0].detach()[0].flatten()[chosen]  # the step to 0 is as long as the weight
    moves = [torch.zeros(tried, *parameter.shape[1:]) for parameter in parameters]
    if step == "top eigenvector":
        moves = [weight[:, None, None] * part for part in _steepest(loss(parameters), parameters, rng)]
    else:
        moves[0].flatten(1)[torch.arange(tried), chosen] = -weight
    moved = loss([parameter.detach() + move for parameter, move in zip(parameters, moves, strict=True)])
    end = loss(parameters).detach().item()
    return {"loss": end, "length": float(weight.abs().median()), "rise": float((moved - end).median())}


def _steepest(loss: Tensor, parameters: list[Tensor], rng: torch.Generator) -> list[Tensor]:
    """The top eigenvector of the Hessian, by power iteration."""
    gradients = torch.autograd.grad(loss.sum(), parameters, create_graph=True)
    vector = [torch.randn(parameter.shape, generator=rng) for parameter in parameters]
    for _ in range(15):
        length = sum(part.square().sum() for part in vector).sqrt()
        vector = [part / length for part in vector]
        vector = torch.autograd.grad(gradients, parameters, vector, retain_graph=True)
    length = sum(part.square().sum() for part in vector).sqrt()
    return [part / length for part in vector]


def judge(found: Found) -> list[Check]:
    return [
        at_most("training loss ÷ variance", found["loss"], 0.8, guard=True),  # always answering the mean: 1
        at_most("rise of the loss ÷ variance", found["rise"], 0.001),  # the claim's bound
    ]
