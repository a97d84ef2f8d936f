"""A session: which question comes next, what a key does, and when it is over.

Pure: time comes in with each key, randomness from the session's seed, questions through a look-up.
Each step gives the next state, the events to write down, and at most one request to the outside.
"""

from dlquiz.session.asked import LETTERS, Asked, Option, ask
from dlquiz.session.plan import Candidate, arrange, choose_form, remaining
from dlquiz.session.state import Answer, Done, Phase, Request, State, Step, Turn
from dlquiz.session.steps import begin, end, measured, press, proposed, ratings_offered, type_line
from dlquiz.session.summary import Summary, summarise

__all__ = [
    "LETTERS",
    "Answer",
    "Asked",
    "Candidate",
    "Done",
    "Option",
    "Phase",
    "Request",
    "State",
    "Step",
    "Summary",
    "Turn",
    "arrange",
    "ask",
    "begin",
    "choose_form",
    "end",
    "measured",
    "press",
    "proposed",
    "ratings_offered",
    "remaining",
    "summarise",
    "type_line",
]
