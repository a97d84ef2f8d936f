"""Attention that may only move forward copies a sequence without error, but reads only one position of its reverse.

For each output it scans from where it stands and stops at the first entry that matches; so its index never decreases.
To reverse, it must begin at the end, and from there it cannot go back.  Of two tokens that change places it loses one.
Attention that is free to look anywhere reads all of them, so the matches themselves are not at fault.
"""

import torch
from torch.nn.functional import normalize

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"task": "copy"}
CONTROLS = {"reverse": {"task": "reverse"}, "swap pairs": {"task": "swap pairs"}}


def measure(task: str, seed: int, tokens: int = 16, width: int = 64) -> dict[str, float | Series]:
    """Share of outputs that read the entry they want, with forward and with free attention; steps back."""
    rng = lab.generator(seed)
    memory = normalize(torch.randn(tokens, width, generator=rng), dim=1)
    positions = torch.arange(tokens)
    wanted = {"copy": positions, "reverse": positions.flip(0), "swap pairs": positions ^ 1}[task]
    queries = normalize(memory[wanted] + 0.05 * torch.randn(tokens, width, generator=rng), dim=1)
    match = torch.sigmoid(30 * queries @ memory.T - 20)  # above ½ where the cosine is above ⅔
    at, read = 0, []
    for row in match:
        ahead = (row[at:] > 0.5).nonzero()[:, 0]
        at = at + int(ahead[0]) if len(ahead) else at  # nothing matches ahead: it stays and reads nothing of use
        read.append(at)
    stops = torch.tensor(read)
    return {
        "recall, forward": float((stops == wanted).double().mean()),
        "recall, free": float((match.argmax(dim=1) == wanted).double().mean()),
        "steps back, forward": float((stops.diff() < 0).sum()),
        "position": Series(read, axis="output step"),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("recall of free attention", found["recall, free"], 1, guard=True),
        at_most("steps back of forward attention", found["steps back, forward"], 0, guard=True),
        exactly("recall of forward attention", found["recall, forward"], 1),  # derived: the next match is the wanted
    ]
