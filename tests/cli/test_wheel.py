"""An installed copy, away from the checkout: it finds its styles, its samples and its commands."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel without the network and unpack it, as installing does."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def run_there(site: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the installed copy, in a folder of its own."""
    environ = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    elsewhere = site.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, *args],
        cwd=elsewhere,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_the_installed_copy_that_runs(installed: Path) -> None:
    done = run_there(installed, "-c", "import agentdesk; print(agentdesk.__file__)")
    assert done.stdout.strip() == str(installed / "agentdesk" / "__init__.py"), done.stderr


def test_its_commands_tell_their_help(installed: Path) -> None:
    done = run_there(installed, "-m", "agentdesk", "--help")
    assert done.returncode == 0, done.stderr
    assert "Open the desk" in done.stdout


def test_it_finds_its_styles(installed: Path) -> None:
    code = (
        "from agentdesk.tui.kit.styles import style_paths; "
        "from agentdesk.tui.desk.app import DeskApp; "
        "print(*DeskApp.CSS_PATH, sep='\\n')"
    )
    done = run_there(installed, "-c", code)
    assert done.returncode == 0, done.stderr
    paths = [Path(line) for line in done.stdout.split()]
    assert len(paths) >= 2
    for path in paths:
        assert path.is_relative_to(installed)
        assert path.is_file()


def test_it_makes_its_sample_and_a_store(installed: Path) -> None:
    place = installed.parent / "elsewhere" / "sample.db"
    done = run_there(installed, "-m", "agentdesk", "demo", "--keep", str(place), "--no-desk")
    assert done.returncode == 0, done.stderr
    listed = run_there(
        installed, "-m", "agentdesk", "queue", "list", "--store", str(place), "--as", "lena"
    )
    assert listed.returncode == 0, listed.stderr
    assert "Marguerite" in listed.stdout


def test_everything_the_checkout_ships_is_in_it(installed: Path) -> None:
    wanted = {
        path.relative_to(ROOT)
        for path in (ROOT / "agentdesk").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    missing = [str(path) for path in wanted if not (installed / path).is_file()]
    assert not missing
    for style in (ROOT / "styles").glob("*.tcss"):
        assert (installed / "agentdesk" / "styles" / style.name).is_file()
