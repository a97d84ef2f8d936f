"""Training past the lowest validation loss costs test accuracy where 20 % of labels are flipped, little where none are.

What is learned late is what few samples share.  Where labels are wrong that is chiefly the wrong
labels, and a network that gives them is wrong around them too.  Where labels are right, late
learning fits rare but true samples, and fresh samples near them are none the worse.
"""

import torch
import torch.nn.functional as F

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"flipped": 0.2}
CONTROL = {"flipped": 0.0}

NETWORKS = 10  # each with a task of its own
HELD = 300  # validation samples, labelled as badly as the training set; as many test samples, labelled right
EVERY = 5


def measure(
    flipped: float, seed: int, samples: int = 400, width: int = 64, steps: int = 130
) -> dict[str, float | Series]:
    """Mean test accuracy (%) at the step of lowest validation loss, and after all steps."""
    rng = lab.generator(seed)
    tasks = [lab.teacher(samples + 2 * HELD, rng=rng) for _ in range(NETWORKS)]
    inputs, right = torch.stack([x for x, _ in tasks]), torch.stack([y for _, y in tasks]).bool()
    given = right ^ (torch.rand(right.shape, generator=rng) < flipped)
    train, validation, test = (slice(samples), slice(samples, samples + HELD), slice(samples + HELD, None))
    parameters = lab.batched_mlp(NETWORKS, (inputs.shape[-1], width, 1), rng=rng)
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    losses, accuracies = [], []
    for step in range(steps + 1):
        if step % EVERY == 0:
            with torch.no_grad():
                held = lab.batched_forward(parameters, inputs[:, samples:])[..., 0]
            loss = F.binary_cross_entropy_with_logits(held[:, :HELD], given[:, validation].float(), reduction="none")
            losses.append(loss.mean(1))
            accuracies.append(100 * ((held[:, HELD:] > 0) == right[:, test]).float().mean(1))
        optimizer.zero_grad()
        logits = lab.batched_forward(parameters, inputs[:, train])[..., 0]
        (NETWORKS * F.binary_cross_entropy_with_logits(logits, given[:, train].float())).backward()
        optimizer.step()
    accuracy = torch.stack(accuracies)
    stopped = accuracy.gather(0, torch.stack(losses).argmin(0)[None])[0]
    return {
        "fitted": 100 * float(((logits > 0) == given[:, train]).float().mean()),
        "stopped": float(stopped.mean()),
        "lost": float((stopped - accuracy[-1]).mean()),
        "test accuracy (%)": Series(
            tuple(float(mean) for mean in accuracy.mean(1)), "step", x=tuple(range(0, steps + 1, EVERY))
        ),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("training labels fitted (%)", found["fitted"], 100, guard=True),  # memorised, the flipped ones too
        # derived: coin tosses, and five standard errors of their mean over all test samples
        at_least("test accuracy if stopped (%)", found["stopped"], 50 + 250 / (NETWORKS * HELD) ** 0.5, guard=True),
        # separating: worst case 7.0, best control 2.8 on seeds 1000 to 1029
        at_least("test accuracy lost later (points)", found["lost"], 4.9),
    ]
