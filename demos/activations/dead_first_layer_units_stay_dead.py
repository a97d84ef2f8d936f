"""A dead first-layer ReLU unit never revives under SGD on fixed data; new inputs or a moving layer below revive some.

On fixed data its inputs are fixed, and its own gradient is exactly 0, so that its z stays what it is.  Weight
decay shrinks weights and bias alike, and no z changes sign.  New inputs, or a layer below that moves, change z
from the other side.
"""

import torch
from torch import Tensor
from torch.nn.functional import relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"layer": 1, "trained_on": "the same inputs"}
CONTROLS = {
    "in the second layer": {"layer": 2, "trained_on": "the same inputs"},
    "on new inputs": {"layer": 1, "trained_on": "new inputs"},
}

DEAD = 8  # units made dead in each network


def measure(
    layer: int,
    trained_on: str,
    seed: int,
    rate: float = 0.05,
    steps: int = 100,
    networks: int = 8,
    margin: float = 0.1,
    decay: float = 0.01,
) -> dict[str, float]:
    """Share of dead units that fire again in training, without and with weight decay; loss after ÷ before."""
    rng = lab.generator(seed)
    old, new = torch.randn(2, 64, 10, generator=rng)
    start = lab.batched_mlp(networks, [10, 32, 32, 1], rng=rng)

    def dead_units(parameters: list[Tensor], rows: Tensor) -> Tensor:
        return lab.batched_forward(parameters[: 2 * layer], rows)[:, :, :DEAD]  # their z

    with torch.no_grad():  # the highest z of each, over the old inputs, comes to lie at −margin
        start[2 * layer - 1][:, :, :DEAD] -= dead_units(start, old).amax(dim=1, keepdim=True) + margin

    def train(weight_decay: float) -> tuple[float, float]:
        parameters = [parameter.detach().clone().requires_grad_() for parameter in start]
        rows = old if trained_on == "the same inputs" else new
        targets = torch.sin(2 * rows[:, :1])
        fired = torch.zeros(networks, DEAD, dtype=torch.bool)
        losses = []
        for _ in range(steps):
            loss = (lab.batched_forward(parameters, rows, relu) - targets).square().mean((1, 2)).sum()
            gradients = torch.autograd.grad(loss, parameters)
            losses.append(loss.item())
            with torch.no_grad():
                fired |= (dead_units(parameters, rows) > 0).any(dim=1)
                for parameter, gradient in zip(parameters, gradients, strict=True):
                    parameter.sub_(rate * (gradient + weight_decay * parameter))
        return fired.double().mean().item(), losses[-1] / losses[0]

    plain, loss = train(0.0)
    decayed, _ = train(decay)
    return {
        "dead at the start": (dead_units(start, old) < 0).all(dim=1).double().mean().item(),
        "loss": loss,
        "on again": plain,
        "on again, weight decay": decayed,
    }


def judge(found: Found) -> list[Check]:
    """The networks learn, and not one of the dead units fires again."""
    return [
        exactly("share dead, before", found["dead at the start"], 1, guard=True),
        at_most("loss after ÷ before", found["loss"], 0.5, guard=True),  # they learn
        exactly("share on again", found["on again"], 0),
        exactly("share on again, weight decay", found["on again, weight decay"], 0),
    ]
