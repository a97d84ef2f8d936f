"""Each layer of local attention that reaches R positions extends what an output depends on by exactly R positions.

A layer that reaches R positions passes to position i what stood at i − R to i + R.  The next layer reads those
positions, and they know what stood R farther out: the reaches add up, as in the receptive field of stacked
convolutions.  Whether an output depends on an input is read off the gradient, exactly 0 where no path leads.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, exactly

CASE = {"claimed": "layers · reach"}
CONTROL = {"claimed": "reach"}

WIDTH, DEEPEST = 8, 5


def measure(claimed: str, seed: int, reach: int = 3, layers: int = 4) -> dict[str, float | Series]:
    """Farthest input that the middle output depends on, in positions, after 1 to 5 layers and after `layers`."""
    rng = lab.generator(seed)
    deepest = max(layers, DEEPEST)
    side = deepest * reach + 2  # tokens to either side of the middle, more than any layer can see
    tokens = torch.randn(2 * side + 1, WIDTH, generator=rng, dtype=torch.float64).requires_grad_()
    maps = torch.randn(deepest, 3, WIDTH, WIDTH, generator=rng, dtype=torch.float64) / WIDTH**0.5
    h, seen = tokens, []
    for queries, keys, values in maps:
        h = h + local(h @ queries, h @ keys, h @ values, reach)
        (gradient,) = torch.autograd.grad(h[side].sum(), tokens, retain_graph=True)
        distances = (gradient.abs().amax(dim=1) > 0).nonzero()[:, 0] - side
        seen.append(int(distances.abs().max()))
    depths = range(1, deepest + 1)
    reckoned = [reach * (depth if claimed == "layers · reach" else 1) for depth in depths]
    return {
        "farthest input": seen[layers - 1],
        "one layer, farthest − reach": seen[0] - reach,
        "depths as claimed": sum(far == wanted for far, wanted in zip(seen, reckoned, strict=True)),
        "depths": deepest,
        "farthest input by depth": Series(seen, axis="layers", x=tuple(depths)),
    }


def local(q: Tensor, k: Tensor, v: Tensor, reach: int) -> Tensor:
    """Each query attends to the positions at most `reach` away."""
    positions = torch.arange(len(q))
    far = (positions[:, None] - positions).abs() > reach
    scores = (q @ k.T / q.shape[1] ** 0.5).masked_fill(far, -torch.inf)
    return torch.softmax(scores, dim=1) @ v


def judge(found: Found) -> list[Check]:
    return [
        exactly("one layer: farthest input − reach", found["one layer, farthest − reach"], 0, guard=True),
        exactly("depths not as claimed", found["depths"] - found["depths as claimed"], 0),  # derived: reaches add up
    ]
