"""In 80 updates a decoder learns to copy and to reverse 8 tokens with new weights at each step, not with one weighting.

With one weighting every output step gets the same context, and only the step's number tells the steps apart: all eight
tokens would have to be packed into that one vector and unpacked again.  With a query for each step, the step fetches
its own token.  Where all steps want the same token, a marked one, a single weighting is enough.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least

CASE = {"weights": "anew each step"}
CONTROL = {"weights": "once"}

KINDS, WIDTH = 10, 24
TASKS = ("copy", "reverse", "repeat the marked token")


def measure(weights: str, seed: int, tokens: int = 8, steps: int = 80, batch: int = 32) -> dict[str, float]:
    """Share of output tokens that are right on new sequences; three networks, one a task, trained side by side."""
    rng = lab.generator(seed)

    def drawn(*shape: int) -> Tensor:
        return (torch.randn(len(TASKS), *shape, generator=rng) / WIDTH**0.5).requires_grad_()

    kinds, places, mark, queries, numbers = (
        drawn(KINDS, WIDTH), drawn(tokens, WIDTH), drawn(WIDTH), drawn(tokens, WIDTH), drawn(tokens, WIDTH)
    )  # fmt: skip
    readout = lab.batched_mlp(len(TASKS), [2 * WIDTH, 48, KINDS], rng=rng)

    def logits(source: Tensor, marked: Tensor) -> Tensor:
        """Logits (task, batch · output step, kinds)."""
        flags = one_hot(marked, tokens)[:, :, None]
        h = kinds[:, source] + places[:, None] + flags * mark[:, None, None]
        asked = queries if weights == "anew each step" else queries[:, :1].expand_as(queries)
        attention = torch.softmax(asked[:, None] @ h.mT * WIDTH**0.5, dim=3)
        context = attention @ h
        numbered = torch.cat([context, numbers[:, None].expand_as(context)], dim=3)
        return lab.batched_forward(readout, numbered.flatten(1, 2))

    def sequences(number: int) -> tuple[Tensor, Tensor, Tensor]:
        source = torch.randint(KINDS, (number, tokens), generator=rng)
        marked = torch.randint(tokens, (number,), generator=rng)
        repeated = source.gather(1, marked[:, None]).expand_as(source)
        return source, marked, torch.stack([source, source.flip(1), repeated]).flatten(1)

    adam = torch.optim.Adam([kinds, places, mark, queries, numbers, *readout], lr=0.015)
    for _ in range(steps):
        source, marked, wanted = sequences(batch)
        adam.zero_grad()
        cross_entropy(logits(source, marked).flatten(0, 1), wanted.flatten(), reduction="sum").backward()
        adam.step()
    source, marked, wanted = sequences(200)
    right = (logits(source, marked).argmax(dim=2) == wanted).double().mean(dim=1)
    return dict(zip(TASKS, right.tolist(), strict=True))


def judge(found: Found) -> list[Check]:
    copy, reverse, repeat = (found[task] for task in TASKS)
    return [
        at_least("repeat the marked token: right", repeat, 0.95, guard=True),  # it trained, and can find a token
        # separating: worst case 1.0, best control 0.33 on seeds 1000 to 1029
        at_least("copy: tokens right, share", copy, 0.65),
        at_least("reverse: tokens right, share", reverse, 0.65),
    ]
