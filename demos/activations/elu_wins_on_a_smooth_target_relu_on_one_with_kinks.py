"""After 250 Adam steps three-layer nets fit a smooth S better with ELU, an S of straight pieces better with ReLU.

ELU bends smoothly, as the one target does; a ReLU net is made of straight pieces, as the other is.  The smooth S is a
tanh of u, the input's component along a direction drawn for each pair of nets; the other is u cut off at ±½.  The nets
of a pair see the same samples, but each has its own random start.  With ReLU in ELU's place neither wins.
"""

import torch
from torch import Tensor
from torch.nn.functional import elu, normalize, relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, binomial_bound

CASE = {"other": "elu"}
CONTROL = {"other": "relu"}  # two ReLU nets

ACTIVATION = {"elu": elu, "relu": relu}
TARGET = {"smooth S": lambda u: 2 * torch.tanh(0.7 * u), "straight S": lambda u: 2 * u.clamp(-0.5, 0.5)}
PAIRS, BATCH = 96, 32


def measure(
    other: str, seed: int, steps: int = 250, rate: float = 0.03, width: int = 12, depth: int = 3
) -> dict[str, float | Series]:
    """Mean squared errors on new samples, relative to a straight line's, and pairs won by either net, by target."""
    found: dict[str, float | Series] = {}
    for name, target in TARGET.items():
        rng = lab.generator(seed)
        direction = normalize(torch.randn(PAIRS, 2, 1, generator=rng), dim=1)
        net = lab.batched_mlp(2 * PAIRS, [2, *[width] * depth, 1], rng=rng)  # the ReLU nets, then the others
        adam = torch.optim.Adam(net, lr=rate)
        history = []
        for _ in range(steps):
            x = torch.randn(PAIRS, BATCH, 2, generator=rng)
            loss = errors(net, other, x, target(x @ direction))
            adam.zero_grad()
            loss.sum().backward()
            adam.step()
            history.append(loss.detach().median(dim=1).values)
        x = torch.randn(PAIRS, 512, 2, generator=rng)
        y = target(x @ direction)
        with torch.no_grad():
            of_relu, of_other = errors(net, other, x, y)
        by_relu, by_other = torch.stack(history).T.tolist()
        found |= {
            f"{name}: error of the ReLU net": Series(tuple(by_relu), axis="step", scale="log"),
            f"{name}: error of the other net": Series(tuple(by_other), axis="step", scale="log"),
            f"{name}: worse median ÷ a line's": max(of_relu.median(), of_other.median()).item()
            / of_a_line(x @ direction, y),
            f"{name}: pairs won by ReLU": (of_relu < of_other).sum().item(),
            f"{name}: pairs won by the other": (of_other < of_relu).sum().item(),
        }
    return found


def errors(net: list[Tensor], other: str, x: Tensor, y: Tensor) -> Tensor:
    """Mean squared errors of the ReLU nets and of the others: (2, pairs)."""

    def activation(z: Tensor) -> Tensor:
        return torch.cat([relu(z[:PAIRS]), ACTIVATION[other](z[PAIRS:])])

    outputs = lab.batched_forward(net, x.repeat(2, 1, 1), activation)
    return (outputs - y.repeat(2, 1, 1)).square().mean(dim=(1, 2)).view(2, PAIRS)


def of_a_line(u: Tensor, y: Tensor) -> float:
    """Mean squared error of the best straight line through the origin, by least squares."""
    return (y - u * (u * y).mean() / u.square().mean()).square().mean().item()


def judge(found: Found) -> list[Check]:
    """On each target one kind of net wins more pairs than chance gives, and all have learned the bends."""
    wins = {"smooth S": "won by the other", "straight S": "won by ReLU"}
    return [
        *(
            # derived: half of what the best straight line leaves
            at_most(f"{name}: worse median ÷ a line's", found[f"{name}: worse median ÷ a line's"], 0.5, guard=True)
            for name in wins
        ),
        *(
            # statistical: p < 1e-6 for a fair coin
            at_least(f"{name}: pairs of {PAIRS} {winner}", found[f"{name}: pairs {winner}"], binomial_bound(PAIRS))
            for name, winner in wins.items()
        ),
    ]
