"""Where the alignment never steps back, forward attention takes under n + T comparisons for T outputs; free, n·T.

Each of T outputs inspects the entry where the last one stopped, and those up to its own stop.  Among n entries the
moves add up to at most n − 1, and each output inspects one entry more.  So the time is linear, and an output can be
written before the rest of the source has been read.
"""

import torch
from torch.nn.functional import normalize

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"attention": "forward"}
CONTROL = {"attention": "free"}


def measure(
    attention: str, seed: int, inputs: int = 48, outputs: int = 64, width: int = 64
) -> dict[str, float | Series]:
    """Entries of the memory that are compared with the query, over all outputs; share of outputs that read theirs."""
    rng = lab.generator(seed)
    memory = normalize(torch.randn(inputs, width, generator=rng), dim=1)
    wanted = torch.randint(inputs, (outputs,), generator=rng).sort().values  # it may wait and it may skip
    at, inspected, right = 0, [], 0
    for target in wanted.tolist():
        if attention == "free":
            inspected.append(inputs)
            at = int((memory @ memory[target]).argmax())
        else:
            start = at
            while memory[at] @ memory[target] < 0.7 and at < inputs - 1:
                at += 1
            inspected.append(at - start + 1)
        right += at == target
    return {
        "recall": right / outputs,
        "entries inspected": sum(inspected),
        "inputs + outputs": inputs + outputs,
        "entries inspected so far": Series(torch.tensor(inspected).cumsum(0).tolist(), axis="output step"),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("recall", found["recall"], 1, guard=True),
        # derived: n − 1 moves at most, and one entry more for each output
        at_most("entries inspected ÷ (n + T − 1)", found["entries inspected"] / (found["inputs + outputs"] - 1), 1),
    ]
