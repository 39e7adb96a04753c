"""Export: choose a format, see what will be written and what would be lost, write."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.exchange import FOREIGN, FORMATS, UNEXPLAINED, Exchange, Output, Preview
from mmsa_studio.app.settings import EXPORT_CHOICES, EXPORT_FORMAT
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.wording import in_full, said
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.dialogs.choices import Choices
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.table import RoomyRows
from mmsa_studio.ui.text import tr

_PREVIEW_MS = 120


class ExportDialog(QDialog):
    """Shows the result before anything is written."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._exchange = Exchange(desk.session, desk.workshop, self)
        self.setWindowTitle(tr("Export markers"))
        self.formats = QListWidget()
        project = desk.session.project
        assert project is not None  # noqa: S101 - opened on a project only
        self.choices = Choices(project)
        self.preview = QPlainTextEdit()
        self.warnings, self.failure = PlainLabel(), PlainLabel()
        self.buttons = QDialogButtonBox()
        self._timer = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._timer.timeout.connect(self._ask)
        self._fill()
        self._lay_out()
        self._connect()
        self.resize(1120, 640)
        self.formats.setCurrentRow(self._row_of(desk.settings.get(EXPORT_FORMAT)))

    @property
    def format_id(self) -> str:
        """The chosen format."""
        item = self.formats.currentItem()
        return str(item.data(1000)) if item else EXPORT_FORMAT.default

    def done(self, result: int) -> None:
        """Close, and let go of the thread."""
        self._timer.stop()
        self._exchange.close()
        super().done(result)

    # -- building -------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        for one in FORMATS.values():
            item = QListWidgetItem(tr(one.title))
            item.setData(1000, one.id)
            item.setToolTip(f"{tr(one.title)}  [{one.id}]")
            self.formats.addItem(item)

    def _lay_out(self) -> None:
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
        columns.addWidget(self.choices, 3)
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
        self.choices.changed.connect(self._timer.start)
        self.buttons.accepted.connect(self._choose_target)
        self.buttons.rejected.connect(self.reject)
        self._desk.session.project_changed.connect(self.reject)

    def _row_of(self, format_id: str) -> int:
        return max(0, list(FORMATS).index(format_id) if format_id in FORMATS else 0)

    # -- preview and writing --------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.choices.offer(self.format_id)
        self._timer.start()

    def _ask(self) -> None:
        self._exchange.preview(self.format_id, self.choices.choice(), self._show, self._refuse)

    def _show(self, preview: Preview) -> None:
        rest = [said(preview.rest, tr)[0]] if preview.rest else []
        self.preview.setPlainText("\n".join([*filter(None, [preview.text]), *rest]))
        lines = [in_full(one, tr) for one in preview.warnings]
        if preview.files > 1:
            lines.insert(0, tr("{0} files will be written.").format(preview.files))
        self.warnings.setText("\n".join(f"• {line}" for line in lines))
        self.save.setEnabled(True)

    def _refuse(self, problem: Failed) -> None:
        self.preview.clear()
        self.warnings.setText(in_full(problem, tr))
        self.save.setEnabled(False)

    def _fail(self, target: Path, problem: Failed) -> None:
        self.save.setEnabled(True)
        if problem.kind == FOREIGN:
            if self._may_replace(problem):
                self.write(target, force=True)
            return
        self.failure.setText(in_full(problem, tr))
        self.failure.show()

    def _may_replace(self, problem: Failed) -> bool:
        """Ask whether a file that is not ours may go."""
        box = QMessageBox(QMessageBox.Icon.Question, tr("Export markers"), said(problem, tr)[0], parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is replace

    def _choose_target(self) -> None:
        project = self._desk.session.project
        if project is None:
            return
        one = FORMATS[self.format_id]
        proposed = str(Path(project.media.path).with_suffix(one.suffix))
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Write to"), proposed, f"{tr(one.title)} (*{one.suffix})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if chosen:
            self.write(Path(chosen))

    def write(self, target: Path, *, force: bool = False) -> None:
        """Write to a file and close; what is there and not ours is asked about, unless `force` is the answer."""
        target = target if target.suffix else target.with_suffix(FORMATS[self.format_id].suffix)
        self._desk.settings.set(EXPORT_FORMAT, self.format_id)
        self._desk.settings.set(EXPORT_CHOICES, self.choices.remembered())
        self.save.setEnabled(False)
        choice = self.choices.choice()
        self._exchange.write(
            self.format_id,
            target,
            choice,
            lambda output: self._written(target, output),
            lambda problem: self._fail(target, problem),
            force=force,
        )

    def _written(self, target: Path, output: Output) -> None:
        told = self._desk.session.notice.emit
        told(Notice("export.written", {"name": target.name, "folder": str(target.parent)}))
        for warning in output.warnings:
            if warning.kind in (UNEXPLAINED, "export.replaced"):  # the preview could not know
                told(Notice(warning.kind, warning.values))
        self.accept()
