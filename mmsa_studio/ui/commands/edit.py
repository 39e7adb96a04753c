"""What the Edit and Mark menus do: undo, range, markers and corrections."""

from __future__ import annotations

from mmsa_studio.ui.dialogs import show
from mmsa_studio.ui.front import Front
from mmsa_studio.ui.panels.corrections import Corrections
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.text import tr


def undo(front: Front) -> None:
    """Take back an edit."""
    front.desk.session.undo_stack.undo()


def redo(front: Front) -> None:
    """Make an edit again."""
    front.desk.session.undo_stack.redo()


def mark_in(front: Front) -> None:
    """Set In."""
    session = front.desk.session
    session.set_range(session.playhead, session.mark_out)


def mark_out(front: Front) -> None:
    """Set Out."""
    session = front.desk.session
    session.set_range(session.mark_in, session.playhead)


def mark_here(front: Front) -> None:
    """Mark the frame on screen."""
    session = front.desk.session
    session.mark(session.playhead, session.playhead + 1, tr("Add marker"))


def mark_range(front: Front) -> None:
    """Mark from In to Out; without them the frame on screen."""
    session = front.desk.session
    start = session.playhead if session.mark_in is None else session.mark_in
    last = max(session.playhead if session.mark_out is None else session.mark_out, start)
    session.mark(start, last + 1, tr("Add marker"))


def rename_marker(front: Front) -> None:
    """Edit the selected marker's label in the table."""
    front.panel(MarkersTable).rename()


def delete_marker(front: Front) -> None:
    """Delete what is selected in the table, else the selected marker."""
    session, table = front.desk.session, front.panel(MarkersTable)
    ids = table.selected_ids() or ([session.selected] if session.selected else [])
    session.delete_markers(ids, tr("Delete markers"))


def correct(front: Front) -> None:
    """Say what is expressed over a stretch."""
    from mmsa_studio.ui.dialogs.correcting import CorrectDialog

    if front.desk.session.project is not None:
        show(CorrectDialog(front.desk, front.widget()))


def delete_correction(front: Front) -> None:
    """Delete what is selected in the list, else what was said about the frame on screen."""
    session, panel = front.desk.session, front.panel(Corrections)
    if panel.isVisible() and panel.selected():
        panel.delete()
        return
    after = tuple(one for one in session.corrections if not one.start <= session.playhead < one.end)
    session.change_corrections(after, tr("Delete correction"))
