"""What the tables, fields and words of a book are called where its history is told: as their forms call them.

Every table and field of the book stands here, which a test holds together; a field that only keeps order or decimals is
in `BOOKKEEPING`, and lists leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from hxapp.domain.deadlines import Precision
from hxapp.domain.documents import BookOrigin, DocumentRole, OfficeKind
from hxapp.domain.targets import HIGHER, KEEP, LOWER, OF_PLAN, OVER_PLAN
from hxapp.services import settings

TABLES: Mapping[str, str] = {
    "area": "địa bàn",
    "assessment": "kết quả đánh giá",
    "book": "sổ",
    "clause": "mục",
    "criteria_set": "bộ tiêu chí",
    "criteria_statement": "số tiêu chí phải đạt",
    "criterion": "tiêu chí",
    "department": "đơn vị",
    "document_duty": "đơn vị thực hiện văn bản",
    "indicator": "chỉ tiêu",
    "person": "người",
    "place": "địa điểm",
    "programme": "chương trình",
    "progress_note": "ghi chép tình hình",
    "recipient": "nơi nhận",
    "result": "số liệu",
    "round": "vòng đánh giá",
    "setting": "thiết lập",
    "source_document": "văn bản",
    "target": "mức kế hoạch",
    "task": "nhiệm vụ",
    "task_department": "đơn vị phối hợp",
    "task_place": "nơi thực hiện",
}
"""What one row of each table is called, inside a sentence."""

FORMER_TABLE = "phần nay không còn trong sổ"
FORMER_FIELD = "Mục nay không còn trong sổ"
BINNED = "binned_at"

_EVERYWHERE: Mapping[str, str] = {
    "id": "Mã dòng",
    "position": "Thứ tự",
    BINNED: "Thùng rác",
    "note": "Ghi chú",
    "name": "Tên",
    "title": "Tên",
    "number": "Số thứ tự",
    "valid_from": "Từ ngày",
    "valid_to": "Đến hết ngày",
    "area_id": "Địa bàn",
    "clause_id": "Mục",
    "department_id": "Đơn vị",
    "document_id": "Văn bản",
    "indicator_id": "Chỉ tiêu",
    "task_id": "Nhiệm vụ",
    "set_id": "Bộ tiêu chí",
    "period": "Kỳ",
    "year": "Năm",
    "unit": "Đơn vị tính",
    "quote": "Nguyên văn",
    "wording": "Nội dung",
    "decimals": "Số chữ số thập phân",
    "needs_confirmation": "Cần xác nhận",
    "due_wording": "Hạn hoàn thành",
    "due_precision": "Độ chính xác của hạn",
    "due_last_day": "Ngày cuối của hạn",
}

FIELDS: Mapping[str, Mapping[str, str]] = {
    "area": {"parent_id": "Địa bàn cấp trên", "kind": "Loại", "code": "Mã", "superior": "Cấp trên"},
    "assessment": {
        "round_id": "Vòng đánh giá",
        "criterion_id": "Tiêu chí",
        "outcome": "Kết quả đánh giá",
        "value": "Giá trị đo được",
        "remark": "Nhận xét",
        "evidence": "Minh chứng",
        "missing": "Còn thiếu gì",
        "next_step": "Việc tiếp theo",
        "department_id": "Đơn vị thực hiện",
    },
    "book": {"origin": "Sổ lập từ", "made_at": "Lập lúc"},
    "clause": {"parent_id": "Thuộc mục", "number": "Số mục", "title": "Tên mục", "goal": "Mục tiêu"},
    "criteria_set": {
        "code": "Mã",
        "title": "Tên bộ tiêu chí",
        "basis": "Văn bản ban hành",
        "group_word": "Văn bản gọi mỗi nhóm là",
        "criterion_word": "Văn bản gọi mỗi dòng là",
        "in_force_from": "Áp dụng từ ngày",
        "in_force_to": "Đến hết ngày",
    },
    "criteria_statement": {"met": "Số phải đạt", "total": "Trên tổng số"},
    "criterion": {
        "parent_id": "Thuộc nhóm",
        "code": "Mã",
        "title": "Nội dung",
        "kind": "Cách xét",
        "comparator": "Cách so",
        "threshold": "Ngưỡng",
        "threshold_decimals": "Số chữ số thập phân của ngưỡng",
        "metric": "Đại lượng đo",
        "remembered_threshold": "Ngưỡng chưa đối chiếu",
    },
    "department": {"name": "Tên đơn vị", "short_name": "Tên gọn", "outside": "Đơn vị ngoài phường"},
    "document_duty": {"role": "Việc được giao", "wording": "Lời văn"},
    "indicator": {
        "parent_id": "Thuộc chỉ tiêu",
        "part_kind": "Là phần gì",
        "name": "Tên chỉ tiêu",
        "short_name": "Tên gọn",
        "value_kind": "Kết quả là",
        "better": "Chiều tốt",
        "over_time": "Cộng các kỳ",
        "over_areas": "Cộng các địa bàn",
        "price_basis": "Tính theo giá",
        "rhythm": "Kỳ thu thập",
        "department_id": "Đơn vị chủ trì",
        "leader_id": "Lãnh đạo phụ trách",
    },
    "person": {
        "name": "Họ và tên",
        "post": "Chức vụ",
        "valid_from": "Giữ chức vụ từ ngày",
    },
    "place": {"name": "Tên địa điểm"},
    "programme": {"number": "Số chương trình", "name": "Tên chương trình"},
    "progress_note": {"noted_on": "Ngày", "text": "Tình hình thực hiện"},
    "recipient": {"name": "Nơi nhận"},
    "result": {
        "basis": "Tính cho",
        "stage": "Loại số liệu",
        "value": "Kết quả",
        "numerator": "Tử số",
        "denominator": "Mẫu số",
        "words": "Kết quả bằng lời",
        "verdict": "Đánh giá bằng lời",
        "nothing_arose": "Không phát sinh",
        "source": "Nguồn số liệu",
        "note": "Ghi chú của số liệu",
    },
    "round": {"kind": "Ai đánh giá", "name": "Tên vòng", "period": "Tính đến hết kỳ", "held_on": "Ngày đánh giá"},
    "setting": {"name": "Thiết lập", "value": "Nội dung"},
    "source_document": {
        "kind": "Loại văn bản",
        "issuer_kind": "Loại cơ quan ban hành",
        "issuer": "Cơ quan ban hành",
        "number": "Số, ký hiệu",
        "issued_on": "Ngày ban hành",
        "title": "Tên văn bản",
        "year_from": "Áp dụng từ năm",
        "year_to": "Đến hết năm",
        "concretises_id": "Cụ thể hóa văn bản",
        "amends_id": "Sửa đổi văn bản",
    },
    "target": {
        "department_id": "Đơn vị được giao",
        "wording": "Mức kế hoạch",
        "judged": "Dùng để đánh giá",
        "restates_id": "Nêu lại mức",
        "restates": "So với mức đã nêu",
        "typed": "Cách nhập kết quả",
        "name": "Tên trong văn bản",
        "of_which": "Là phần “trong đó”",
        "comparator": "Cách so",
        "low": "Mức",
        "low_decimals": "Số chữ số thập phân của mức",
        "high": "Đến",
        "high_decimals": "Số chữ số thập phân của mức trên",
        "strict": "Không kể chính con số đó",
        "approx": "Con số ước chừng",
        "per": "Tính trên",
        "baseline": "Mốc so sánh",
        "plan_basis": "Cách tính so mức giao",
        "out_of": "Trên tổng số",
        "direction": "Hướng",
        "assigned": "Mức được giao",
        "assigned_decimals": "Số chữ số thập phân của mức giao",
    },
    "task": {
        "parent_id": "Thuộc nhiệm vụ",
        "programme_id": "Chương trình trọng điểm",
        "product": "Sản phẩm",
        "lead_department_id": "Đơn vị chủ trì",
        "leader_id": "Lãnh đạo phụ trách",
        "watcher_id": "Đơn vị theo dõi",
        "starts_on": "Bắt đầu từ ngày",
        "priority": "Mức ưu tiên",
        "state": "Trạng thái",
        "percent": "Tỷ lệ hoàn thành",
        "finished_on": "Ngày hoàn thành",
        "accepted_on": "Ngày xác nhận hoàn thành",
    },
    "task_department": {"department_id": "Đơn vị phối hợp", "role": "Vai trò"},
    "task_place": {"place_id": "Địa điểm"},
}
"""Each field of each table as its form calls it; what all tables call alike stands once, in `label`."""

BOOKKEEPING = frozenset(
    {
        "id",
        "position",
        "decimals",
        "threshold_decimals",
        "low_decimals",
        "high_decimals",
        "assigned_decimals",
        "due_precision",
        "due_last_day",
    }
)
"""Fields that no clerk filled: the order of rows, and what stands beside a figure or a deadline that is told whole."""

# An indicator's decimals are typed in its panel.
_TYPED = frozenset({("indicator", "decimals")})

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    BookOrigin: {BookOrigin.EMPTY: "sổ trống", BookOrigin.SAMPLE: "sổ mẫu", BookOrigin.PRACTICE: "sổ thực hành"},
    DocumentRole: {DocumentRole.ACTS: "thực hiện", DocumentRole.WATCHES: "theo dõi, báo cáo"},
    Precision: {
        Precision.DAY: "đúng ngày",
        Precision.MONTH: "trong tháng",
        Precision.QUARTER: "trong quý",
        Precision.HALF: "trong nửa năm",
        Precision.NINE_MONTHS: "trong chín tháng",
        Precision.YEAR: "trong năm",
        Precision.SCHOOL_YEAR_START: "đầu năm học",
        Precision.STANDING: "thường xuyên",
    },
}
"""The words of those vocabularies that have no label of their own, because no form offers them."""

CODES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("target", "direction"): {HIGHER: "tăng là tốt", LOWER: "giảm là tốt", KEEP: "giữ nguyên là tốt"},
    ("target", "plan_basis"): {OF_PLAN: "phần trăm của mức giao", OVER_PLAN: "phần vượt mức giao"},
}
"""Short words that the file holds in a field of free text."""

SETTINGS: Mapping[str, str] = {
    "office.name": "Tên cơ quan",
    "office.kind": "Loại cơ quan",
    "office.superior": "Cơ quan cấp trên",
    "office.place": "Địa danh trước ngày tháng",
    "office.powers": "Quyền hạn ký",
    "office.post": "Chức vụ người ký",
    "office.signer": "Họ tên người ký",
    "office.drafter": "Họ tên người lập biểu",
    "office.drafter_title": "Chức danh người lập biểu",
    "year": "Năm đang làm",
    "practice.day": "Ngày của sổ thực hành",
    settings.EXCEED_OPEN_BOUND: "Kết quả quá mức mở tính là vượt",
}
"""The settings of the book by their names in the file."""

OFFICES: Mapping[str, str] = {one.value: one.label for one in OfficeKind}
YES_NO = frozenset({settings.EXCEED_OPEN_BOUND})
"""The settings that hold a yes or a no."""

DECIMALS: Mapping[tuple[str, str], str] = {
    ("result", "value"): "decimals",
    ("assessment", "value"): "decimals",
    ("criterion", "threshold"): "threshold_decimals",
    ("target", "low"): "low_decimals",
    ("target", "high"): "high_decimals",
    ("target", "assigned"): "assigned_decimals",
}
"""The fields that hold how many decimals a figure was typed with."""


def label(table: str, field: str) -> str:
    """What the field is called, with a capital; one that a later schema gave up is told as such."""
    return FIELDS.get(table, {}).get(field) or _EVERYWHERE.get(field) or FORMER_FIELD


def is_bookkeeping(table: str, field: str) -> bool:
    """Whether the field tells a clerk nothing by itself."""
    return field in BOOKKEEPING and (table, field) not in _TYPED


def noun(table: str) -> str:
    """What a row of the table is called, inside a sentence."""
    return TABLES.get(table, FORMER_TABLE)
