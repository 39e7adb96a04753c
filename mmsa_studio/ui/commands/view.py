"""What the View and Help menus do: what is seen, and how."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog

from mmsa_studio.app.settings import LANGUAGE, THEME
from mmsa_studio.core.film import shot_at
from mmsa_studio.ui import theme
from mmsa_studio.ui.dialogs import show
from mmsa_studio.ui.front import Front
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.text import LANGUAGE_NAMES, tr


def zoom(front: Front, factor: float) -> None:
    """Zoom around the playhead when it is in view, else around the middle."""
    axis, frame = front.desk.axis, front.desk.session.playhead
    axis.zoom(factor, axis.x_of(frame + 0.5) if axis.start <= frame < axis.end else None)


def zoom_selection(front: Front) -> None:
    """Show the range, else the selected marker, else the shot under the playhead."""
    session, axis = front.desk.session, front.desk.axis
    marker = session.marker(session.selected)
    if session.mark_in is not None and session.mark_out is not None:
        axis.zoom_to(session.mark_in, session.mark_out + 1)
    elif marker is not None:
        axis.zoom_to(marker.start, marker.end)
    elif session.project is not None and (shot := shot_at(session.project.shots, session.playhead)):
        axis.zoom_to(shot.start, shot.end)


def ask_why(front: Front) -> None:
    """Show the whole explanation, and put the cursor on what is explained."""
    for kind in (Heatmap, Why):
        front.dock(kind).show()
        front.dock(kind).raise_()
    front.panel(Why).take_focus()


def toggle_faces(front: Front) -> None:
    """Show or hide face boxes."""
    front.player_panel.show_faces(not faces_are_shown(front))


def faces_are_shown(front: Front) -> bool:
    """Whether face boxes are shown."""
    return front.player_panel.picture.faces_shown


def toggle_theme(front: Front) -> None:
    """Switch the theme and remember it."""
    name = "dark" if theme_is_light(front) else "light"
    front.desk.settings.set(THEME, name)
    front.use_theme(name)


def theme_is_light(_: Front) -> bool:
    """Whether the light theme is in use."""
    return theme.current() is theme.LIGHT


def reset_layout(front: Front) -> None:
    """Put panels back."""
    front.restore_default_layout()


def choose_language(front: Front) -> None:
    """Choose a language; it is used from the next start."""
    codes = LANGUAGE.kind.choices
    names = [LANGUAGE_NAMES[code] if code else tr(LANGUAGE_NAMES[code]) for code in codes]  # each in its own language
    now = codes.index(front.desk.settings.get(LANGUAGE))
    title, text = tr("Language"), tr("The language is used from the next start of the program.")
    chosen, accepted = QInputDialog.getItem(front.widget(), title, text, names, now, False)
    if accepted:
        front.desk.settings.set(LANGUAGE, codes[names.index(chosen)])


def show_shortcuts(front: Front) -> None:
    """Open the shortcut sheet."""
    from mmsa_studio.ui.dialogs.shortcuts import ShortcutSheet

    show(ShortcutSheet(front))


def show_understood(front: Front) -> None:
    """Open what was understood of the film."""
    from mmsa_studio.ui.dialogs.understood import UnderstoodDialog

    show(UnderstoodDialog(front.desk.session, front.widget()))


def show_evidence(front: Front) -> None:
    """Open what was measured."""
    from mmsa_studio.ui.dialogs.evidence import EvidenceDialog

    show(EvidenceDialog(front.widget()))


def show_model(front: Front) -> None:
    """Open what is known of the model."""
    from mmsa_studio.ui.dialogs.model import ModelDialog

    show(ModelDialog(front.desk, front.widget()))
