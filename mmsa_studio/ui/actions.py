"""Everything a person can do: one table, one entry each, with a shortcut that can be changed."""

# ruff: noqa: E501 - one action a line reads as a table

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from mmsa_studio.app.settings import Settings, shortcut_of
from mmsa_studio.core.paths import resources
from mmsa_studio.ui.commands import edit, file, play, view
from mmsa_studio.ui.front import ActionSpec, Front, Menu, Submenu, When
from mmsa_studio.ui.icons import icon
from mmsa_studio.ui.text import mark, tr

A = ActionSpec
ALWAYS, ANALYSIS, UNDO, REDO, PROPOSAL = When.ALWAYS, When.ANALYSIS, When.UNDO, When.REDO, When.PROPOSAL

# fmt: off
MENUS = (
    Menu(mark("File"), (
        (
            A("open", mark("Open film or project…"), "Ctrl+O", file.open_dialog, mark("Open a film, or a project saved before."), ALWAYS),
            Submenu(mark("Open recent"), file.fill_recent),
        ),
        (
            A("save_as", mark("Save project as…"), "Ctrl+Shift+S", file.save_as, mark("Put the project in another place; every change is saved there from then on.")),
        ),
        (
            A("import", mark("Import markers…"), "Ctrl+I", file.import_markers, mark("Read markers back from an editing system and merge them.")),
            A("export", mark("Export markers…"), "Ctrl+E", file.export_markers, mark("Write markers for an editing system.")),
            A("why_picture", mark("Save picture of explanation…"), "", file.save_explanation, mark("Save what the explanation shows as a picture.")),
        ),
        (
            A("analyze", mark("Analyse again"), "Ctrl+R", file.analyze, mark("Compute the curve again from the start; your own markers stay.")),
            A("sound", mark("Choose the sound…"), "", file.choose_sound, mark("Choose the sound tracks that are listened to.")),
            A("subtitles", mark("Use subtitle file…"), "", file.choose_subtitles, mark("Choose the words of the film by hand.")),
            A("move_words", mark("Move words to the speech"), "", file.move_words, mark("Take over the clock that is proposed for the words of the film."), PROPOSAL),
            A("speech", mark("Write down the speech…"), "", file.write_down_speech, mark("Get the words of a film without subtitles from a speech model.")),
            A("speech_auto", mark("Write down speech automatically"), "", file.toggle_speech, mark("Write down the words of every film without subtitles with the included model, after voices and faces."), ALWAYS, on=file.speech_is_written_down),
            A("understood", mark("What was understood…"), "", view.show_understood, mark("See which sound, words, languages and times were taken, and what was left out and why.")),
            A("device", mark("Device…"), "", file.choose_device, mark("Choose what computes: processor or graphics card."), ALWAYS),
            A("stop", mark("Stop the analysis"), "Ctrl+.", file.stop_analysis, mark("Stop; what was found so far stays."), ANALYSIS),
        ),
        (
            A("quit", mark("Quit"), "Ctrl+Q", file.quit_program, mark("Close the window. Everything is saved already."), ALWAYS),
        ),
    )),
    Menu(mark("Edit"), (
        (
            A("undo", mark("Undo"), "Ctrl+Z", edit.undo, mark("Take back the last edit."), UNDO),
            A("redo", mark("Redo"), "Ctrl+Shift+Z Ctrl+Y", edit.redo, mark("Make the edit again."), REDO),
        ),
    )),
    Menu(mark("Play"), (
        (
            A("play", mark("Play or stop"), "Space", lambda front: front.desk.player.toggle(), mark("Play at normal speed, or stop.")),
            A("play_back", mark("Backward, faster"), "J", play.shuttle_back, mark("Play backward; each press is faster. With K held: one frame back.")),
            A("pause", mark("Stop"), "K", lambda front: front.desk.player.shuttle(0), mark("Stop. Hold it and press J or L for single frames.")),
            A("play_forward", mark("Forward, faster"), "L", play.shuttle_forward, mark("Play forward; each press is faster. With K held: one frame on.")),
        ),
        (
            A("step_back", mark("One frame back"), "Left", lambda front: front.desk.player.step(-1), mark("Stop and go one frame back.")),
            A("step_forward", mark("One frame on"), "Right", lambda front: front.desk.player.step(1), mark("Stop and go one frame on.")),
            A("second_back", mark("One second back"), "Shift+Left", lambda front: play.step_seconds(front, -1), mark("Stop and go one second back.")),
            A("second_forward", mark("One second on"), "Shift+Right", lambda front: play.step_seconds(front, 1), mark("Stop and go one second on.")),
            A("previous_edit", mark("Previous shot or marker"), "Up", lambda front: play.jump(front, -1), mark("Go back to the nearest cut or marker.")),
            A("next_edit", mark("Next shot or marker"), "Down", lambda front: play.jump(front, 1), mark("Go on to the nearest cut or marker.")),
        ),
        (
            A("first", mark("First frame"), "Home", lambda front: front.desk.session.seek(0), mark("Go to the beginning.")),
            A("last", mark("Last frame"), "End", lambda front: front.desk.session.seek(front.desk.session.frame_count), mark("Go to the end.")),
        ),
        (
            A("go_to", mark("Go to timecode…"), "Ctrl+G =", play.type_timecode, mark("Type a timecode, or +10 or -2.5s, and press Enter.")),
        ),
        (
            A("mute", mark("Sound off"), "Shift+S", play.toggle_sound, mark("Play without sound."), on=play.sound_is_off),
        ),
    )),
    Menu(mark("Mark"), (
        (
            A("mark_in", mark("In"), "I", edit.mark_in, mark("Begin the range at the frame on screen.")),
            A("mark_out", mark("Out"), "O", edit.mark_out, mark("End the range with the frame on screen.")),
            A("clear_range", mark("Clear In and Out"), "Alt+X", lambda front: front.desk.session.set_range(None, None), mark("Forget the range.")),
        ),
        (
            A("mark", mark("Mark"), "M", edit.mark_here, mark("Put a marker on the frame on screen, also while playing.")),
            A("mark_range", mark("Mark from In to Out"), "Shift+M", edit.mark_range, mark("Put a marker over the range from In to Out.")),
        ),
        (
            A("rename_marker", mark("Rename marker"), "F2", edit.rename_marker, mark("Give the selected marker another name.")),
            A("delete_marker", mark("Delete marker"), "Delete", edit.delete_marker, mark("Delete the selected markers. Undo brings them back.")),
        ),
        (
            A("correct", mark("Correct…"), "C", edit.correct, mark("Say what is expressed from In to Out, in the selected marker or in the shot.")),
            A("delete_correction", mark("Delete correction"), "Shift+C", edit.delete_correction, mark("Delete the corrections selected in their list, else those at the frame on screen.")),
        ),
    )),
    Menu(mark("View"), (
        (
            A("fit", mark("Show the whole film"), "Shift+Z \\", lambda front: front.desk.axis.fit(), mark("Zoom out to the whole film.")),
        ),
        (
            A("zoom_in", mark("Zoom in"), "Ctrl+= +", lambda front: view.zoom(front, 0.5), mark("Show half as much time around the playhead.")),
            A("zoom_out", mark("Zoom out"), "Ctrl+- -", lambda front: view.zoom(front, 2.0), mark("Show twice as much time.")),
            A("zoom_selection", mark("Zoom to selection"), "Z", view.zoom_selection, mark("Show the range from In to Out, or the selected marker, or the shot.")),
        ),
        (
            A("why", mark("Why this frame?"), "W", view.ask_why, mark("Show why the curve is where it is at the frame on screen.")),
            A("faces", mark("Show faces"), "F", view.toggle_faces, mark("Draw the found faces over the picture."), on=view.faces_are_shown),
            A("theme", mark("Light theme"), "", view.toggle_theme, mark("Switch between the dark and the light theme."), ALWAYS, on=view.theme_is_light),
            A("reset_layout", mark("Reset the layout"), "", view.reset_layout, mark("Put all panels back where they were."), ALWAYS),
        ),
        (
            A("language", mark("Language…"), "", view.choose_language, mark("Choose English or Simplified Chinese."), ALWAYS),
        ),
    ), panels=True),
    Menu(mark("Help"), (
        (
            A("shortcuts", mark("Shortcuts"), "? F1", view.show_shortcuts, mark("See and change every shortcut."), ALWAYS),
        ),
        (
            A("evidence", mark("Evidence"), "", view.show_evidence, mark("See how far the curve can be believed, at home and with strangers."), ALWAYS),
            A("about", mark("About the model"), "", view.show_model, mark("What computed this curve, and how far it can be trusted."), ALWAYS),
        ),
    )),
)
# fmt: on
ACTIONS = tuple(spec for menu in MENUS for spec in menu.actions)


def build(front: Front) -> dict[str, QAction]:
    """Make every action, with the shortcuts the person chose."""
    made = {}
    for spec in ACTIONS:
        action = QAction(front.widget())
        action.setObjectName(spec.id)
        action.setCheckable(spec.on is not None)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _=False, spec=spec: _run(front, spec))
        made[spec.id] = action
        front.widget().addAction(action)
    dress(made, front.desk.settings)
    return made


def dress(actions: Mapping[str, QAction], settings: Settings) -> None:
    """Give actions their words, icons and shortcuts; again after a change of theme, language or shortcuts."""
    for spec in ACTIONS:
        action, keys = actions[spec.id], settings.get(shortcut_of(spec.id, spec.keys))
        action.setText(tr(spec.text))
        action.setShortcuts([QKeySequence(one) for one in keys.split()])
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tr(spec.tip)}  [{shown}]" if shown else tr(spec.tip))
        action.setStatusTip("")
        if (resources() / "icons" / f"{spec.id}.svg").is_file():
            action.setIcon(icon(spec.id))


def show_state(front: Front, possible: Mapping[When, bool]) -> None:
    """Switch actions on and off by what is possible now, and show switches as they are thrown."""
    for spec in ACTIONS:
        action = front.actions_by_id[spec.id]
        action.setEnabled(possible[spec.when])
        if spec.on is not None:
            action.setChecked(spec.on(front))


def show_playing(actions: Mapping[str, QAction], playing: bool) -> None:
    """Let the action that plays or stops show which of both it would do."""
    actions["play"].setIcon(icon("pause" if playing else "play"))


def _run(front: Front, spec: ActionSpec) -> None:
    spec.run(front)
    if spec.on is not None:
        front.actions_by_id[spec.id].setChecked(spec.on(front))
