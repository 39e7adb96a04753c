"""What the actions do, in terms of the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog

from mmsa_studio.core.jobs import DEVICES, Failed
from mmsa_studio.core.rates import nominal
from mmsa_studio.core.vocabulary import MODALITIES
from mmsa_studio.ui import theme
from mmsa_studio.ui.drawing import picture_of
from mmsa_studio.ui.edits import next_edit
from mmsa_studio.ui.text import LANGUAGES, tr

if TYPE_CHECKING:
    from mmsa_studio.ui.main_window import MainWindow

FILMS = "*.mp4 *.mov *.m4v *.mkv *.webm *.mxf *.avi *.mpg *.mpeg *.ts *.mts *.wmv *.wav *.mp3 *.m4a *.flac *.ogg"


def open_dialog(window: MainWindow) -> None:
    """Choose a film or project."""
    kinds = f"{tr('Films and projects')} ({FILMS} *.mmsa);;{tr('Projects')} (*.mmsa);;{tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Open"), window.desk.settings.folder(), kinds)
    if chosen:
        window.open_path(chosen)


def save_as(window: MainWindow) -> None:
    """Choose another place for the project."""
    project = window.desk.session.project
    if project is None:
        return
    beside = str(Path(project.media.path).with_suffix(".mmsa"))
    chosen, _ = QFileDialog.getSaveFileName(window, tr("Save project as"), beside, f"{tr('Projects')} (*.mmsa)")
    if chosen:
        window.desk.session.save_as(Path(chosen))


def export_markers(window: MainWindow) -> None:
    """Open the export dialog."""
    from mmsa_studio.ui.dialogs.export import ExportDialog

    if window.desk.session.project is not None:
        window.desk.workshop.gather()
        _show(ExportDialog(window.desk, window))


def import_markers(window: MainWindow) -> None:
    """Choose a file, and show what it would change."""
    from mmsa_studio.ui.dialogs.importing import ImportDialog, endings

    if window.desk.session.project is None:
        return
    kinds = f"{tr('Marker files')} ({endings()});;{tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Import markers"), window.desk.settings.folder(), kinds)
    if chosen:
        _show(ImportDialog(window.desk, Path(chosen), window))


def save_explanation(window: MainWindow) -> None:
    """Choose a file for a picture of the explanation."""
    session = window.desk.session
    if session.project is None:
        return
    label = session.label(session.playhead).replace(":", "-").replace(";", "-")
    beside = Path(session.project.media.path)
    suggested = str(beside.with_name(f"{beside.stem} {label}.png"))
    chosen, _ = QFileDialog.getSaveFileName(window, tr("Save picture of explanation"), suggested, "PNG (*.png)")
    if chosen and not picture_of(window.panels["why"].body, window.panels["heatmap"]).save(chosen, "PNG"):
        hint = tr("Choose another place.")
        session.trouble.emit(Failed(tr("The picture could not be written to “{0}”.").format(chosen), hint))


def ask_why(window: MainWindow) -> None:
    """Show the whole explanation, and put the cursor on what is explained."""
    for name in ("heatmap", "why"):
        window.docks[name].show()
        window.docks[name].raise_()
    window.panels["why"].take_focus()


def analyze(window: MainWindow) -> None:
    """Analyse again from the start."""
    window.desk.analyst.start(renew=MODALITIES)


def choose_subtitles(window: MainWindow) -> None:
    """Choose the subtitle file and analyse with it."""
    kinds = f"{tr('Subtitles')} (*.srt *.ass *.ssa *.vtt *.sub);;{tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Use subtitle file"), window.desk.settings.folder(), kinds)
    if chosen:
        window.desk.analyst.start(subtitles=chosen, renew=("text",))


def write_down_speech(window: MainWindow) -> None:
    """Choose a speech model for a film without subtitles."""
    from mmsa_studio.ui.dialogs.speech import SpeechDialog

    _show(SpeechDialog(window.desk, window))


def toggle_speech(window: MainWindow) -> None:
    """Let the next films without subtitles have their words, or not."""
    wanted = window.actions_by_id["speech_auto"].isChecked()
    window.desk.settings.set_text("speech/auto", "on" if wanted else "off")
    window.use_speech(wanted)


def choose_device(window: MainWindow) -> None:
    """Choose what computes; the next analysis uses it."""
    settings = window.desk.settings
    title, text = tr("Device"), tr("The next analysis runs on this device.")
    now = DEVICES.index(settings.text("device", "auto"))
    chosen, accepted = QInputDialog.getItem(window, title, text, list(DEVICES), now, False)
    if accepted:
        settings.set_text("device", chosen)
        window.use_device(chosen)


def stop_analysis(window: MainWindow) -> None:
    """Stop it; what was found stays."""
    window.desk.analyst.cancel()


def quit_program(window: MainWindow) -> None:
    """Close the window."""
    window.close()


def undo(window: MainWindow) -> None:
    """Take back an edit."""
    window.desk.session.undo_stack.undo()


def redo(window: MainWindow) -> None:
    """Make an edit again."""
    window.desk.session.undo_stack.redo()


def shuttle_back(window: MainWindow) -> None:
    """J: backward, or one frame back while K is held."""
    _shuttle(window, -1)


def shuttle_forward(window: MainWindow) -> None:
    """L: forward, or one frame on while K is held."""
    _shuttle(window, 1)


def _shuttle(window: MainWindow, direction: int) -> None:
    if window.keys.k_held:
        window.desk.player.step(direction)
    else:
        window.desk.player.shuttle(direction)


def step_seconds(window: MainWindow, seconds: int) -> None:
    """Move by seconds of timecode."""
    project = window.desk.session.project
    if project is not None:
        window.desk.player.step(seconds * nominal(project.rate))


def jump(window: MainWindow, direction: int) -> None:
    """Go to the nearest cut or marker before or after the frame last asked for."""
    session = window.desk.session
    if session.project is not None:
        target = window.desk.player.target
        session.seek(next_edit(target, direction, session.project.shots, session.markers, session.frame_count))


def type_timecode(window: MainWindow) -> None:
    """Put the cursor into the timecode."""
    window.player_panel.type_timecode()


def mark_in(window: MainWindow) -> None:
    """Set In."""
    session = window.desk.session
    session.set_range(session.playhead, session.mark_out)


def mark_out(window: MainWindow) -> None:
    """Set Out."""
    session = window.desk.session
    session.set_range(session.mark_in, session.playhead)


def mark_here(window: MainWindow) -> None:
    """Mark the frame on screen."""
    session = window.desk.session
    session.mark(session.playhead, session.playhead + 1, tr("Add marker"))


def mark_range(window: MainWindow) -> None:
    """Mark from In to Out; without them the frame on screen."""
    session = window.desk.session
    start = session.playhead if session.mark_in is None else session.mark_in
    last = max(session.playhead if session.mark_out is None else session.mark_out, start)
    session.mark(start, last + 1, tr("Add marker"))


def rename_marker(window: MainWindow) -> None:
    """Edit the selected marker's label in the table."""
    window.panels["markers"].rename()


def delete_marker(window: MainWindow) -> None:
    """Delete what is selected in the table, else the selected marker."""
    session, table = window.desk.session, window.panels["markers"]
    ids = table.selected_ids() or ([session.selected] if session.selected else [])
    session.delete_markers(ids, tr("Delete markers"))


def correct(window: MainWindow) -> None:
    """Say what is expressed over a stretch."""
    from mmsa_studio.ui.dialogs.correcting import CorrectDialog

    if window.desk.session.project is not None:
        _show(CorrectDialog(window.desk, window))


def delete_correction(window: MainWindow) -> None:
    """Delete what is selected in the list, else what was said about the frame on screen."""
    session, panel = window.desk.session, window.panels["corrections"]
    if panel.isVisible() and panel.selected():
        panel.delete()
        return
    after = tuple(one for one in session.corrections if not one.start <= session.playhead < one.end)
    session.change_corrections(after, tr("Delete correction"))


def zoom(window: MainWindow, factor: float) -> None:
    """Zoom around the playhead when it is in view, else around the middle."""
    axis, frame = window.desk.axis, window.desk.session.playhead
    axis.zoom(factor, axis.x_of(frame + 0.5) if axis.start <= frame < axis.end else None)


def zoom_selection(window: MainWindow) -> None:
    """Show the range, else the selected marker, else the shot under the playhead."""
    session, axis = window.desk.session, window.desk.axis
    marker = session.marker(session.selected)
    if session.mark_in is not None and session.mark_out is not None:
        axis.zoom_to(session.mark_in, session.mark_out + 1)
    elif marker is not None:
        axis.zoom_to(marker.start, marker.end)
    elif session.project is not None:
        for shot in session.project.shots:
            if shot.start <= session.playhead < shot.end:
                axis.zoom_to(shot.start, shot.end)


def toggle_faces(window: MainWindow) -> None:
    """Show or hide face boxes."""
    window.player_panel.show_faces(window.actions_by_id["faces"].isChecked())


def toggle_sound(window: MainWindow) -> None:
    """Switch the sound off or on."""
    window.desk.player.set_muted(window.actions_by_id["mute"].isChecked())


def toggle_theme(window: MainWindow) -> None:
    """Switch the theme and remember it."""
    name = "light" if theme.current() is theme.DARK else "dark"
    window.desk.settings.set_text("theme", name)
    window.use_theme(name)


def reset_layout(window: MainWindow) -> None:
    """Put panels back."""
    window.restore_default_layout()


def choose_language(window: MainWindow) -> None:
    """Choose a language; it is used from the next start."""
    names = list(LANGUAGES.values())
    now = list(LANGUAGES).index(window.desk.settings.text("language"))
    title, text = tr("Language"), tr("The language is used from the next start of the program.")
    chosen, accepted = QInputDialog.getItem(window, title, text, [tr(name) for name in names], now, False)
    if accepted:
        code = list(LANGUAGES)[[tr(name) for name in names].index(chosen)]
        window.desk.settings.set_text("language", code)


def show_shortcuts(window: MainWindow) -> None:
    """Open the shortcut sheet."""
    from mmsa_studio.ui.dialogs.shortcuts import ShortcutSheet

    _show(ShortcutSheet(window))


def show_model(window: MainWindow) -> None:
    """Open what is known of the model."""
    from mmsa_studio.ui.dialogs.model import ModelDialog

    _show(ModelDialog(window.desk, window))


def _show(dialog: QDialog) -> None:
    """Show a dialog that stands in nobody's way and is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
