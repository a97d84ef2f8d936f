"""A convolution takes M²·k²·C_in·C_out multiply-adds, with M the side of its output and k that of its kernel.

Each output is a sum of k²·C_in products, and there are C_out·M² outputs.  If all pixels and weights are ones, each
product is one, and the sum of the outputs is their number.  Every connection of an input to an output has one product,
and is an entry of the Jacobian that is not zero.  The side of the output counts: stride 2 leaves a quarter of the cost.
"""

import torch
from torch.nn.functional import conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, exactly

CASE = {"formula": "M²·k²·C_in·C_out"}
CONTROLS = {
    "M of the input": {"formula": "M of the input"},
    "no C_in": {"formula": "M²·k²·C_out"},
    "FLOPs": {"formula": "2·M²·k²·C_in·C_out"},
}


def measure(
    formula: str, seed: int, side: int = 64, channels: int = 32, kernels: int = 64, kernel: int = 3, stride: int = 2
) -> dict[str, float]:
    """Multiply-adds at the given sizes, and connections at small drawn ones, against the formula (no padding)."""
    rng = lab.generator(seed)
    c_in, c_out, k, step = (int(drawn) for drawn in torch.randint(2, 4, (4,), generator=rng))
    n = int(torch.randint(7, 11, (1,), generator=rng))
    weight = torch.randn(c_out, c_in, k, k, generator=rng, dtype=torch.float64)
    image = torch.randn(1, c_in, n, n, generator=rng, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(lambda x: conv2d(x, weight, stride=step), image)
    connections = int((jacobian != 0).sum())
    counted = products(side, channels, kernels, kernel, stride)
    return {
        "multiply-adds": counted,
        "millions of multiply-adds": counted / 1e6,
        "by formula": claimed(formula, side, channels, kernels, kernel, stride),
        "connections": connections,
        "connections by formula": claimed(formula, n, c_in, c_out, k, step),
        "products": products(n, c_in, c_out, k, step),
    }


def products(side: int, channels: int, kernels: int, kernel: int, stride: int) -> int:
    """Products that the layer adds up: with ones for pixels and weights each of them is one."""
    image, weights = torch.ones(1, channels, side, side), torch.ones(kernels, channels, kernel, kernel)
    return int(conv2d(image, weights, stride=stride).sum(dtype=torch.float64))


def claimed(formula: str, side: int, channels: int, kernels: int, kernel: int, stride: int) -> int:
    m = side if formula == "M of the input" else (side - kernel) // stride + 1
    count = m**2 * kernel**2 * channels * kernels
    if formula == "M²·k²·C_out":
        return count // channels
    return 2 * count if formula == "2·M²·k²·C_in·C_out" else count


def judge(found: Found) -> list[Check]:
    return [
        # derived: the same products, counted as ones and as entries of the Jacobian
        exactly("products − connections", found["products"] - found["connections"], 0, guard=True),
        exactly("multiply-adds − formula", found["multiply-adds"] - found["by formula"], 0),
        exactly("connections − formula", found["connections"] - found["connections by formula"], 0),
    ]
