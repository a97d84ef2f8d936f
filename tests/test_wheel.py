"""The wheel, installed in an environment of its own, outside the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheel and what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "-c", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return python


def run(
    python: Path, *arguments: str, where: Path, typed: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the installed program in the folder `where`, which is also its home."""
    chosen = {"PATH": os.environ["PATH"], "DLQUIZ_HOME": str(where / "home"), "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(
        [str(python), "-m", "dlquiz", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=where,
        env=chosen,
        check=False,
        timeout=120,
    )


def test_the_bank_travels_inside(wheel: Path) -> None:
    """Every question, demo and evidence file of the checkout is in the wheel, and no test."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"dlquiz/_pack/{path.relative_to(ROOT)}"
        for pattern in ("questions/*/*.yaml", "demos/*/*.py", "demos/*/evidence.json")
        for path in ROOT.glob(pattern)
    }

    assert wanted
    assert wanted <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_a_quiz_outside_the_checkout(python: Path, tmp_path: Path) -> None:
    """Without torch a question is asked, judged and recorded, with the recorded evidence beside it."""
    done = run(python, "quiz", "--form", "recognise", "--seed", "7", "-n", "1", where=tmp_path, typed="a\n\n")
    events = run(python, "export", "reviews", "-", where=tmp_path).stdout.splitlines()

    assert done.returncode == 0, done.stderr
    assert "Evidence: supported in 10 of 10 seeds, recorded, torch 2" in done.stdout
    assert len(events) == 1


def test_without_torch_it_says_how_to_get_it(python: Path, tmp_path: Path) -> None:
    """Without torch no prediction is asked, home says how many are left out, and a demo says what to install."""
    home = run(python, where=tmp_path).stdout
    demo = run(python, "demo", "gradients/sigmoid_layers_shrink_gradients", where=tmp_path)
    quiz = run(python, "quiz", "--form", "predict", where=tmp_path)

    assert "left out without torch" in home
    assert demo.returncode == 3
    assert "dlquiz[demos]" in demo.stderr
    assert quiz.returncode == 2
    assert "Traceback" not in demo.stderr + quiz.stderr


def test_with_torch_a_demo_runs(python: Path, tmp_path: Path) -> None:
    """With torch there, the installed demo runs and is supported."""
    torch = {"PYTHONPATH": sysconfig.get_path("purelib")}
    done = run(python, "demo", "gradients/sigmoid_layers_shrink_gradients", "--json", where=tmp_path, **torch)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "supported"


def test_check_of_the_installed_bank(python: Path, tmp_path: Path) -> None:
    """The installed bank passes its own lint."""
    done = run(python, "check", where=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
