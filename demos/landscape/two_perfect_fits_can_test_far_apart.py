"""Two networks that both fit all training labels can differ by 25 points or more of accuracy on fresh samples.

An over-parametrised network has many points of (nearly) lowest training loss, and the training loss cannot tell
them apart.  Plain training finds a good one.  One trained to be wrong on other samples as well fits the same
training set, and is worse than a coin elsewhere: it takes the same capacity to be wrong.
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"extra": "wrong"}
CONTROL = {"extra": "right"}

NETWORKS = 4  # each with a task of its own
UNSEEN = 500


def measure(extra: str, seed: int, samples: int = 200, more: int = 300, steps: int = 150) -> dict[str, float]:
    """Training loss (nats) and accuracy (%) of plain networks, and of others that also saw extra labels."""
    rng = lab.generator(seed)
    tasks = [lab.teacher(samples + more + UNSEEN, rng=rng) for _ in range(NETWORKS)]
    inputs, labels = torch.stack([x for x, _ in tasks]), torch.stack([y for _, y in tasks]).float()
    given = labels.clone()
    if extra == "wrong":
        given[:, samples : samples + more] = 1 - given[:, samples : samples + more]
    plain, poisoned = (_trained(inputs[:, :seen], given[:, :seen], steps, seed) for seen in (samples, samples + more))
    found = {}
    for name, parameters in (("plain", plain), ("with extra", poisoned)):
        with torch.no_grad():
            logits = lab.batched_forward(parameters, inputs).squeeze(-1)
        right = 100 * ((logits > 0) == labels.bool()).float()
        found |= {
            f"{name}: training loss": float(binary_cross_entropy_with_logits(logits[:, :samples], labels[:, :samples])),
            f"{name}: training": float(right[:, :samples].mean()),
            f"{name}: test": float(right[:, -UNSEEN:].mean()),
        }
    return found


def _trained(inputs: torch.Tensor, labels: torch.Tensor, steps: int, seed: int) -> list[torch.Tensor]:
    parameters = lab.batched_mlp(NETWORKS, [inputs.shape[-1], 64, 1], rng=lab.generator(seed))  # the same start
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        logits = lab.batched_forward(parameters, inputs).squeeze(-1)
        (NETWORKS * binary_cross_entropy_with_logits(logits, labels)).backward()
        optimizer.step()
    return parameters


def judge(found: Found) -> list[Check]:
    worst = max(found["plain: training loss"], found["with extra: training loss"])
    return [
        exactly("training accuracy, plain (%)", found["plain: training"], 100, guard=True),
        exactly("training accuracy, with extra (%)", found["with extra: training"], 100, guard=True),
        at_most("training loss, worse of two (nats)", worst, 0.15, guard=True),  # guessing: 0.69
        at_least("test accuracy, plain (%)", found["plain: test"], 65, guard=True),
        # the claim's 25 points
        at_least("test accuracy, difference (points)", found["plain: test"] - found["with extra: test"], 25),
    ]
