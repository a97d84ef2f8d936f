"""In a self-attention layer at most 4 matrix products wait for one another at any length; in an LSTM, one per token.

Each output of attention needs a projection, scores, a weighted sum and an output projection, and none of them needs
another token's output.  The LSTM's product at step t needs the state of step t − 1.  So with enough hardware
attention's time need not grow with the length, though its work does.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"layer": "self-attention"}
CONTROL = {"layer": "LSTM"}


def measure(layer: str, seed: int, width: int = 16, longest: int = 24) -> dict[str, float | Series]:
    """The longest chain of matrix products, each needing the one before, by number of tokens (the seed draws some)."""
    rng = lab.generator(seed)
    lengths = sorted({*torch.randint(2, longest, (3,), generator=rng).tolist(), longest})
    chains, apart = [], 0.0
    for length in lengths:
        x = torch.randn(length, width, generator=rng, dtype=torch.float64)
        with lab.seeded(seed):
            outputs, wanted = attend(x) if layer == "self-attention" else remember(x)
        chains.append(longest_path(outputs))
        apart = max(apart, float((outputs - wanted).detach().abs().max()))
    return {
        "products in a row": chains[-1],
        "growth of the chain": chains[-1] - chains[0],
        "distance from torch's layer": apart,
        "products in a row by length": Series(chains, axis="tokens", x=lengths),
    }


def attend(x: Tensor) -> tuple[Tensor, Tensor]:
    """Self-attention written out in matrix products, and torch's own."""
    torchs = nn.MultiheadAttention(x.shape[1], 1, bias=False, dtype=x.dtype)
    q, k, v = (x @ w.T for w in torchs.in_proj_weight.chunk(3))
    weights = torch.softmax(q @ k.T / x.shape[1] ** 0.5, dim=1)
    return weights @ v @ torchs.out_proj.weight.T, torchs(x, x, x)[0]


def remember(x: Tensor) -> tuple[Tensor, Tensor]:
    """An LSTM written out in matrix products, and torch's own."""
    torchs = nn.LSTM(x.shape[1], x.shape[1], bias=False, dtype=x.dtype)
    h, c, states = x.new_zeros(1, x.shape[1]), x.new_zeros(1, x.shape[1]), []
    for token in x.split(1):
        i, f, g, o = (token @ torchs.weight_ih_l0.T + h @ torchs.weight_hh_l0.T).chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        states.append(h)
    return torch.cat(states), torchs(x)[0]


def longest_path(outputs: Tensor) -> int:
    """Matrix products on the longest path through the graph that autograd records."""
    products: dict[object, int] = {}  # by node of the graph: the matrix products on the longest path to it
    waiting = [outputs.grad_fn]
    while waiting:
        node = waiting[-1]
        before = [other for other, _ in node.next_functions if other is not None]
        unknown = [other for other in before if other not in products]
        if unknown:
            waiting += unknown
            continue
        products[waiting.pop()] = ("Mm" in node.name()) + max((products[other] for other in before), default=0)
    return products[outputs.grad_fn]


def judge(found: Found) -> list[Check]:
    return [
        # derived: far above the rounding of hundreds of operations in float64, far below outputs of about 0.1
        at_most("distance from torch's own layer", found["distance from torch's layer"], 1e-10, guard=True),
        exactly("products in a row, longest input", found["products in a row"], 4),  # derived: as argued above
        exactly("growth with the length", found["growth of the chain"], 0),
    ]
