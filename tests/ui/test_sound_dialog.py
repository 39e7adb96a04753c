"""A person chooses which sound is listened to, and sees what each track holds."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmsa_studio.core.film import SoundStream
from mmsa_studio.core.hearing import SPEECH, Found, Line, SoundFrom
from mmsa_studio.core.jobs import ReadAs
from mmsa_studio.core.reading import Reading
from mmsa_studio.ui.dialogs.sound import SoundDialog
from tests.ui import synthetic


class Desk:
    """What the dialog needs of a desk."""

    def __init__(self, project) -> None:
        self.started, self.happened = 0, []
        self.session, self.analyst = self, self
        self.project = project
        self.project_changed = self

    def connect(self, _) -> None:
        """Take a slot that is never called."""

    def happen(self, event) -> None:
        self.happened.append(event)

    def start(self) -> None:
        self.started += 1


def project():
    film = synthetic.project(20, "25")
    sounds = tuple(
        SoundStream("pcm_s16le", 48_000, 1, film.media.duration, film.media.duration * 0, "en", index, "mono")
        for index in (1, 2, 3)
    )
    media = replace(film.media, sound=sounds[0], sounds=sounds)
    found = SoundFrom(SPEECH, (Line(3, 1, 1.0),), (Found(0, True), Found(), Found(7.0)))
    return replace(film, media=media, sound_from=found)


def test_tracks_are_listed_with_what_they_hold_and_can_be_chosen(qtbot: QtBot) -> None:
    desk = Desk(project())
    dialog = SoundDialog(desk, desk.project)
    qtbot.addWidget(dialog)
    rows = [dialog.tracks.item(row) for row in range(3)]
    assert [row.text().split("– ")[1] for row in rows] == ["silent", "no speech found", "speech"]
    assert [row.checkState() is Qt.CheckState.Checked for row in rows] == [False, False, True]
    assert dialog.numbers == ()
    rows[1].setCheckState(Qt.CheckState.Checked)
    assert dialog.numbers == (2, 3)
    dialog.go.click()
    assert desk.happened == [ReadAs(Reading(sound=(2, 3)))]
    assert desk.started == 1


def test_none_chosen_cannot_be_listened_to_and_no_change_starts_nothing(qtbot: QtBot) -> None:
    desk = Desk(project())
    dialog = SoundDialog(desk, desk.project)
    qtbot.addWidget(dialog)
    dialog.tracks.item(2).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.go.isEnabled()
    dialog.found_out.setChecked(True)
    dialog.go.click()
    assert (desk.happened, desk.started) == ([], 0)
