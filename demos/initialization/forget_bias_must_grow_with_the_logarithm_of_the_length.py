"""Half of a fresh LSTM's cell gradient crosses T steps if the forget bias is about ln(T/0.69), from T = 10 to 300.

Back along the cell the gradient is multiplied by f = σ(b) a step, give or take what input and state add to b.  σ(b)ᵀ
is about exp(−T·e⁻ᵇ), and that is ½ where T·e⁻ᵇ = ln 2 = 0.69.  So b must grow by 2.3 when T grows tenfold.
"""

import math

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, between

CASE = {"forget_bias": "ln(T / ln 2)"}
CONTROLS = {"bias 1": {"forget_bias": "1"}, "bias 3": {"forget_bias": "3"}, "ln T": {"forget_bias": "ln T"}}

UNITS_APART = 0.05  # in bias, from one unit to the next


def measure(forget_bias: str, seed: int, steps: int = 100) -> dict[str, float | Series]:
    """Share of dc_T/dc_0 left along the cell, by forget bias: each unit of one LSTM has its own, from −1 to 9."""
    lengths = sorted({10, steps, 300})
    found: dict[str, float | Series] = {}
    for length, (biases, left) in zip(lengths, _left_by_bias(seed, lengths), strict=True):
        wanted = {"ln(T / ln 2)": math.log(length / math.log(2)), "ln T": math.log(length)}
        bias = wanted.get(forget_bias) or float(forget_bias)
        near = (biases - bias).abs() < 4.5 * UNITS_APART  # nine units about it, whose own weights average out
        found[f"left over {length} steps"] = float(left[near].mean())
        if length == steps:
            found["left by bias"] = Series(left.tolist(), "forget bias", x=tuple(biases.tolist()))
            found["bias that keeps half"] = _crossing(biases, left)
    return found


def _left_by_bias(seed: int, lengths: list[int]) -> list[tuple[Tensor, Tensor]]:
    """The forget biases of the units, and dc_T/dc_0 of each, for each length T."""
    rng = lab.generator(seed)
    biases = torch.arange(-1, 9, UNITS_APART, dtype=torch.float64)
    width, batch = len(biases), 8
    with lab.seeded(seed):
        cell = nn.LSTMCell(4, width, dtype=torch.float64).requires_grad_(requires_grad=False)
    for both in (cell.bias_ih, cell.bias_hh):
        both.zero_()
    cell.bias_ih[width : 2 * width] = biases  # rows are i, f, g, o
    start = torch.zeros(batch, width, dtype=torch.float64, requires_grad=True)
    h, c = torch.zeros_like(start), start
    found = []
    for step in range(1, max(lengths) + 1):
        x = torch.randn(batch, 4, dtype=torch.float64, generator=rng)
        h, c = cell(x, (h.detach(), c))  # detached: what is left is the path along the cell
        if step in lengths:
            (left,) = torch.autograd.grad(c.sum(), start, retain_graph=True)
            found.append((biases, left.mean(0)))
    return found


def _crossing(biases: Tensor, left: Tensor) -> float:
    """The bias that splits the units in two: as many as keep less than half lie below it."""
    return float(biases[0] + UNITS_APART * ((left < 0.5).sum() - 0.5))


def judge(found: Found) -> list[Check]:
    shares = {name: share for name, share in found.items() if name.startswith("left over ")}
    # separating: worst cases 0.46 and 0.51, best controls 0.39 (ln T) and 0.61 (bias 3) on seeds 1000 to 1029
    return [between(f"share {name}", share, 0.42, 0.55) for name, share in shares.items()]
