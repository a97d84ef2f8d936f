"""With 15 % of labels flipped, a network that fits 90 % of the others fits under half of the flipped ones.

Samples that share a pattern pull the weights the same way: their gradients add up.  A flipped label
pulls against its neighbours, and wins only once they are fitted and hardly pull any more.  Where all
labels are coin tosses there is nothing to share, and being flipped makes no difference.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"labels": "pattern"}
CONTROL = {"labels": "coin"}

NETWORKS = 16  # each with a task and flips of its own


def measure(
    labels: str, seed: int, flipped: float = 0.15, samples: int = 300, width: int = 64, steps: int = 150
) -> dict[str, float | Series]:
    """Share of the given labels that is fitted, flipped ones and others, and the steps this takes."""
    rng = lab.generator(seed)
    tasks = [lab.teacher(samples, rng=rng) for _ in range(NETWORKS)]
    inputs, right = torch.stack([x for x, _ in tasks]), torch.stack([y for _, y in tasks]).bool()
    if labels == "coin":
        right = torch.rand(right.shape, generator=rng) < 0.5
    turned = torch.rand(right.shape, generator=rng) < flipped
    shares = _train(inputs, right ^ turned, (turned, ~turned), width, steps, rng)
    wrong, others = (tuple(share) for share in zip(*shares, strict=True))
    return {
        "flipped fitted": wrong[_reaches(others, 0.9)],
        "time ratio": _reaches(others, 0.9) / _reaches(wrong, 0.9),
        "fitted at the end": min(wrong[-1], others[-1]),
        "share of flipped labels fitted": Series(wrong, "step"),
        "share of other labels fitted": Series(others, "step"),
    }


def _train(
    inputs: Tensor, given: Tensor, groups: tuple[Tensor, ...], width: int, steps: int, rng: torch.Generator
) -> list[list[float]]:
    """At each step of Adam on all samples: the share of each group whose given label the networks give."""
    parameters = lab.batched_mlp(len(inputs), (inputs.shape[-1], width, 1), rng=rng)
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    shares = []
    for _ in range(steps):
        logits = lab.batched_forward(parameters, inputs)[..., 0]
        fitted = (logits > 0) == given
        shares.append([float((fitted & group).sum() / group.sum()) for group in groups])
        optimizer.zero_grad()
        (len(inputs) * F.binary_cross_entropy_with_logits(logits, given.float())).backward()
        optimizer.step()
    return shares


def _reaches(curve: tuple[float, ...], share: float) -> int:
    """The first step at which the curve has reached `share`, or its last."""
    return next((step for step, value in enumerate(curve) if value >= share), len(curve) - 1)


def judge(found: Found) -> list[Check]:
    return [
        exactly("labels fitted at the end (share)", found["fitted at the end"], 1, guard=True),  # all memorised
        # separating: worst case 0.40, best control 0.87 on seeds 1000 to 1029; the claim's half is stricter
        at_most("flipped fitted at 90 % of others", found["flipped fitted"], 0.5),
        # separating: worst case 0.33, best control 0.85 on seeds 1000 to 1029
        at_most("steps to 90 %, others / flipped", found["time ratio"], 0.52),
    ]
