"""The evidence that is shown beside an answer: recorded, or measured just now."""

from collections.abc import Sequence
from dataclasses import dataclass

from dlquiz.errors import BankError, DlquizError
from dlquiz.evidence import CheckSummary, Evidence
from dlquiz.pack import Pack
from dlquiz.question import Claim, Question
from dlquiz.record import read_record


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence for one claim; `verdict` is empty where there is none, and `error` says why.

    `supported` of `seeds` seeds supported it; `origin` says where the numbers come from.
    """

    claim: Claim
    verdict: str = ""
    supported: int = 0
    seeds: int = 0
    origin: str = ""
    checks: Sequence[CheckSummary] = ()
    error: str = ""


def recorded_proofs(pack: Pack, question: Question) -> tuple[Proof, ...]:
    """The recorded evidence for each claim of `question`."""
    return tuple(_recorded(pack, question, claim) for claim in question.claims)


def _recorded(pack: Pack, question: Question, claim: Claim) -> Proof:
    if not claim.demo:
        source = (question.sources or {}).get(claim.source)
        return Proof(claim, error=f"not measured here: {source.title}" if source else "not measured here")
    try:
        record = read_record(pack, claim.demo)
    except BankError as error:
        return Proof(claim, error=error.what)
    if record is None:
        return Proof(claim, error="no evidence is recorded yet")
    release = record.torch.partition("+")[0].rpartition(".")[0] or record.torch
    return Proof(
        claim,
        record.verdict.word,
        record.supported,
        len(record.seeds),
        f"recorded, torch {release}",
        record.checks,
        record.error,
    )


def live_proof(claim: Claim, seed: int, found: Evidence | DlquizError) -> Proof:
    """The evidence for `claim` that was measured just now on one fresh `seed`."""
    if isinstance(found, DlquizError):
        return Proof(claim, error=f"{found.what}; try: {found.try_}")
    seconds = f"{found.seconds:.2f} s"
    return Proof(
        claim,
        found.verdict.word,
        found.supported,
        len(found.runs),
        f"seed {seed}, {seconds}",
        found.checks(),
        found.error,
    )
