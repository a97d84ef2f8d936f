"""What all tests share: a home of their own, and no colour."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("dlquiz", deadline=None)  # a busy machine is no failure
settings.load_profile("dlquiz")

# A shell starts what it puts in the background with Ctrl-C ignored, and whatever that starts inherits it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for every test: none ever touches the person's own."""
    home = tmp_path / "home"
    monkeypatch.setenv("DLQUIZ_HOME", str(home))
    for variable in ("DLQUIZ_BANK", "DLQUIZ_PLAIN", "ACCESSIBLE", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    return home
