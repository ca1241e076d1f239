"""The fields that say who the office is, for a new book and for changing it later."""

from __future__ import annotations

from dataclasses import fields

from hxapp.domain.documents import OfficeKind
from hxapp.domain.errors import Refused
from hxapp.services.settings import Office
from hxapp.ui.dialogs.form import FormDialog

_SIGNING = {
    OfficeKind.COMMITTEE: ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    OfficeKind.PARTY: ("T/M ĐẢNG ỦY", "BÍ THƯ"),
}


def add_office_fields(form: FormDialog) -> None:
    """Put the office's fields into the form; the signing lines follow its kind until they are typed over."""
    form.add_text("name", "Tên cơ quan (in trên báo cáo)", hint="Ủy ban nhân dân phường …", wide=True)
    kind = form.add_choice("kind", "Loại cơ quan", [(kind, kind.label) for kind in OfficeKind])
    form.add_text("superior", "Cơ quan cấp trên", hint="Ủy ban nhân dân thành phố …")
    form.add_text("place", "Địa danh trước ngày tháng", hint="tên phường")
    form.add_heading("Người ký và người lập biểu")
    form.add_text("powers", "Quyền hạn ký")
    form.add_text("post", "Chức vụ người ký")
    form.add_text("signer", "Họ tên người ký")
    form.add_text("drafter", "Họ tên người lập biểu")
    form.add_text("drafter_title", "Chức danh người lập biểu")
    kind.left.connect(lambda: _follow_kind(form))


def fill_office(form: FormDialog, office: Office) -> None:
    """Show an office; an undeclared one gets the usual signing lines of its kind."""
    for field in fields(Office):
        form.fields[field.name].fill(getattr(office, field.name))
    if not office.name and not office.powers:
        powers, post = _SIGNING[office.kind]
        form.fields["powers"].fill(powers)
        form.fields["post"].fill(office.post or post)


def read_office(form: FormDialog) -> Office:
    """The office as typed; Refused when it has no name."""
    if not str(form.value("name")).strip():
        raise Refused("Chưa có tên cơ quan. Hãy ghi tên sẽ in ở đầu báo cáo, ví dụ “Ủy ban nhân dân phường …”.", "name")
    return Office(**{field.name: form.value(field.name) for field in fields(Office)})


def _follow_kind(form: FormDialog) -> None:
    usual = [line for lines in _SIGNING.values() for line in lines]
    for name, line in zip(("powers", "post"), _SIGNING[form.value("kind")], strict=True):
        if form.value(name) in ("", *usual):
            form.fields[name].fill(line)
