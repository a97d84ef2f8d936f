"""One nn.RNN with 2 units and 10 parameters gives the parity of 1, 10, 100 and 1,000 bits without an error.

Parity is x XOR p, with x the bit and p the parity so far, and XOR is OR without AND: two units with steep
slopes, at thresholds ½ and 3/2 of x + p.  From their ±1 the next step reads p as (h₁ − h₂)/2, through U.
Saturation makes the states exact again at each step, so nothing fades.  The control carries no state on.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, between, exactly

CASE = {"state": "carried on"}
CONTROLS = {"no state": {"state": "left behind"}}

LENGTHS = (1, 10, 100, 1000)
SEQUENCES = 64


def measure(state: str, seed: int, steepness: float = 20.0) -> dict[str, float]:
    """Sequences (of 64) whose parity is wrong, by length; parameters; share of odd ones."""
    rng = lab.generator(seed)
    with lab.seeded(seed):  # what is drawn is overwritten
        rnn = nn.RNN(1, 2)
    with torch.no_grad():
        rnn.weight_ih_l0[:] = steepness
        rnn.weight_hh_l0[:] = torch.tensor([0.5, -0.5]) * (steepness if state == "carried on" else 0)
        rnn.bias_ih_l0[:] = torch.tensor([-0.5, -1.5]) * steepness
        rnn.bias_hh_l0[:] = 0
    found = {"parameters": float(sum(parameter.numel() for parameter in rnn.parameters()))}
    for length in LENGTHS:
        bits = torch.randint(2, (length, SEQUENCES, 1), generator=rng)
        with torch.no_grad():
            h = rnn(bits.float())[0][-1]
        said = (h[:, 0] - h[:, 1]) / 2 > 0.5
        odd = bits.sum(dim=0)[:, 0] % 2 == 1
        found[f"errors at length {length}"] = float((said != odd).sum())
    found["share of odd ones"] = float(odd.float().mean())
    return found


def judge(found: Found) -> list[Check]:
    checks = []
    for length in LENGTHS:  # one bit needs no memory, so that the control knows its parity too
        name = f"errors at T = {length:,}, of {SEQUENCES}"
        checks.append(exactly(name, found[f"errors at length {length}"], 0, guard=length == 1))
    return [
        *checks,
        exactly("parameters", found["parameters"], 10, guard=True),
        # derived: six standard errors around ½, so that no constant answer does
        between("share of odd sequences, T = 1,000", found["share of odd ones"], 0.125, 0.875, guard=True),
    ]
