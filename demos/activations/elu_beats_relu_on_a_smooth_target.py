"""Three hidden layers of 12 fit a smooth S-shaped target better with ELU than with ReLU after 250 Adam steps.

ELU bends smoothly, as the target does; a ReLU net has to fit it with straight pieces.  The target is a tanh of u,
the input's component along a direction drawn for each pair of nets.  The nets of a pair see the same samples,
but each has its own random start.  Cut u off at ±½ instead, which gives an S with kinks, and ELU does not win.
"""

import torch
from torch.nn.functional import elu, normalize, relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, binomial_bound

CASE = {"other": "elu", "target": "smooth"}
CONTROLS = {
    "two ReLU nets": {"other": "relu", "target": "smooth"},
    "kinks": {"other": "elu", "target": "kinks"},
}

ACTIVATION = {"elu": elu, "relu": relu}
TARGET = {"smooth": lambda u: 2 * torch.tanh(0.7 * u), "kinks": lambda u: 2 * u.clamp(-0.5, 0.5)}
PAIRS, BATCH = 96, 32


def measure(
    other: str, target: str, seed: int, steps: int = 250, rate: float = 0.03, width: int = 12, depth: int = 3
) -> dict[str, float | Series]:
    """Mean squared errors on new samples, of a target of variance about 1, and wins of both nets of the pairs."""
    rng = lab.generator(seed)
    direction = normalize(torch.randn(PAIRS, 2, 1, generator=rng), dim=1)
    net = lab.batched_mlp(2 * PAIRS, [2, *[width] * depth, 1], rng=rng)  # the ReLU nets, then the others

    def samples(size: int) -> tuple[torch.Tensor, torch.Tensor]:
        x = torch.randn(PAIRS, size, 2, generator=rng)
        return x, TARGET[target](x @ direction)

    def activation(z: torch.Tensor) -> torch.Tensor:
        return torch.cat([relu(z[:PAIRS]), ACTIVATION[other](z[PAIRS:])])

    def errors(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        outputs = lab.batched_forward(net, x.repeat(2, 1, 1), activation)
        return (outputs - y.repeat(2, 1, 1)).square().mean(dim=(1, 2)).view(2, PAIRS)

    adam = torch.optim.Adam(net, lr=rate)
    history = []
    for _ in range(steps):
        loss = errors(*samples(BATCH))
        adam.zero_grad()
        loss.sum().backward()
        adam.step()
        history.append(loss.detach().median(dim=1).values)
    x, y = samples(512)
    with torch.no_grad():
        of_relu, of_other = errors(x, y)
    u = x @ direction
    line = (y - u * (u * y).mean() / u.square().mean()).square().mean().item()  # least squares
    by_relu, by_other = torch.stack(history).T.tolist()
    return {
        "error of the ReLU net": Series(tuple(by_relu), axis="step", scale="log"),
        "error of the other net": Series(tuple(by_other), axis="step", scale="log"),
        "median error of the ReLU net": of_relu.median().item(),
        "median error of the other net": of_other.median().item(),
        "ReLU net's error ÷ a line's": of_relu.median().item() / line,
        "other net's error ÷ a line's": of_other.median().item() / line,
        "pairs won by ReLU": (of_relu < of_other).sum().item(),
        "pairs won by the other": (of_other < of_relu).sum().item(),
    }


def judge(found: Found) -> list[Check]:
    """More wins than chance gives, and both kinds of nets have learnt the bends."""
    return [
        # derived: half of what the best straight line leaves
        at_most("ReLU net's error ÷ a line's", found["ReLU net's error ÷ a line's"], 0.5, guard=True),
        at_most("other net's error ÷ a line's", found["other net's error ÷ a line's"], 0.5, guard=True),
        # statistical: p < 1e-6 for a fair coin
        at_least(f"pairs of {PAIRS} that the other net wins", found["pairs won by the other"], binomial_bound(PAIRS)),
    ]
