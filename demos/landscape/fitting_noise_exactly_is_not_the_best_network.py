"""With noisy targets a wide network tests best well before its training loss nears the minimum 0; without, at the end.

A squared loss is never below 0, so a training loss of 0 is the global minimum.  With noise it asks for
more than the function: each error in a target has to be reproduced, and test points next to it pay.  Without
noise the last bit of training loss is part of the function as well, and following it does no harm.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"noise": 0.8}  # standard deviation; that of the function is 1
CONTROL = {"noise": 0.0}

NETWORKS = 6  # each with data of its own
UNSEEN = 300
EVERY = 10


def measure(noise: float, seed: int, samples: int = 60, width: int = 64, steps: int = 300) -> dict[str, float | Series]:
    """Training loss, and test error against the true function (relative to its variance), mean over networks."""
    rng = lab.generator(seed)
    inputs = torch.randn(NETWORKS, samples + UNSEEN, 3, generator=rng)
    function = (torch.sin(2 * inputs[..., 0]) + inputs[..., 1]) / 1.22
    targets = function[:, :samples] + noise * torch.randn(NETWORKS, samples, generator=rng)
    parameters = lab.batched_mlp(NETWORKS, [3, width, 1], rng=rng)
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    training, test = [], []
    for step in range(steps + 1):
        if step % EVERY == 0:
            with torch.no_grad():
                outputs = lab.batched_forward(parameters, inputs[:, samples:]).squeeze(-1)
            test.append(float((outputs - function[:, samples:]).square().mean()))
        loss = (lab.batched_forward(parameters, inputs[:, :samples]).squeeze(-1) - targets).square().mean(1)
        if step % EVERY == 0:
            training.append(float(loss.detach().mean()))
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
    best = test.index(min(test))
    at = tuple(range(0, steps + 1, EVERY))
    return {
        "training loss": training[-1],
        "training loss at the best": training[best],
        "test error, end": test[-1],
        "end ÷ lowest": test[-1] / test[best],
        "training error": Series(tuple(training), "step", "log", at),
        "test error": Series(tuple(test), "step", "log", at),
    }


def judge(found: Found) -> list[Check]:
    return [
        at_most("training loss at the end", found["training loss"], 0.3, guard=True),  # half of the noise alone, 0.64
        # separating, in log space: worst case 1.56, best control 1.02 on seeds 1000 to 1029
        at_least("test error, end ÷ lowest", found["end ÷ lowest"], 1.26),
        # separating, in log space: worst case 0.28, best control 0.0021 on seeds 1000 to 1029
        at_least("training loss at lowest test error", found["training loss at the best"], 0.024),
    ]
