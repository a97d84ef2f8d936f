"""With equal lengths an RNN with batch norm per step judges sums well if 64 sequences share a mean, not if 2.

Each step keeps running statistics of its own, as the states of different steps have different means and variances.
Where many sequences reach every step, these are good estimates, in an RNN as in a CNN.  An update sees 64
sequences in both arms; in the control they are normalised in pairs, and evaluation averages over all pairs.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, close

CASE = {"sharing": 64}  # sequences that share a mean and a variance
CONTROL = {"sharing": 2}

STEPS = 8
BATCH = 64
COPIES = 8  # networks side by side, of which the median counts
TEST = 500


def measure(sharing: int, seed: int, width: int = 16, updates: int = 60, rate: float = 0.03) -> dict[str, float]:
    """Median accuracy of 8 networks in evaluation, on 500 new sequences of 8 steps, and the share of large sums."""
    rng = lab.generator(seed)
    scales = [(2, 0.5), (width, 1 / width), (1, 1 / width)]  # input, state and output weights
    w, u, v = (torch.randn(COPIES, rows, width, generator=rng) * variance**0.5 for rows, variance in scales)
    gamma, beta = torch.full((COPIES * width,), 0.3), torch.zeros(COPIES * width)
    weights = [one.requires_grad_() for one in (w, u, v, gamma, beta)]
    groups = BATCH // sharing
    running = [(torch.zeros(groups, COPIES * width), torch.ones(groups, COPIES * width)) for _ in range(STEPS)]

    def logits(inputs: Tensor, *, training: bool) -> Tensor:
        h = inputs.new_zeros(COPIES, len(inputs), width)
        for step, (mean, variance) in enumerate(running):
            z = (inputs[:, step] @ w + h @ u).transpose(0, 1).flatten(1)  # the copies' units as channels side by side
            if training:  # so are the groups, each with its own batch statistics
                z = z.unflatten(0, (sharing, groups)).flatten(1)
                z = nn.functional.batch_norm(z, mean.view(-1), variance.view(-1), training=True)
                z = z.unflatten(1, (groups, -1)).flatten(0, 1)
            else:
                z = nn.functional.batch_norm(z, mean.mean(0), variance.mean(0))
            h = torch.tanh(gamma * z + beta).unflatten(1, (COPIES, width)).transpose(0, 1)
        return (h @ v.mT)[..., 0]

    def draw(samples: int) -> tuple[Tensor, Tensor]:
        inputs = torch.randn(samples, STEPS, 2, generator=rng)
        positive = (inputs[..., 0].sum(1) > 0).float()  # the second feature says nothing
        return inputs + 1, positive  # a level, so that the states' means differ from step to step

    optimizer = torch.optim.Adam(weights, lr=rate)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=updates)
    for _ in range(updates):
        inputs, positive = draw(BATCH)
        z = logits(inputs, training=True)
        optimizer.zero_grad()
        (COPIES * nn.functional.binary_cross_entropy_with_logits(z, positive.expand_as(z))).backward()
        optimizer.step()
        falling.step()
    inputs, positive = draw(TEST)
    with torch.no_grad():
        right = (logits(inputs, training=False) > 0) == (positive > 0)
    return {"accuracy": float(right.float().mean(1).median()), "positive": float(positive.mean())}


def judge(found: Found) -> list[Check]:
    """Statistics of 64 sequences serve training and evaluation; those of pairs do not."""
    return [
        # derived: five standard errors of a share of 500 coin tosses
        close("share of sums above average", found["positive"], 0.5, abs=0.112, guard=True),
        # separating: worst case 0.90, best control 0.72 on seeds 1000 to 1029
        at_least("accuracy in evaluation", found["accuracy"], 0.81),
    ]
