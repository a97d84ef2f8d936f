"""The index: the bank and the memories, ready to be asked without reading a file of either.

All of it is derived, the bank's part from the files of the pack and the memories from the journal, and it can be
thrown away.  Opening it scans nothing: the files of an installed pack do not change while its version stays, and of
a folder that somebody may be editing the one file that is asked is looked at, the others by `refresh`, meanwhile.
"""

from dlquiz.index.index import Index
from dlquiz.index.values import Counts, Hit, Scope, Tally

__all__ = ["Counts", "Hit", "Index", "Scope", "Tally"]
