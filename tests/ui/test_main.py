"""The front door: nothing or a film opens the window, a command runs without Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mmsa_studio import __main__, cli
from tests.films import make_film

HIDE_QT = (
    "import sys\n"
    "class Hidden:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name.split('.')[0] in ('PySide6', 'shiboken6', 'pyqtgraph'):\n"
    "            raise ImportError(f'{name} is hidden')\n"
    "sys.meta_path.insert(0, Hidden())\n"
    "from mmsa_studio.__main__ import main\n"
    "sys.exit(main(sys.argv[1:]))\n"
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    made: list[tuple] = []
    monkeypatch.setattr(__main__, "open_window", lambda *arguments: made.append(("window", *arguments)) or 0)
    monkeypatch.setattr(cli, "main", lambda arguments, open_window: made.append(("command", *arguments)) or 0)
    return made


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], ("window",)),
        (["a film.mp4"], ("window", "a film.mp4")),
        (["p.mmsa"], ("window", "p.mmsa")),
        (["analyze", "a.mp4"], ("command", "analyze", "a.mp4")),
        (["doctor"], ("command", "doctor")),
        (["--help"], ("command", "--help")),
        (["a.mp4", "b.mp4"], ("command", "a.mp4", "b.mp4")),
    ],
)
def test_what_is_asked_for_is_run(calls: list[tuple], arguments: list[str], call: tuple) -> None:
    assert __main__.main(arguments) == 0
    assert calls == [call]


def test_the_terminal_hears_nothing_of_sound_servers_but_everything_else() -> None:
    script = (
        "from mmsa_studio.ui.quiet import keep_quiet, without_sound_servers\n"
        "keep_quiet()\n"
        "from PySide6.QtCore import QCoreApplication, qWarning\n"
        "from PySide6.QtMultimedia import QMediaDevices\n"
        "app = QCoreApplication([])\n"
        "with without_sound_servers():\n"
        "    QMediaDevices.defaultAudioOutput()\n"
        "    qWarning('mind this')\n"
        "qWarning('and this')\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=600, check=True)
    assert [line for line in ended.stderr.splitlines() if "ALSA" not in line] == ["mind this", "and this"]


def test_decoders_tell_the_terminal_nothing_of_a_damaged_film(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=2)
    content = bytearray(film.read_bytes())
    third = len(content) // 3
    content[third : third + 2000] = bytes(byte ^ 0x5A for byte in content[third : third + 2000])
    film.write_bytes(content)
    script = (
        "import sys\n"
        "from mmsa_studio.ui.quiet import keep_quiet, without_sound_servers\n"
        "keep_quiet()\n"
        "from PySide6.QtCore import QCoreApplication, QUrl\n"
        "from PySide6.QtMultimedia import QMediaDevices, QMediaPlayer, QVideoSink\n"
        "app = QCoreApplication([])\n"
        "with without_sound_servers():\n"
        "    QMediaDevices.defaultAudioOutput()\n"
        "player, sink = QMediaPlayer(), QVideoSink()\n"
        "player.setVideoSink(sink)\n"
        "ended = QMediaPlayer.MediaStatus.EndOfMedia\n"
        "player.mediaStatusChanged.connect(lambda status: app.quit() if status == ended else None)\n"
        "player.setSource(QUrl.fromLocalFile(sys.argv[1]))\n"
        "player.play()\n"
        "app.exec()\n"
        "print('played')\n"
    )
    command = [sys.executable, "-c", script, str(film)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    assert ended.stdout == "played\n"
    assert [line for line in ended.stderr.splitlines() if "ALSA" not in line] == []


def run_without_qt(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", HIDE_QT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


def test_commands_work_without_qt() -> None:
    ended = run_without_qt("--version")
    assert ended.returncode == 0
    assert "mmsa-studio" in ended.stdout


def test_without_qt_the_window_is_refused_with_a_hint() -> None:
    ended = run_without_qt()
    assert ended.returncode == 1
    assert "doctor" in ended.stderr
    assert "Traceback" not in ended.stderr
