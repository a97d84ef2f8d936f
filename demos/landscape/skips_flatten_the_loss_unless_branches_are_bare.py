"""With batch norm or scaled branches skips flatten the loss around a trained 16-layer net; bare ones steepen it.

Without skips a change in one layer is multiplied by all the others.  With h + F(h) much of h passes by unchanged, and
changes add up instead.  But bare branches let h grow from block to block, up to logits in the hundreds, and what a
step in the weights does to the loss grows with them.  A norm in each layer, or just one before the output, prevents it.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, layer_norm, normalize

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"kept_small_by": ("norm in each layer", "norm before the output", "scaled branches")}
CONTROL = {"kept_small_by": ("nothing",)}

PAIRS = 4  # of a net with skips and one without, which start from the same weights
TRAINED = 0.05  # the training loss (nats) at which a net stops
DISTANCES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)  # of a unit's weights, in lengths of these: filter-normalised
FIFTH = DISTANCES.index(0.2)


def measure(kept_small_by: tuple[str, ...], seed: int, depth: int = 16, width: int = 24) -> dict[str, float | Series]:
    """Median rise of the training loss (nats) by distance, where skips do worst; loss and logits at distance 0."""
    found = [around(way, seed, depth, width) for way in kept_small_by]
    ratios = [(rises[0, FIFTH] / rises[1, FIFTH]).item() for rises, *_ in found]
    with_skips, without = found[ratios.index(max(ratios))][0].tolist()
    return {
        "rise with skips": Series(with_skips, axis="relative distance", x=DISTANCES),
        "rise without skips": Series(without, axis="relative distance", x=DISTANCES),
        "with ÷ without": max(ratios),
        "training loss": max(loss for _, loss, _ in found),
        "logits with skips": max(logits for *_, logits in found),
    }


def around(way: str, seed: int, depth: int, width: int) -> tuple[Tensor, float, float]:
    """Rises of the loss with skips and without, by distance; the highest loss and the median |logit| at distance 0."""
    rng = lab.generator(seed)
    inputs, labels = lab.teacher(64, rng=rng)
    start = lab.batched_mlp(PAIRS, [20, *[width] * (depth + 1), 2], rng=rng)[::2]  # no biases
    weights = [weight.detach().repeat(2, 1, 1).requires_grad_() for weight in start]
    skip = torch.tensor([1.0, 0.0]).repeat_interleave(PAIRS)[:, None, None]
    branch = depth ** (-skip / 2) if way == "scaled branches" else 1.0  # 1/√depth, next to a skip

    def norm(z: Tensor, where: str) -> Tensor:
        return layer_norm(z.mT, z.shape[-2:-1]).mT if way == where else z  # over the samples: batch norm

    def outputs(layers: list[Tensor]) -> Tensor:
        h = inputs @ layers[0]
        for weight in layers[1:-1]:
            h = skip * h + branch * torch.relu(norm(h @ weight, "norm in each layer"))
        return norm(h, "norm before the output") @ layers[-1]

    def losses(layers: list[Tensor]) -> Tensor:
        logits = outputs(layers).flatten(0, -3).mT
        return cross_entropy(logits, labels.expand(len(logits), -1), reduction="none").mean(dim=1)

    optimizer = torch.optim.Adam(weights, lr=0.003)
    trained = [weight.detach().clone() for weight in weights]
    learning = torch.ones(2 * PAIRS, dtype=torch.bool)
    for _ in range(300):
        loss = losses(weights)
        for weight, kept in zip(weights, trained, strict=True):
            kept[learning] = weight.detach()[learning]
        learning &= loss > TRAINED
        if not learning.any():
            break
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()

    reached = losses(trained)
    random = [torch.randn(4, *weight.shape, generator=rng) for weight in trained]
    steps = [normalize(r, dim=2) * w.norm(dim=1, keepdim=True) for r, w in zip(random, trained, strict=True)]
    moved = [losses([w + far * step for w, step in zip(trained, steps, strict=True)]) for far in DISTANCES]
    rises = torch.stack(moved).view(len(DISTANCES), 4, 2, PAIRS) - reached.view(2, PAIRS)
    logits = outputs(trained)[:PAIRS].abs().median()
    return rises.movedim(2, 0).flatten(2).median(dim=2).values, reached.max().item(), logits.item()


def judge(found: Found) -> list[Check]:
    """All have learned as much, and those with skips lie in the flatter place."""
    return [
        at_most("training loss, highest", found["training loss"], TRAINED, guard=True),
        # separating: worst case 8.53, best control 65.7 on seeds 1000 to 1029
        at_most("size of the logits, with skips", found["logits with skips"], 24),
        at_most("rise a fifth away, with ÷ without", found["with ÷ without"], 1),  # derived: 1 is no difference
    ]
