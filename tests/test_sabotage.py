"""Sabotage: break torch, or the ingredient, under a demo, and its verdict must change.

A demo that is still supported over a broken ReLU measures something else than it says.  What is broken stands in
`sabotage/`, one module a subject.

`python tests/test_sabotage.py` prints the table that docs/reliability.md holds.
"""

import sys

import pytest
from sabotage import documented, table

from dlquiz.demo import load_module, read_demo, run_seed
from dlquiz.evidence import Verdict
from dlquiz.pack import built_in

TABLE = table()


def verdict_of(demo_id, break_it=None):
    """The verdict of one seed, with something broken or with nothing."""
    demo = read_demo(built_in().demo_path(demo_id), demo_id)
    with pytest.MonkeyPatch.context() as patch:
        if break_it is not None:
            break_it(patch)
        return run_seed(load_module(demo), demo, 0, {}).verdict


def seen():
    """The rows of the table with the verdicts seen now."""
    for one in TABLE:
        yield one.demo, one.broken, verdict_of(one.demo, one.break_it).word


# By demo, so that each is run whole only once; each verdict is compared here, where it is known, with the document.
@pytest.mark.parametrize("demo_id", sorted({one.demo for one in TABLE}))
def test_sabotage_changes_the_verdict(demo_id):
    """A supported demo is not supported when what it rests on is broken, but what docs/reliability.md says."""
    assert verdict_of(demo_id) is Verdict.SUPPORTED
    verdicts = {one.broken: verdict_of(demo_id, one.break_it).word for one in TABLE if one.demo == demo_id}
    assert "supported" not in verdicts.values()
    assert verdicts == {broken: verdict for demo, broken, verdict in documented() if demo == demo_id}


if __name__ == "__main__":
    lines = ["| demo | what was broken | verdict |", "|---|---|---|"]
    lines += [f"| `{demo}` | {broken} | {verdict} |" for demo, broken, verdict in seen()]
    sys.stdout.write("\n".join(lines) + "\n")
