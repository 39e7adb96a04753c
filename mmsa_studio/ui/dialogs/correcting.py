"""Say what is expressed over a stretch: a category, valence, arousal, or that what was computed holds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.session import Session
from mmsa_studio.core.corrections import computed
from mmsa_studio.core.film import shot_number
from mmsa_studio.core.project import CATEGORY, Correction
from mmsa_studio.core.rates import nominal
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.core.wording import signed
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import mark, tr

_FINE = 100
_DIMENSIONS = {"valence": mark("Valence"), "arousal": mark("Arousal")}


@dataclass(frozen=True)
class Stretch:
    """A range of frames to speak of, half-open, and what it is."""

    name: str
    start: int
    end: int


def stretches(session: Session) -> list[Stretch]:
    """The stretches a person may mean, the likeliest first: never none while a film is open."""
    project, here, found = session.project, session.playhead, []
    if project is None:
        return []
    if session.mark_in is not None and session.mark_out is not None:
        found.append(Stretch(tr("In to Out"), session.mark_in, session.mark_out + 1))
    spoken = dict.fromkeys((one.start, one.end) for one in session.corrections if one.start <= here < one.end)
    found += [Stretch(tr("Correction"), *span) for span in spoken]
    marker = session.marker(session.selected)
    if marker is not None:
        found.append(Stretch(tr("Marker"), marker.start, marker.end))
    if number := shot_number(project.shots, here):
        shot = project.shots[number - 1]
        found.append(Stretch(tr("Shot {0}").format(number), shot.start, shot.end))
    second = min(here + nominal(project.rate), session.frame_count)
    return [*found, Stretch(tr("One second from here"), here, max(second, here + 1))]


class Amount(QWidget):
    """A tick, a slider and a number of -1..1; unticked, what was computed holds."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.tick = QCheckBox()
        self.tick.setAccessibleName(tr("Correct {0}").format(name))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-_FINE, _FINE)
        self.slider.setPageStep(_FINE // 10)
        self.slider.setAccessibleName(name)
        self.number = QDoubleSpinBox()
        self.number.setRange(-1, 1)
        self.number.setSingleStep(0.05)
        self.number.setAccessibleName(name)
        self.note = PlainLabel()
        self.note.setObjectName("quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        row.addWidget(self.note)
        self.slider.valueChanged.connect(lambda value: self.number.setValue(value / _FINE))
        self.number.valueChanged.connect(self._moved)

    @property
    def value(self) -> float | None:
        """What is said; None when nothing is."""
        return round(self.number.value(), 2) if self.tick.isChecked() else None

    def begin(self, said: float | None, instead: float | None) -> None:
        """Start from what was said before, or else from what was computed."""
        self.number.setValue(said if said is not None else instead or 0.0)
        self.tick.setChecked(said is not None)
        self.note.setText(tr("computed: {0}").format(tr("nothing") if instead is None else signed(instead)))

    def _moved(self, value: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * _FINE))
        self.slider.blockSignals(False)
        self.tick.setChecked(True)


class CorrectDialog(QDialog):
    """Everything said at once becomes one undoable step."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = desk.session
        self.setWindowTitle(tr("Correct the curve"))
        self.where = QComboBox()
        for one in stretches(desk.session):
            span = f"{desk.session.label(one.start)} – {desk.session.label(one.end - 1)}"
            self.where.addItem(f"{one.name}   {span}", one)
        self.category = QComboBox()
        self.amounts = {name: Amount(tr(title)) for name, title in _DIMENSIONS.items()}
        buttons = QDialogButtonBox()
        save = buttons.addButton(tr("Correct"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._apply)
        buttons.rejected.connect(self.reject)
        words = PlainLabel(tr("What is expressed here? Your answer stands over the computed one, which is kept."))
        words.setWordWrap(True)
        form = QFormLayout()
        form.setSpacing(9)
        rows = ((tr("Stretch"), self.where), (tr("Category"), self.category))
        for text, widget in (*rows, *((tr(_DIMENSIONS[name]), amount) for name, amount in self.amounts.items())):
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.where.currentIndexChanged.connect(self._begin)
        self._session.project_changed.connect(self.reject)
        self._begin()
        self.category.setFocus()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 76)

    def _begin(self) -> None:
        """Show what holds over the chosen stretch."""
        spoken, instead = self._known(CATEGORY)
        self.category.clear()
        now = tr(str(instead)) if instead is not None else tr("nothing")
        self.category.addItem(tr("as computed: {0}").format(now), None)
        for name in CATEGORIES:
            self.category.addItem(tr(name), name)
        self.category.setCurrentIndex(max(self.category.findData(spoken), 0))
        for name, amount in self.amounts.items():
            said, mean = self._known(name)
            amount.begin(None if said is None else float(said), None if mean is None else float(mean))

    def _known(self, quantity: str) -> tuple[float | str | None, float | str | None]:
        """What was said and what was computed over the stretch."""
        place: Stretch = self.where.currentData()
        overlapping = (one for one in self._session.corrections if one.start < place.end and place.start < one.end)
        spoken = next((one.value for one in overlapping if one.quantity == quantity), None)
        project = self._session.project
        if project is None or project.timeline is None:
            return spoken, None
        return spoken, computed(Correction(place.start, place.end, quantity, 0.0), project.timeline, project.rate)

    def _apply(self) -> None:
        place: Stretch = self.where.currentData()
        said: dict[str, float | str | None] = {CATEGORY: self.category.currentData()}
        said |= {name: amount.value for name, amount in self.amounts.items()}
        self._session.correct(place.start, place.end, said, tr("Correct the curve"))
        self.accept()
