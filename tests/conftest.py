"""Fixtures every test may use; nothing here touches the person's own files or the network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.strict import _no_error_is_logged, _nothing_is_left_running, pytest_runtest_makereport

__all__ = ["_no_error_is_logged", "_nothing_is_left_running", "pytest_runtest_makereport"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GLOG_minloglevel", "2")

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("MMSA_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))

# The same examples on every run, and no limit on time: a busy machine finds no failure that a quiet one does not.
# HYPOTHESIS_PROFILE=explore looks for new examples.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def _whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whisper")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, _whisper: Path) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in ("MMSA_CACHE_DIR", "MMSA_DATA_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name))
    # The included speech model is large: it is joined once, not in the cache of every test.
    (home / "MMSA_CACHE_DIR").mkdir()
    (home / "MMSA_CACHE_DIR" / "whisper-base").symlink_to(_whisper, target_is_directory=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and footage; without it the test is skipped, with the reason printed."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED} (set MMSA_SHARED_DATA)")
    return SHARED
