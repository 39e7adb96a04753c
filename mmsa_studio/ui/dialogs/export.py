"""Export: choose a format, see what will be written and what would be lost, write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.exchange import FORMATS, NAME_TEXTS, Choice, Exchange, ExportOptions, Preview
from mmsa_studio.core.jobs import Failed, Notice
from mmsa_studio.core.marker import DRAWN, FOUND
from mmsa_studio.core.rates import COMMON_RATES, rate_name
from mmsa_studio.core.timecode import can_drop
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.table import RoomyRows
from mmsa_studio.ui.text import mark, tr

_PREVIEW_MS = 120
_SWITCHES = (
    ("notes", mark("Write notes"), mark("Notes of markers go with them."), True),
    ("tags", mark("Tags"), mark("A short tag at the end of each note lets edited markers be known again."), True),
    ("ascii", mark("Plain ASCII"), mark("Fold accents and other scripts for programs that cannot read them."), False),
    ("points", mark("Points only"), mark("Write ranges as their first frame."), False),
    ("chapters", mark("Chapter markers"), mark("FCPXML only: write chapter markers."), False),
    ("ranges", mark("Marked ranges"), mark("Shot EDL only: list marked ranges instead of shots."), False),
)  # fmt: skip
_ONLY = {"chapters": "fcpxml", "ranges": "shots-edl"}


class ExportDialog(QDialog):
    """Shows the result before anything is written."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._exchange = Exchange(desk.session, self)
        self.setWindowTitle(tr("Export markers"))
        self.formats = QListWidget()
        self.rate, self.start, self.drop = QComboBox(), QComboBox(), QComboBox()
        self.which, self.category, self.name = QComboBox(), QComboBox(), QComboBox()
        self.offset = QSpinBox()
        self.switches = {name: QCheckBox(tr(text)) for name, text, _, _ in _SWITCHES}
        self.preview = QPlainTextEdit()
        self.warnings, self.failure = QLabel(), QLabel()
        self.buttons = QDialogButtonBox()
        self._timer = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._timer.timeout.connect(self._ask)
        self._fill()
        self._lay_out()
        self._connect()
        self.resize(1120, 640)
        self.formats.setCurrentRow(self._row_of(desk.settings.text("export/format", "resolve-edl")))

    @property
    def format_id(self) -> str:
        """The chosen format."""
        item = self.formats.currentItem()
        return str(item.data(1000)) if item else "resolve-edl"

    def choice(self) -> Choice:
        """Everything chosen."""
        origin, category = self.which.currentData(), self.category.currentData()
        options = ExportOptions(
            offset=self.offset.value(),
            origins=frozenset({origin}) if origin else None,
            categories=None if category is None else frozenset({category}),
            name=self.name.currentData(),
        )
        options = replace(options, **{name: box.isChecked() for name, box in self.switches.items()})  # type: ignore[arg-type]
        typed = self.start.currentText()
        start = "" if typed == self.start.itemText(0) else typed
        return Choice(self.rate.currentData(), start, self.drop.currentData(), options)

    def done(self, result: int) -> None:
        """Close, and let go of the thread."""
        self._timer.stop()
        self._exchange.close()
        super().done(result)

    # -- building -------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        project = self._desk.session.project
        assert project is not None  # noqa: S101 - opened on a project only
        for one in FORMATS.values():
            item = QListWidgetItem(tr(one.title))
            item.setData(1000, one.id)
            item.setToolTip(f"{tr(one.title)}  [{one.id}]")
            self.formats.addItem(item)
        self.rate.addItem(tr("As the film ({0})").format(rate_name(project.rate)), None)
        for rate in COMMON_RATES:
            self.rate.addItem(rate_name(rate), rate)
        self.start.setEditable(True)
        self.start.addItems([tr("As the film"), "00:00:00:00", "01:00:00:00"])
        for text, drop_frame in ((tr("As the film"), None), (tr("Non-drop-frame"), False), (tr("Drop-frame"), True)):
            self.drop.addItem(text, drop_frame)
        self.offset.setRange(-10_000_000, 10_000_000)
        self.offset.setSuffix(" " + tr("frames"))
        for text, origin in ((tr("All"), None), (tr("Found ones"), FOUND), (tr("Drawn by hand"), DRAWN)):
            self.which.addItem(text, origin)
        self.category.addItem(tr("Every category"), None)
        for name in CATEGORIES:
            self.category.addItem(tr(name), name)
        self.category.addItem(tr("Without a category"), "")
        for text in NAME_TEXTS:
            self.name.addItem(tr(text), text)
        for name, _, tip, on in _SWITCHES:
            self.switches[name].setChecked(on)
            self.switches[name].setToolTip(tr(tip))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(7)
        for text, widget in (
            (tr("Frame rate"), self.rate),
            (tr("Start timecode"), self.start),
            (tr("Counting"), self.drop),
            (tr("Offset"), self.offset),
            (tr("Markers"), self.which),
            (tr("Category"), self.category),
            (tr("Name"), self.name),
        ):
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        for box in self.switches.values():
            form.addRow("", box)
        self.formats.setAccessibleName(tr("Format"))
        self.formats.setUniformItemSizes(True)
        self.formats.setItemDelegate(RoomyRows(self.formats))
        self.formats.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.preview.setReadOnly(True)
        self.preview.setFont(theme.digits(0.9))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setAccessibleName(tr("Preview"))
        self.warnings.setWordWrap(True)
        result = QVBoxLayout()
        result.addWidget(self.preview, 1)
        result.addWidget(self.warnings)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(self.formats, 4)
        columns.addLayout(form, 3)
        columns.addLayout(result, 6)
        self.save = self.buttons.addButton(tr("Write…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.save.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(14)
        layout.addLayout(columns, 1)
        self.failure.setObjectName("failure")
        self.failure.setWordWrap(True)
        self.failure.hide()
        layout.addWidget(self.failure)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.formats.currentRowChanged.connect(self._changed)
        for box in (self.rate, self.start, self.drop, self.which, self.category, self.name):
            box.currentTextChanged.connect(self._changed)
        self.offset.valueChanged.connect(self._changed)
        for switch in self.switches.values():
            switch.toggled.connect(self._changed)
        self.buttons.accepted.connect(self._choose_target)
        self.buttons.rejected.connect(self.reject)
        self._desk.session.project_changed.connect(self.reject)

    def _row_of(self, format_id: str) -> int:
        return max(0, list(FORMATS).index(format_id) if format_id in FORMATS else 0)

    # -- preview and writing --------------------------------------------------------------------------------------

    def _changed(self) -> None:
        project = self._desk.session.project
        rate = self.rate.currentData() or (project.rate if project else COMMON_RATES[0])
        self.drop.setEnabled(can_drop(rate))
        if not can_drop(rate):
            self.drop.setCurrentIndex(0)
        for name, only in _ONLY.items():
            self.switches[name].setVisible(self.format_id == only)
        self._timer.start()

    def _ask(self) -> None:
        self._exchange.preview(self.format_id, self.choice(), self._show, self._refuse)

    def _show(self, preview: Preview) -> None:
        self.preview.setPlainText(preview.text)
        lines = list(preview.warnings)
        if preview.files > 1:
            lines.insert(0, tr("{0} files will be written.").format(preview.files))
        self.warnings.setText("\n".join(f"• {line}" for line in lines))
        self.save.setEnabled(True)

    def _refuse(self, problem: Failed) -> None:
        self.preview.clear()
        self.warnings.setText(f"{problem.message} {problem.hint}")
        self.save.setEnabled(False)

    def _fail(self, problem: Failed) -> None:
        self.failure.setText(f"{problem.message} {problem.hint}")
        self.failure.show()

    def _choose_target(self) -> None:
        project = self._desk.session.project
        if project is None:
            return
        one = FORMATS[self.format_id]
        proposed = str(Path(project.media.path).with_suffix(one.suffix))
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Write to"), proposed, f"{tr(one.title)} (*{one.suffix})")
        if chosen:
            self.write(Path(chosen))

    def write(self, target: Path) -> None:
        """Write to a file and close."""
        target = target if target.suffix else target.with_suffix(FORMATS[self.format_id].suffix)
        self._desk.settings.set_text("export/format", self.format_id)
        self._exchange.write(self.format_id, target, self.choice(), lambda _: self._written(target), self._fail)

    def _written(self, target: Path) -> None:
        self._desk.session.notice.emit(Notice(tr("“{0}” was written.").format(target.name), str(target.parent)))
        self.accept()
