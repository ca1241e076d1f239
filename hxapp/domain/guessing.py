"""What an indicator's name tells of it, until somebody says otherwise: its better side, and how its periods add up.

The better side follows section 10 of the target corpus, as if no keeping word stood there. Rules are words, not
sentences; each stands with a name that it is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hxapp.domain.indicators import Better, OverAreas, OverTime
from hxapp.domain.words import tidy


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern in a lower-case name, with an example of it."""

    pattern: str
    example: str

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern as a word of its own; compiled when it is first asked for, not at every start."""
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


# What is done against a bad thing, or for those it befell: more of it is better.
AGAINST = (
    Rule(r"(?:mức|tỷ lệ|chỉ tiêu) giảm", "Mức giảm tỷ lệ sinh con thứ 3 trở lên"),
    Rule(r"giải quyết|xử lý|thu gom|khắc phục", "Giải quyết tố giác, tin báo về tội phạm"),
    Rule(r"điều tra|phá án|khám phá|truy quét|phát hiện|xét xử", "Tỷ lệ điều tra, khám phá tội phạm hình sự"),
    Rule(r"phòng,? chống|phòng ngừa|ngăn chặn|kiểm soát|kéo giảm", "Số buổi tuyên truyền phòng, chống tội phạm"),
    Rule(r"thoát (?:cận )?nghèo|giảm nghèo", "Số hộ thoát nghèo bền vững"),
    Rule(r"không (?:có|còn|để|xảy ra|bị|sinh)", "Thôn không có người sinh con thứ 3 trở lên"),
    Rule(r"xóa (?:nhà|mù|đói|hộ)", "Xóa nhà tạm, nhà dột nát"),
    Rule(r"thu (?:hồi )?nợ|thu hồi", "Thu hồi nợ đọng thuế"),
    Rule(r"được|hỗ trợ|tham gia|có (?:bảo hiểm|thẻ|việc làm|nhà)", "Tỷ lệ hộ nghèo được vay vốn"),
    Rule(r"vượt qua|tuyên truyền|vận động|cai nghiện|điều trị|quản lý", "Số người nghiện được đưa đi cai nghiện"),
    Rule(r"vào (?:trung học|đại học|cao đẳng)", "Học sinh lớp 9 vào trung học phổ thông"),
)

# Neither side is better: a structure that shall be as set, a size.
NEITHER = (
    Rule(r"cơ cấu", "Cơ cấu kinh tế: dịch vụ"),
    Rule(r"tỷ trọng", "Tỷ trọng ngành nông nghiệp"),
    Rule(r"^(?:quy mô |tổng )?dân số(?! tự nhiên)", "Dân số trung bình"),
)
# A share of a structure that shall grow has its side.
GROWN = Rule(r"^(?:tăng|nâng)", "Nâng tỷ trọng dịch vụ")

# What there should be less of.
BAD = (
    Rule(r"nghèo", "Tỷ lệ hộ cận nghèo"),
    Rule(r"suy dinh dưỡng|thấp còi|nhẹ cân", "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng"),
    Rule(r"(?:tỷ suất|tỷ lệ|mức) sinh|sinh thô|sinh con", "Tỷ suất sinh thô"),
    Rule(r"con thứ (?:3|ba)", "Số trường hợp sinh con thứ 3 trở lên"),
    Rule(r"(?:tăng|phát triển|gia tăng)(?: quy mô)? dân số|dân số tự nhiên", "Tỷ lệ tăng dân số tự nhiên"),
    Rule(r"giới tính (?:khi|lúc) sinh", "Tỷ số giới tính khi sinh"),
    Rule(r"thất nghiệp|thiếu việc làm", "Tỷ lệ thất nghiệp ở khu vực thành thị"),
    Rule(r"tội phạm|phạm pháp|phạm tội|vi phạm|tái phạm|trộm cắp", "Số vụ phạm pháp hình sự"),
    Rule(r"ma túy|ma tuý|nghiện|tệ nạn|bạo lực|mại dâm|tảo hôn", "Số người nghiện ma túy"),
    Rule(r"tai nạn|ùn tắc|người chết|bị thương|tử vong|đuối nước", "Số người chết do tai nạn giao thông"),
    Rule(r"vụ cháy|cháy,? nổ|cháy rừng|thiệt hại", "Số vụ cháy, nổ"),
    Rule(r"bỏ học|lưu ban|mù chữ", "Tỷ lệ học sinh bỏ học"),
    Rule(r"thất thoát|thất thu|hao hụt|tổn thất", "Tỷ lệ thất thoát nước sạch"),
    Rule(r"chôn lấp|ô nhiễm|phát thải|túi ni ?lông", "Tỷ lệ chất thải rắn phải chôn lấp"),
    Rule(r"nhà tạm|dột nát|nhà ở đơn sơ", "Số nhà tạm, nhà dột nát"),
    Rule(r"giá tiêu dùng|lạm phát|cpi", "Chỉ số giá tiêu dùng"),
    Rule(r"nhập siêu|bội chi|thâm hụt", "Tỷ lệ nhập siêu"),
    Rule(r"nợ|tồn đọng|chậm nộp|trễ hẹn|quá hạn", "Nợ đọng thuế"),
    Rule(r"yếu kém|yếu|không đạt|chưa đạt|dưới chuẩn", "Số tổ chức cơ sở đảng yếu kém"),
    Rule(r"(?:xã|phường|đô thị|đơn vị) dưới \w+ (?:tiêu chí|tiêu chuẩn)", "Xã dưới 15 tiêu chí"),
    Rule(r"xếp hạng|thứ hạng|xếp thứ", "Thứ hạng cải cách hành chính"),
    Rule(r"khiếu kiện|khiếu nại|tố cáo|đình công", "Số đơn khiếu nại vượt cấp"),
    Rule(r"dịch bệnh|mắc bệnh|ca mắc|nhiễm hiv|mắc", "Tỷ lệ mắc bệnh truyền nhiễm"),
    Rule(r"trốn|đào ngũ|bất hợp pháp|lấn chiếm|trái phép", "Số vụ xây dựng trái phép"),
)

# A speed, an index or a rate of what happens: no sum and no last one of quarters makes the year's.
NOTHING_ADDS = (
    Rule(r"tốc độ|tăng trưởng|chỉ số", "Tốc độ tăng giá trị sản xuất"),
    Rule(r"(?:tỷ suất|tỷ lệ|mức|tỷ số)(?: \w+){0,2} sinh(?! hoạt| sản| viên)|con thứ (?:3|ba)", "Tỷ lệ sinh con thứ 3"),
)
# So much each: told as it stands, though it is money.
EACH = (
    Rule(r"đầu người|mỗi người|(?:tiền )?lương|giá (?:bán|thuê|đất)", "Thu nhập bình quân đầu người"),
    Rule(r"dư nợ|còn nợ|nợ đọng|vốn điều lệ|tổng tài sản", "Dư nợ cho vay hộ nghèo"),
)
# What comes in or happens in a period.
FLOWS = (
    Rule(r"trong năm|trong kỳ|trong quý|hằng năm|hàng năm", "Giải quyết việc làm trong năm"),
    Rule(r"mới|tăng thêm|tăng (?:số|mới)|phát sinh", "Số doanh nghiệp thành lập mới"),
    Rule(r"việc làm|xuất khẩu lao động|đi làm việc", "Số lao động được giải quyết việc làm"),
    Rule(r"doanh thu|giá trị sản xuất|kim ngạch|sản lượng|thu ngân sách", "Sản lượng hoa bán ra"),
    Rule(r"kết nạp|tuyển (?:quân|chọn|sinh)|nhập ngũ|hiến máu", "Số đảng viên kết nạp"),
    Rule(r"trồng(?! trọt)|cấp (?:giấy|mới|thẻ)|xây (?:mới|tặng)|bàn giao|mở (?:lớp|rộng)", "Số cây trồng phân tán"),
    Rule(r"giải quyết|xử lý|tổ chức|tuyên truyền|huy động|vận động|đào tạo nghề", "Số vụ việc được giải quyết"),
    Rule(r"tai nạn|tội phạm|phạm pháp|vi phạm|vụ cháy|người chết|tử vong|bị thương", "Số vụ tai nạn giao thông"),
    Rule(r"lượt|khách", "Lượt khách tham quan"),
)
_MONEY = re.compile(r"(?:đồng|usd)$|^(?:tỷ|trđ)$")
_EVENTS = frozenset({"vụ", "lượt", "ca", "cuộc", "buổi", "đợt", "lớp", "tấn", "tạ", "kg", "m3", "m³", "cây", "km"})
_RATES = ("%", "‰", "lần", "điểm")
_GROWTH = re.compile(
    r"(?<!\w)(?:tăng|giảm|tốc độ|phát triển|so với|hoàn thành|thực hiện|kế hoạch|dự toán|nhập siêu|giới tính)(?!\w)"
)


def guess_better(name: str) -> Better:
    """The better side that the name speaks for; the higher one unless something says otherwise."""
    text = _plain(name)
    if _has(AGAINST, text):
        return Better.HIGHER
    if _has(NEITHER, text):
        return Better.HIGHER if GROWN.compiled.search(text) else Better.NONE
    return Better.LOWER if _has(BAD, text) else Better.HIGHER


def guess_over_time(name: str, unit: str | None) -> OverTime:
    """How figures of successive periods make the year's: flows are summed, of a state the latest stands."""
    text, measure = _plain(name), _plain(unit or "").split("/")[0].strip()
    if not measure:
        return OverTime.LATEST
    if _has(NOTHING_ADDS, text) and measure.startswith(_RATES):
        return OverTime.NONE
    if measure.startswith(_RATES) or _has(EACH, text):
        return OverTime.LATEST
    if _MONEY.search(measure) or measure.split(" ")[0] in _EVENTS or _has(FLOWS, text):
        return OverTime.SUM
    return OverTime.LATEST


def is_bounded_share(name: str, unit: str | None, over_areas: OverAreas) -> bool:
    """Whether the figure is a share of a whole, so from 0 to 100 %: not a growth, nor a per cent of a plan."""
    text = _plain(name)
    if (unit or "").strip()[:1] != "%" or _GROWTH.search(_unbracketed(text)):
        return False
    return over_areas is OverAreas.RATIO or text.startswith("tỷ lệ")


def _has(rules: tuple[Rule, ...], text: str) -> bool:
    return any(rule.compiled.search(text) for rule in rules)


def _plain(text: str) -> str:
    """Lower case, spelt one way: 'tỉ lệ' is 'tỷ lệ', 'xoá' is 'xóa'."""
    return re.sub(r"\b([xh])oá\b", r"\1óa", re.sub(r"\btỉ\b", "tỷ", tidy(text).lower()))


def _unbracketed(text: str) -> str:
    return re.sub(r"\([^)]*\)", " ", text)
