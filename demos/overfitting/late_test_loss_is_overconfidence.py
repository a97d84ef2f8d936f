"""On clean labels the test loss rises late while accuracy hardly falls, and one temperature undoes the rise.

Once every training sample is right, the training loss still falls if all logits grow.  Fresh samples
that are answered wrongly then cost more, and dividing all logits by one number takes that back.
What wrong labels teach is more than size: it costs accuracy, and no divisor undoes it.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, binomial_bound

CASE = {"flipped": 0.0, "temperature": "fitted"}
CONTROLS = {
    "temperature 1": {"flipped": 0.0, "temperature": "one"},
    "20 % flipped": {"flipped": 0.2, "temperature": "fitted"},
}

NETWORKS = 32  # each with a task of its own
HELD = 300  # validation samples, labelled as badly as the training set; as many test samples, labelled right
EVERY = 5


def measure(
    flipped: float, temperature: str, seed: int, samples: int = 300, width: int = 32, steps: int = 80
) -> dict[str, float | Series]:
    """Mean test loss (nats) and accuracy (%), at the lowest validation loss and after all steps."""
    rng = lab.generator(seed)
    tasks = [lab.teacher(samples + 2 * HELD, rng=rng) for _ in range(NETWORKS)]
    inputs, right = torch.stack([x for x, _ in tasks]), torch.stack([y for _, y in tasks]).float()
    given = (right - (torch.rand(right.shape, generator=rng) < flipped).float()).abs()
    train, validation, test = (slice(samples), slice(samples, samples + HELD), slice(samples + HELD, None))
    parameters = lab.batched_mlp(NETWORKS, (inputs.shape[-1], width, 1), rng=rng)
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    validated, plain, accuracies = [], [], []
    for step in range(steps + 1):
        if step % EVERY == 0:
            with torch.no_grad():
                logits = lab.batched_forward(parameters, inputs[:, samples:])[..., 0]
            held, unseen = logits.split(HELD, dim=1)
            validated.append(_loss(held, given[:, validation]))
            plain.append(_loss(unseen, right[:, test]))
            accuracies.append(100 * ((unseen > 0) == right[:, test].bool()).float().mean(1))
        optimizer.zero_grad()
        _loss(lab.batched_forward(parameters, inputs[:, train])[..., 0], given[:, train]).sum().backward()
        optimizer.step()
    divisor = _fitted(held, given[:, validation]) if temperature == "fitted" else 1.0
    divided = _loss(unseen / divisor, right[:, test])
    stopped = torch.stack(validated).argmin(0)[None]
    lowest, accuracy = torch.stack(plain).gather(0, stopped)[0], torch.stack(accuracies).gather(0, stopped)[0]
    at = tuple(range(0, steps + 1, EVERY))
    return {
        "networks": float((plain[-1] > lowest).sum()),
        "rise": float(plain[-1].mean() / lowest.mean()),
        "divided rise": float(divided.mean() / lowest.mean()),
        "accuracy lost": float((accuracy - accuracies[-1]).mean()),
        "test loss (nats)": Series(tuple(float(loss.mean()) for loss in plain), "step", x=at),
        "test accuracy (%)": Series(tuple(float(share.mean()) for share in accuracies), "step", x=at),
    }


def _loss(logits: Tensor, labels: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, labels, reduction="none").mean(1)


def _fitted(logits: Tensor, labels: Tensor) -> Tensor:
    """For each network the divisor, out of 33 from 1/4 to 64, with the lowest loss."""
    divisors = torch.logspace(-2, 6, 33, base=2)
    losses = torch.stack([_loss(logits / divisor, labels) for divisor in divisors])
    return divisors[losses.argmin(0)][:, None]


def judge(found: Found) -> list[Check]:
    return [
        # statistical: p < 1e-6 if later were as good as earlier
        at_least(f"loss rises after stop (of {NETWORKS})", found["networks"], binomial_bound(NETWORKS), guard=True),
        # separating: worst case 1.9, best control 4.8 on seeds 1000 to 1029
        at_most("test accuracy lost (points)", found["accuracy lost"], 3.3),
        # separating: worst case 1.06, best control 1.16 on seeds 1000 to 1029
        at_most("test loss divided, end / stopped", found["divided rise"], 1.107),
    ]
