"""Everything a person can do: one table, one entry each, with a shortcut that can be changed."""

# ruff: noqa: E501 - one action a line reads as a table

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from mmsa_studio.core.paths import resources
from mmsa_studio.ui import commands as do
from mmsa_studio.ui.icons import icon
from mmsa_studio.ui.text import mark, tr

if TYPE_CHECKING:
    from mmsa_studio.ui.main_window import MainWindow

Command = Callable[["MainWindow"], object]


@dataclass(frozen=True)
class ActionSpec:
    """One thing to do.

    Attributes:
        id: stable name, also of the icon.
        menu: title of the menu it is in.
        text: what the menu says.
        keys: default shortcuts, separated by spaces.
        run: does it.
        tip: a sentence for the tool tip and the shortcut sheet.
        needs_film: whether it is off while no film is open.
        checkable: whether it is a switch.
    """

    id: str
    menu: str
    text: str
    keys: str
    run: Command
    tip: str
    needs_film: bool = True
    checkable: bool = False


FILE, EDIT, PLAY = mark("File"), mark("Edit"), mark("Play")
MARK, VIEW, HELP = mark("Mark"), mark("View"), mark("Help")
MENUS = (FILE, EDIT, PLAY, MARK, VIEW, HELP)
SEPARATOR_BEFORE = frozenset({
    "save_as", "import", "analyze", "quit", "step_back", "go_to", "mark", "rename_marker", "correct", "zoom_in", "why",
    "language", "first", "mute", "about",
})  # fmt: skip

A = ActionSpec
ACTIONS = (
    A("open", FILE, mark("Open film or project…"), "Ctrl+O", do.open_dialog, mark("Open a film, or a project saved before."), False),
    A("save_as", FILE, mark("Save project as…"), "Ctrl+Shift+S", do.save_as, mark("Put the project in another place; every change is saved there from then on.")),
    A("import", FILE, mark("Import markers…"), "Ctrl+I", do.import_markers, mark("Read markers back from an editing system and merge them.")),
    A("export", FILE, mark("Export markers…"), "Ctrl+E", do.export_markers, mark("Write markers for an editing system.")),
    A("why_picture", FILE, mark("Save picture of explanation…"), "", do.save_explanation, mark("Save what the explanation shows as a picture.")),
    A("analyze", FILE, mark("Analyse again"), "Ctrl+R", do.analyze, mark("Compute the curve again from the start; your own markers stay.")),
    A("subtitles", FILE, mark("Use subtitle file…"), "", do.choose_subtitles, mark("Choose the words of the film by hand.")),
    A("speech", FILE, mark("Write down the speech…"), "", do.write_down_speech, mark("Get the words of a film without subtitles from a speech model.")),
    A("speech_auto", FILE, mark("Write down speech automatically"), "", do.toggle_speech, mark("Write down the words of every film without subtitles with the included model, after voices and faces."), False, True),
    A("device", FILE, mark("Device…"), "", do.choose_device, mark("Choose what computes: processor or graphics card."), False),
    A("stop", FILE, mark("Stop the analysis"), "Ctrl+.", do.stop_analysis, mark("Stop; what was found so far stays.")),
    A("quit", FILE, mark("Quit"), "Ctrl+Q", do.quit_program, mark("Close the window. Everything is saved already."), False),

    A("undo", EDIT, mark("Undo"), "Ctrl+Z", do.undo, mark("Take back the last edit."), False),
    A("redo", EDIT, mark("Redo"), "Ctrl+Shift+Z Ctrl+Y", do.redo, mark("Make the edit again."), False),

    A("play", PLAY, mark("Play or stop"), "Space", lambda w: w.desk.player.toggle(), mark("Play at normal speed, or stop.")),
    A("play_back", PLAY, mark("Backward, faster"), "J", do.shuttle_back, mark("Play backward; each press is faster. With K held: one frame back.")),
    A("pause", PLAY, mark("Stop"), "K", lambda w: w.desk.player.shuttle(0), mark("Stop. Hold it and press J or L for single frames.")),
    A("play_forward", PLAY, mark("Forward, faster"), "L", do.shuttle_forward, mark("Play forward; each press is faster. With K held: one frame on.")),
    A("step_back", PLAY, mark("One frame back"), "Left", lambda w: w.desk.player.step(-1), mark("Stop and go one frame back.")),
    A("step_forward", PLAY, mark("One frame on"), "Right", lambda w: w.desk.player.step(1), mark("Stop and go one frame on.")),
    A("second_back", PLAY, mark("One second back"), "Shift+Left", lambda w: do.step_seconds(w, -1), mark("Stop and go one second back.")),
    A("second_forward", PLAY, mark("One second on"), "Shift+Right", lambda w: do.step_seconds(w, 1), mark("Stop and go one second on.")),
    A("previous_edit", PLAY, mark("Previous shot or marker"), "Up", lambda w: do.jump(w, -1), mark("Go back to the nearest cut or marker.")),
    A("next_edit", PLAY, mark("Next shot or marker"), "Down", lambda w: do.jump(w, 1), mark("Go on to the nearest cut or marker.")),
    A("first", PLAY, mark("First frame"), "Home", lambda w: w.desk.session.seek(0), mark("Go to the beginning.")),
    A("last", PLAY, mark("Last frame"), "End", lambda w: w.desk.session.seek(w.desk.session.frame_count), mark("Go to the end.")),
    A("go_to", PLAY, mark("Go to timecode…"), "Ctrl+G =", do.type_timecode, mark("Type a timecode, or +10 or -2.5s, and press Enter.")),

    A("mute", PLAY, mark("Sound off"), "Shift+S", do.toggle_sound, mark("Play without sound."), False, True),

    A("mark_in", MARK, mark("In"), "I", do.mark_in, mark("Begin the range at the frame on screen.")),
    A("mark_out", MARK, mark("Out"), "O", do.mark_out, mark("End the range with the frame on screen.")),
    A("clear_range", MARK, mark("Clear In and Out"), "Alt+X", lambda w: w.desk.session.set_range(None, None), mark("Forget the range.")),
    A("mark", MARK, mark("Mark"), "M", do.mark_here, mark("Put a marker on the frame on screen, also while playing.")),
    A("mark_range", MARK, mark("Mark from In to Out"), "Shift+M", do.mark_range, mark("Put a marker over the range from In to Out.")),
    A("rename_marker", MARK, mark("Rename marker"), "F2", do.rename_marker, mark("Give the selected marker another name.")),
    A("delete_marker", MARK, mark("Delete marker"), "Delete", do.delete_marker, mark("Delete the selected markers. Undo brings them back.")),
    A("correct", MARK, mark("Correct…"), "C", do.correct, mark("Say what is expressed from In to Out, in the selected marker or in the shot.")),
    A("delete_correction", MARK, mark("Delete correction"), "Shift+C", do.delete_correction, mark("Delete the corrections selected in their list, else those at the frame on screen.")),

    A("fit", VIEW, mark("Show the whole film"), "Shift+Z \\", lambda w: w.desk.axis.fit(), mark("Zoom out to the whole film.")),
    A("zoom_in", VIEW, mark("Zoom in"), "Ctrl+= +", lambda w: do.zoom(w, 0.5), mark("Show half as much time around the playhead.")),
    A("zoom_out", VIEW, mark("Zoom out"), "Ctrl+- -", lambda w: do.zoom(w, 2.0), mark("Show twice as much time.")),
    A("zoom_selection", VIEW, mark("Zoom to selection"), "Z", do.zoom_selection, mark("Show the range from In to Out, or the selected marker, or the shot.")),
    A("why", VIEW, mark("Why this frame?"), "W", do.ask_why, mark("Show why the curve is where it is at the frame on screen.")),
    A("faces", VIEW, mark("Show faces"), "F", do.toggle_faces, mark("Draw the found faces over the picture."), True, True),
    A("theme", VIEW, mark("Light theme"), "", do.toggle_theme, mark("Switch between the dark and the light theme."), False, True),
    A("reset_layout", VIEW, mark("Reset the layout"), "", do.reset_layout, mark("Put all panels back where they were."), False),
    A("language", VIEW, mark("Language…"), "", do.choose_language, mark("Choose English or Simplified Chinese."), False),

    A("shortcuts", HELP, mark("Shortcuts"), "? F1", do.show_shortcuts, mark("See and change every shortcut."), False),
    A("about", HELP, mark("About the model"), "", do.show_model, mark("What computed this curve, and how far it can be trusted."), False),
)  # fmt: skip


def build(window: MainWindow) -> dict[str, QAction]:
    """Make every action, with the shortcuts the person chose."""
    made = {}
    for spec in ACTIONS:
        action = QAction(window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _=False, run=spec.run: run(window))
        made[spec.id] = action
        window.addAction(action)
    dress(made, window.desk.settings.shortcut)
    return made


def dress(actions: dict[str, QAction], shortcut: Callable[[str, str], str]) -> None:
    """Give actions their words, icons and shortcuts; again after a change of theme, language or shortcuts."""
    for spec in ACTIONS:
        action, keys = actions[spec.id], shortcut(spec.id, spec.keys)
        action.setText(tr(spec.text))
        action.setShortcuts([QKeySequence(one) for one in keys.split()])
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tr(spec.tip)}  [{shown}]" if shown else tr(spec.tip))
        action.setStatusTip("")
        if (resources() / "icons" / f"{spec.id}.svg").is_file():
            action.setIcon(icon(spec.id))


def show_playing(actions: dict[str, QAction], playing: bool) -> None:
    """Let the action that plays or stops show which of both it would do."""
    actions["play"].setIcon(icon("pause" if playing else "play"))


def of_menu(menu: str) -> Iterable[ActionSpec]:
    """The actions of a menu, in order."""
    return (spec for spec in ACTIONS if spec.menu == menu)
