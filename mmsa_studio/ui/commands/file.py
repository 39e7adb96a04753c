"""What the File menu does: films, projects, what goes out and comes in, and the analysis."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu

from mmsa_studio.app.settings import DEVICE, RECENT, SPEECH_AUTO
from mmsa_studio.core.clock import proposal
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.modality import MODALITIES, reading
from mmsa_studio.core.reading import Reading
from mmsa_studio.ui.dialogs import show
from mmsa_studio.ui.drawing import picture_of
from mmsa_studio.ui.front import Front
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.plain import tip
from mmsa_studio.ui.text import tr

FILMS = "*.mp4 *.mov *.m4v *.mkv *.webm *.mxf *.avi *.mpg *.mpeg *.ts *.mts *.wmv *.wav *.mp3 *.m4a *.flac *.ogg"


def open_dialog(front: Front) -> None:
    """Choose a film or project."""
    kinds = f"{tr('Films and projects')} ({FILMS} *.mmsa);;{tr('Projects')} (*.mmsa);;{tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(front.widget(), tr("Open"), front.desk.settings.folder(), kinds)
    if chosen:
        front.open_path(chosen)


def fill_recent(front: Front, menu: QMenu) -> None:
    """List what was opened last."""
    menu.clear()
    for path in front.desk.settings.get(RECENT):
        entry = QAction(Path(path).name.replace("&", "&&"), menu)
        entry.setToolTip(tip(path))
        entry.triggered.connect(lambda _=False, path=path: front.open_path(path))
        menu.addAction(entry)


def save_as(front: Front) -> None:
    """Choose another place for the project."""
    project = front.desk.session.project
    if project is None:
        return
    beside = str(Path(project.media.path).with_suffix(".mmsa"))
    chosen, _ = QFileDialog.getSaveFileName(front.widget(), tr("Save project as"), beside, f"{tr('Projects')} (*.mmsa)")
    if chosen:
        front.desk.session.save_as(Path(chosen))


def export_markers(front: Front) -> None:
    """Open the export dialog."""
    from mmsa_studio.ui.dialogs.export import ExportDialog

    if front.desk.session.project is not None:
        front.desk.workshop.gather()
        show(ExportDialog(front.desk, front.widget()))


def import_markers(front: Front) -> None:
    """Choose a file, and show what it would change."""
    from mmsa_studio.ui.dialogs.importing import ImportDialog, endings

    if front.desk.session.project is None:
        return
    kinds = f"{tr('Marker files')} ({endings()});;{tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(front.widget(), tr("Import markers"), front.desk.settings.folder(), kinds)
    if chosen:
        show(ImportDialog(front.desk, Path(chosen), front.widget()))


def save_explanation(front: Front) -> None:
    """Choose a file for a picture of the explanation."""
    session = front.desk.session
    if session.project is None:
        return
    label = session.label(session.playhead).replace(":", "-").replace(";", "-")
    beside = Path(session.project.media.path)
    suggested = str(beside.with_name(f"{beside.stem} {label}.png"))
    chosen, _ = QFileDialog.getSaveFileName(front.widget(), tr("Save picture of explanation"), suggested, "PNG (*.png)")
    if chosen and not picture_of(front.panel(Why).body, front.panel(Heatmap)).save(chosen, "PNG"):
        session.trouble.emit(Failed("export.picture", {"path": chosen}))


def analyze(front: Front) -> None:
    """Analyse again from the start."""
    front.desk.analyst.start(renew=MODALITIES)


def choose_subtitles(front: Front) -> None:
    """Choose the subtitle file and analyse with it."""
    kinds = f"{tr('Subtitles')} (*.srt *.ass *.ssa *.vtt *.sub);;{tr('All files')} (*)"
    chosen, _ = QFileDialog.getOpenFileName(
        front.widget(), tr("Use subtitle file"), front.desk.settings.folder(), kinds
    )
    if chosen:
        front.desk.analyst.start(reading=Reading(subtitles=chosen), renew=reading("cues"))


def move_words(front: Front) -> None:
    """Take over the clock that is proposed for the words, and read them again."""
    project = front.desk.session.project
    if project and (clock := proposal(project.notices)):
        front.desk.analyst.start(reading=clock)


def choose_sound(front: Front) -> None:
    """Choose which sound tracks are listened to."""
    from mmsa_studio.ui.dialogs.sound import SoundDialog

    project = front.desk.session.project
    if project is not None:
        show(SoundDialog(front.desk, project, front.widget()))


def write_down_speech(front: Front) -> None:
    """Choose a speech model for a film without subtitles."""
    from mmsa_studio.ui.dialogs.speech import SpeechDialog

    show(SpeechDialog(front.desk, front.widget()))


def toggle_speech(front: Front) -> None:
    """Let the next films without subtitles have their words, or not."""
    wanted = not speech_is_written_down(front)
    front.desk.settings.set(SPEECH_AUTO, wanted)
    front.use_speech(wanted)


def speech_is_written_down(front: Front) -> bool:
    """Whether films without subtitles have their words written down."""
    return bool(front.desk.analyst.speech_model)


def choose_device(front: Front) -> None:
    """Choose what computes; the next analysis uses it."""
    settings = front.desk.settings
    title, text = tr("Device"), tr("The next analysis runs on this device.")
    devices = DEVICE.kind.choices
    now = devices.index(settings.get(DEVICE))
    chosen, accepted = QInputDialog.getItem(front.widget(), title, text, list(devices), now, False)
    if accepted:
        settings.set(DEVICE, chosen)
        front.use_device(chosen)


def stop_analysis(front: Front) -> None:
    """Stop it; what was found stays."""
    front.desk.analyst.cancel()


def quit_program(front: Front) -> None:
    """Close the window."""
    front.close()
