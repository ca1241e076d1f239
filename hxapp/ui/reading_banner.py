"""What stands over the tabs of a book that is only read: why, as of when, and the ways on."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from hxapp.domain.words import format_date
from hxapp.storage import lock
from hxapp.storage.lock import Held
from hxapp.storage.read_only import Copied, Copy
from hxapp.ui.context import Context
from hxapp.ui.quiet_line import QuietLine


class ReadingBanner(QuietLine):
    """Signals: `writing_wanted()`: try to open the book for writing; `renewal_wanted()`: read it anew."""

    writing_wanted = Signal()
    renewal_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        writing, renewing = QPushButton("Thử mở để ghi"), QPushButton("Làm mới")
        super().__init__("", (writing, renewing), parent)
        self.writing, self.renewing = writing, renewing
        self._context = context
        self._copy = context.database.copy
        self._trouble = ""
        self._asked = ""
        self.writing.setToolTip("Mở sổ để sửa, nếu không còn ai đang giữ")
        self.renewing.setToolTip("Đọc lại sổ ngay bây giờ")
        self.writing.clicked.connect(self._on_writing)
        self.renewing.clicked.connect(lambda _=False: self._on_renewing())
        context.looked.connect(self._on_looked)
        self._show()

    def _on_writing(self) -> None:
        """Another program that has the book still is told here; only a free one is opened anew."""
        held = self._holder()
        if held is None:
            self.writing_wanted.emit()
            return
        self._asked = f" (vẫn đang giữ lúc {self._context.now:%H:%M:%S})"
        self._show()

    def _on_renewing(self) -> None:
        if self._copy is None and not self._trouble:
            self._context.look_again()
        else:
            self.renewal_wanted.emit()

    def _on_looked(self, trouble: str) -> None:
        self._trouble = trouble
        self._show()

    def _holder(self) -> lock.Holder | None:
        return lock.holder_of(self._context.database.path)

    def _show(self) -> None:
        because = self._context.reading_because
        if self._trouble:
            text = self._trouble
        elif isinstance(because, Held):
            holder = self._holder()
            if holder is None:
                why = "sổ đã rảnh, bấm “Thử mở để ghi” để sửa."
            else:
                live = " Số liệu ở đây tự đổi khi bên đó lưu." if self._copy is None else ""
                why = f"sổ đang được mở để ghi {holder.words()}{self._asked}.{live}"
            text = f"{self._head()}: {why}"
        else:
            text = f"{self._head()}: {_PLACE}{_reason(self._copy)}"
        if text != self.text.text():
            self.text.setText(text)
            self.text.setToolTip(str(because or ""))

    def _head(self) -> str:
        if self._copy is None:
            return "Chỉ xem"
        return f"Chỉ xem bản chép lúc {_at(self._copy, self._context.now)}"


_PLACE = "nơi đặt sổ không ghi được. Muốn sửa, hãy chép tệp sổ sang một thư mục trên máy này rồi mở bản đó."


def _reason(copy: Copy | None) -> str:
    if copy is None or copy.why is Copied.ASKED:
        return ""
    if copy.why is Copied.UNFINISHED:
        return " Lần ghi trước bị ngắt giữa chừng; bản chép này đã bỏ phần dở dang."
    return " Sổ thuộc bản HX App cũ; bản chép này đã được nâng cấp để xem."


def _at(copy: Copy, now: dt.datetime) -> str:
    local = copy.moment.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%H:%M} ngày {format_date(local.date())}"
