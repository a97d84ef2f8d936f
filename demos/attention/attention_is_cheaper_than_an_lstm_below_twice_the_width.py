"""Over n tokens, self-attention of width d takes ½ + n/(4d) of an LSTM's multiplications: fewer only while n < 2d.

Its four projections take 4·n·d² multiplications, its scores and weighted sums n²·d each; the LSTM's four blocks
take 8·n·d².  They break even where 2·n²·d makes up for the missing 4·n·d².  The orders of growth alone, n²·d
against n·d², put the ratio at n/d and the break-even at n = d.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"reckoned": "with constants"}
CONTROL = {"reckoned": "by order of growth"}

WIDTHS, LENGTHS = 4, (0.5, 1.5, 2.5)  # widths to try, each with lengths that are multiples of it
EPSILON = torch.finfo(torch.float64).eps


def measure(reckoned: str, seed: int, length: int = 512, width: int = 128) -> dict[str, float | Series]:
    """Multiplications of the matrix products, counted; how far the reckoned ratio and break-even are off."""
    off, sides = 0.0, 0
    for d in (4 * torch.randint(1, 9, (WIDTHS,), generator=lab.generator(seed))).tolist():
        for n in (int(d * multiple) for multiple in LENGTHS):
            ratio = run("self-attention", n, d, seed)[0] / run("LSTM", n, d, seed)[0]
            off = max(off, abs(reckon(reckoned, n, d) / ratio - 1))
            sides += (ratio < 1) == (n < (2 * d if reckoned == "with constants" else d))
    (attention, apart), (lstm, lstm_apart) = (run(layer, length, width, seed) for layer in ("self-attention", "LSTM"))
    lengths = [width // 2, width, 2 * width, 4 * width]
    curve = [run("self-attention", n, width, seed)[0] / (n * lstm / length) for n in lengths]
    return {
        "attention ÷ LSTM, multiplications": attention / lstm,
        "distance from torch's layers": max(apart, lstm_apart),
        "reckoned ratio, off by": off,
        "sizes on the reckoned side": sides,
        "attention ÷ LSTM": Series(curve, axis="tokens", scale="log", x=lengths, x_scale="log"),
    }


def reckon(reckoned: str, n: int, d: int) -> float:
    return 0.5 + n / (4 * d) if reckoned == "with constants" else n / d


def run(layer: str, n: int, d: int, seed: int) -> tuple[int, float]:
    """Multiplications of the layer written out in matrix products; distance of its outputs from those of torch's."""
    counted = 0

    def product(left: Tensor, right: Tensor) -> Tensor:
        nonlocal counted
        counted += left.shape[0] * left.shape[1] * right.shape[1]
        return left @ right

    x = torch.randn(n, d, generator=lab.generator(seed), dtype=torch.float64)
    with lab.seeded(seed), torch.no_grad():
        if layer == "self-attention":
            attention = nn.MultiheadAttention(d, 1, bias=False, dtype=torch.float64)
            q, k, v = (product(x, w.T) for w in attention.in_proj_weight.chunk(3))
            p = torch.softmax(product(q, k.T) / d**0.5, dim=1)
            outputs = product(product(p, v), attention.out_proj.weight.T)
            return counted, float((outputs - attention(x, x, x)[0]).abs().max())
        lstm = nn.LSTM(d, d, bias=False, dtype=torch.float64)
        h, c, states = x.new_zeros(1, d), x.new_zeros(1, d), []
        for token in x.split(1):
            i, f, g, o = (product(token, lstm.weight_ih_l0.T) + product(h, lstm.weight_hh_l0.T)).chunk(4, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            states.append(h)
        return counted, float((torch.cat(states) - lstm(x)[0]).abs().max())


def judge(found: Found) -> list[Check]:
    return [
        # derived: far above the rounding of thousands of operations in float64, far below outputs of about 0.1
        at_most("distance from torch's own layers", found["distance from torch's layers"], 1e-10, guard=True),
        # derived: machine epsilon for each of five operations on the ratios
        at_most("reckoned ratio, off by (share)", found["reckoned ratio, off by"], 5 * EPSILON),
        exactly("sizes on the reckoned side, of 12", found["sizes on the reckoned side"], WIDTHS * len(LENGTHS)),
    ]
