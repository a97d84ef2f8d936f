"""A bottleneck to a quarter of the channels has 8.5 times fewer weights and multiply-adds than a 3×3 convolution.

From C to C channels a 3×3 convolution has 9·C² weights.  With a 1×1 convolution down to C/4 before it and one back
up after it there are C²/4 + 9·C²/16 + C²/4 = 17/16·C².  At stride 1 each weight multiplies once per pixel, so the
multiply-adds fall alike.  Without the reduction the two 1×1 layers only add.
"""

import torch
from torch.nn.functional import conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, close, exactly

CASE = {"inner": "reduced"}
CONTROL = {"inner": "as many channels"}

Layer = tuple[int, int, int]  # channels in, side of the kernel, channels out


def measure(inner: str, seed: int, channels: int = 256, reduced: int = 64, side: int = 7) -> dict[str, float]:
    """Weights (no biases) and multiply-adds of one 3×3 layer and of the bottleneck; how many times fewer."""
    drawn = 4 * int(torch.randint(8, 65, (1,), generator=lab.generator(seed)))
    plain = count(side, [(channels, 3, channels)])
    block = count(side, bottleneck(channels, reduced if inner == "reduced" else channels))
    drawn_plain = count(side, [(drawn, 3, drawn)])
    drawn_block = count(side, bottleneck(drawn, drawn // 4 if inner == "reduced" else drawn))
    return {
        "weights of the 3×3 layer": plain[0],
        "weights of the bottleneck": block[0],
        "times fewer weights": plain[0] / block[0],
        "times fewer multiply-adds": plain[1] / block[1],
        "times fewer by formula": 9 * channels**2 / (2 * channels * reduced + 9 * reduced**2),
        "drawn channels: times fewer weights": drawn_plain[0] / drawn_block[0],
        "drawn channels: times fewer multiply-adds": drawn_plain[1] / drawn_block[1],
        "3×3 weights − 9·C²": plain[0] - 9 * channels**2,
    }


def bottleneck(channels: int, inner: int) -> list[Layer]:
    return [(channels, 1, inner), (inner, 3, inner), (inner, 1, channels)]


def count(side: int, layers: list[Layer]) -> tuple[int, int]:
    """Weights and products of the layers: with ones for pixels (the padding too) and weights each product is one."""
    weights = [torch.ones(c_out, c_in, k, k) for c_in, k, c_out in layers]
    outputs = [conv2d(torch.ones(1, w.shape[1], side + w.shape[2] - 1, side + w.shape[3] - 1), w) for w in weights]
    return sum(w.numel() for w in weights), int(sum(maps.sum(dtype=torch.float64) for maps in outputs))


def judge(found: Found) -> list[Check]:
    fewer = found["times fewer by formula"]
    by_weights, by_products = (found[f"drawn channels: times fewer {kind}"] for kind in ("weights", "multiply-adds"))
    return [
        exactly("3×3 layer: weights − 9·C²", found["3×3 weights − 9·C²"], 0, guard=True),
        # derived: counts, 144/17 = 8.47 for a quarter of the channels, and a division rounds
        close("times fewer weights", found["times fewer weights"], fewer, rel=1e-12),
        close("times fewer multiply-adds", found["times fewer multiply-adds"], fewer, rel=1e-12),
        close("drawn: times fewer weights", by_weights, 144 / 17, rel=1e-12),
        close("drawn: times fewer multiply-adds", by_products, 144 / 17, rel=1e-12),
    ]
