"""Scores that bend the sum of a query's part and a key's part (GAT) rank the keys alike for every query.

In LeakyReLU(aᵀW·query + bᵀW·key) the query adds the same number to every key before an increasing function: it can
flatten the scores, not reorder them.  Brody et al. call this static attention.  With the LeakyReLU before the last
product (GATv2), or with a dot product, query and key act on each other, and each query has its own ranking.
"""

import torch
from torch import Tensor
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, exactly

CASE = {"score": "bent after the sum"}
CONTROLS = {"GATv2": {"score": "bent before the product"}, "dot product": {"score": "dot product"}}


def measure(score: str, seed: int, queries: int = 32, keys: int = 16, width: int = 16) -> dict[str, float]:
    """Different keys that come first for some query; share of queries that rank all keys as the first query does."""
    rng = lab.generator(seed)
    q = torch.randn(queries, width, generator=rng, dtype=torch.float64)
    k = torch.randn(keys, width, generator=rng, dtype=torch.float64)
    w_q, w_k = torch.randn(2, width, width, generator=rng, dtype=torch.float64) / width**0.5
    a_q, a_k = torch.randn(2, width, generator=rng, dtype=torch.float64) / width**0.5
    scores = score_all(score, q @ w_q, k @ w_k, a_q, a_k)
    ranking = scores.argsort(dim=1)
    apart = (scores.softmax(dim=1) - scores[0].softmax(dim=0)).abs().amax(dim=1)
    return {
        "queries that weight the keys differently": float((apart > 1e-3).sum()),
        "queries": queries,
        "keys that come first": float(ranking[:, -1].unique().numel()),
        "queries with the first one's ranking": float((ranking == ranking[0]).all(dim=1).double().mean()),
    }


def score_all(score: str, q: Tensor, k: Tensor, a_q: Tensor, a_k: Tensor) -> Tensor:
    """One row of scores for each query."""
    if score == "bent after the sum":
        return leaky_relu((q @ a_q)[:, None] + k @ a_k, 0.2)
    if score == "bent before the product":
        return leaky_relu(q[:, None] + k, 0.2) @ a_k
    return q @ k.T


def judge(found: Found) -> list[Check]:
    return [
        # derived: a query beyond the bend flattens the scores, so not all weights are the same; far above rounding
        at_least("queries with weights of their own", found["queries that weight the keys differently"], 1, guard=True),
        exactly("keys that come first", found["keys that come first"], 1),  # derived: an increasing function
        exactly("share of queries of one ranking", found["queries with the first one's ranking"], 1),
    ]
