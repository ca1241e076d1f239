"""Sheets out and in for the window: ask for the file, work off the UI's thread, show the preview, write once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.domain.history import ActionKind
from hxapp.ui import files, jobs, messages
from hxapp.ui.context import Context
from hxapp.ui.crash import CrashReporter
from hxapp.ui.tabs.base import Tab

if TYPE_CHECKING:
    from hxapp.excel.plan import Plan


class Exchange:
    """What 'Nhập từ Excel…' and 'Xuất Excel…' do for the open book."""

    def __init__(self, context: Context, window: QWidget, crashes: CrashReporter | None) -> None:
        self._context, self._window, self._crashes = context, window, crashes

    def export(self, tab: Tab) -> None:
        """Write the tab's sheet where the clerk says."""
        if not tab.may_leave():
            return
        folder = files.last_folder(self._context.preferences, "excel")
        name = f"{tab.title} – {self._context.period.label}"
        path = files.save_as(self._window, "Xuất Excel", folder, name, files.EXCEL, ".xlsx")
        if path is not None:
            files.keep_folder(self._context.preferences, "excel", path)
            self.export_to(tab, path)

    def export_to(self, tab: Tab, path: Path) -> None:
        """Write the tab's sheet to `path`."""
        context = self._context
        year, period, today, chosen = context.year, context.period, context.today, dict(tab.sheet_choice())
        what = tab.sheet

        def work(report: jobs.Report) -> Path:
            from hxapp import excel

            report(0, 0, "Đang xuất Excel…")
            with context.database.job() as database, database.read() as session:
                excel.export(session, what, path, year=year, period=period, today=today, chosen=chosen)
            return path

        context.run(
            work,
            lambda written: messages.tell(self._window, f"Đã xuất “{written}”."),
            self._on_failed,
            title="Đang xuất Excel…",
            parent=self._window,
        )

    def read(self) -> None:
        """Ask for a sheet, then show what importing it would do."""
        folder = files.last_folder(self._context.preferences, "excel")
        path = files.open_one(self._window, "Nhập từ Excel", folder, f"{files.EXCEL};;Mọi tệp (*)")
        if path is not None:
            files.keep_folder(self._context.preferences, "excel", path)
            self.read_from(path)

    def read_from(self, path: Path) -> None:
        """Show what importing `path` would do; writing follows when the clerk says so."""
        context = self._context
        today = context.today

        def work(report: jobs.Report) -> Plan:
            from hxapp import excel

            report(0, 0, "Đang đọc tệp Excel…")
            with context.database.job() as database, database.try_out() as session:
                return excel.read_plan(session, path, today)

        context.run(
            work,
            lambda plan: self._preview(plan, path),
            self._on_failed,
            title="Đang đọc tệp Excel…",
            parent=self._window,
        )

    def _preview(self, plan: Plan, path: Path) -> None:
        from hxapp.ui.dialogs.import_preview import ImportPreview

        preview = ImportPreview(plan, path.name, self._context.preferences, self._window)
        wanted = preview.exec() == QDialog.DialogCode.Accepted
        preview.deleteLater()
        if wanted:
            self.write(plan, path)

    def write(self, plan: Plan, path: Path) -> None:
        """Write the plan in one transaction, after a backup; without one nothing is written."""
        context = self._context
        now = context.now
        today, name = context.today, f"Nhập từ Excel {path.name}"

        def work(report: jobs.Report) -> None:
            from hxapp import excel
            from hxapp.services import backups

            folder = disks.backup_folder(context.database.path, paths.data_folder())
            backups.back_up_before_import(context.database, folder, now, report)
            report(0, 0, "Đang ghi vào sổ…")
            with context.database.job() as database, database.begin(name, ActionKind.IMPORT) as session:
                excel.apply(session, plan, today)
                report(0, 0, "Đang ghi vào sổ…")  # the last chance to give up: after it comes the commit

        done = f"Đã ghi vào sổ: {plan.changed} ô thay đổi, {plan.new} dòng mới."
        context.run(
            work,
            lambda _: messages.tell(self._window, done),
            self._on_failed,
            title="Đang ghi vào sổ…",
            parent=self._window,
        )

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, HxError):
            messages.refuse(self._window, error)
        elif self._crashes is not None:
            self._crashes.report(error)
        else:
            raise error
