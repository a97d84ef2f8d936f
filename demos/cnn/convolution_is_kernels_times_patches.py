"""PyTorch's conv2d is one matrix product: kernels as rows, times the patches under them as columns (im2col).

Each output is the inner product of a kernel with the C_in·k·k numbers that it covers, taken in the same order.
Stride, padding and dilation only choose which numbers these are.  The kernel is not flipped: what deep learning
calls convolution is cross-correlation.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"rows": "kernels as they are"}
CONTROLS = {"kernels flipped": {"rows": "flipped"}, "channels last": {"rows": "channels last"}}


def measure(rows: str, seed: int, channels: int = 3, kernels: int = 5, size: int = 11) -> dict[str, float]:
    """Largest difference of the matrix product from conv2d, relative to the largest output."""
    rng = lab.generator(seed)
    k, stride, padding, dilation = (int(drawn) for drawn in torch.randint(1, 4, (4,), generator=rng))
    k += 1  # 2 to 4 a side: a kernel of one pixel is its own flip
    image = torch.randn(channels, size, size, generator=rng, dtype=torch.float64)
    weight = torch.randn(kernels, channels, k, k, generator=rng, dtype=torch.float64)
    wanted = conv2d(image[None], weight, stride=stride, padding=padding, dilation=dilation)[0]

    matrix = {
        "kernels as they are": weight.flatten(1),
        "flipped": weight.flip(2, 3).flatten(1),
        "channels last": weight.permute(0, 2, 3, 1).flatten(1),
    }[rows]
    product = matrix @ columns(pad(image, [padding] * 4), k, stride, dilation)
    return {
        "difference": float((product.view_as(wanted) - wanted).abs().max() / wanted.abs().max()),
        "operations": weight[0].numel(),
        "length ÷ conv2d's": float(product.norm() / wanted.norm()),
    }


def columns(image: Tensor, k: int, stride: int, dilation: int) -> Tensor:
    """The patch under each position of the kernel, flattened, one column beside the other."""
    reach = dilation * (k - 1) + 1
    starts = range(0, image.shape[-1] - reach + 1, stride)
    patches = [
        image[:, top : top + reach : dilation, left : left + reach : dilation].flatten()
        for top in starts
        for left in starts
    ]
    return torch.stack(patches, dim=1)


def judge(found: Found) -> list[Check]:
    return [
        # separating: least arm 0.75 on seeds 1000 to 1029, a product that is all zeros 0
        at_least("length of the product ÷ conv2d's", found["length ÷ conv2d's"], 0.4, guard=True),
        # derived: machine epsilon times the products and sums behind one output
        at_most("difference from conv2d", found["difference"], 2 * sys.float_info.epsilon * found["operations"]),
    ]
