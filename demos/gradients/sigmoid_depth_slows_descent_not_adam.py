"""Five sigmoid layers instead of two cost gradient descent over ten times as many steps, but not Adam.

The lower layers of a sigmoid net get a gradient some four times smaller with each layer above them, and
descent at one rate waits for them.  It does arrive.  Adam divides each parameter's gradient by its own size:
it does not wait, and so shows that the small gradient pointed the right way.  tanh and larger weights lose
less in the first place.
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

# The number is the learning rate.  Scale 1 means weights of variance 1/fan-in, Xavier's between equal layers.
CASE = {"activation": "sigmoid", "scale": 1.0, "optimiser": ("SGD", 2.0)}
CONTROLS = {
    "Adam": {"activation": "sigmoid", "scale": 1.0, "optimiser": ("Adam", 0.03)},
    "tanh": {"activation": "tanh", "scale": 1.0, "optimiser": ("SGD", 2.0)},
    "weights × 4": {"activation": "sigmoid", "scale": 4.0, "optimiser": ("SGD", 2.0)},
}

ACTIVATION = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
DEPTHS = (2, 3, 5)


def measure(
    activation: str,
    scale: float,
    optimiser: tuple[str, float],
    seed: int,
    width: int = 16,
    networks: int = 4,
    patience: int = 4000,
) -> dict[str, float | Series]:
    """Steps (full batch) until networks have a mean cross-entropy of 0.5, by the number of hidden layers."""
    name, rate = optimiser
    needed = []
    for depth in DEPTHS:
        rng = lab.generator(seed)
        inputs, labels = lab.teacher(128, rng=rng)
        parameters = lab.batched_mlp(networks, [inputs.shape[1], *[width] * depth, 1], rng=rng, gain=scale**2)
        descent = getattr(torch.optim, name)(parameters, lr=rate)
        steps = 0
        while steps < patience:
            logits = lab.batched_forward(parameters, inputs, ACTIVATION[activation])
            loss = cross_entropy(logits[:, :, 0], labels.float().expand(networks, -1))
            if loss < 0.5:  # a constant guess has ln 2 = 0.69
                break
            descent.zero_grad()
            (networks * loss).backward()  # each network descends its own loss
            descent.step()
            steps += 1
        needed.append(steps)
    return {
        "steps": Series(tuple(needed), axis="hidden layers", scale="log", x=DEPTHS),
        "patience": patience,
        "steps at 2 layers": needed[0],
        "steps at 5 layers": needed[-1],
        "5 layers / 2 layers": needed[-1] / needed[0],
    }


def judge(found: Found) -> list[Check]:
    """It takes far longer with more layers, and yet it learns in the end."""
    return [
        at_most("steps at 5 layers", found["steps at 5 layers"], found["patience"] - 1, guard=True),
        # separating: worst case 21.8, best control 5.9 on seeds 1000 to 1029
        at_least("steps, 5 layers / 2 layers", found["5 layers / 2 layers"], 11),
    ]
