"""What an indicator's name tells of it, until somebody says otherwise: its better side, and how its periods add up.

The better side follows section 10 of the target corpus, as if no keeping word stood there. Rules are words, not
sentences; each stands with a name that it is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, count

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


# What takes long, whatever is done in it.
LONG = (
    Rule(r"^(?:thời gian|thời hạn)(?! sống| sử dụng| khai thác)", "Thời gian giải quyết thủ tục hành chính"),
    Rule(r"(?:giải quyết|xử lý|trả) (?:trễ|chậm|quá) (?:hạn|hẹn|muộn)", "Hồ sơ giải quyết trễ hạn"),
)

# What is done against a bad thing, or for those it befell: more of it is better.
AGAINST = (
    Rule(
        r"(?:mức|tỷ lệ|chỉ tiêu|kế hoạch|công tác|biện pháp|giải pháp|mục tiêu) giảm|giảm (?:thiểu )?ô nhiễm",
        "Mức giảm tỷ lệ sinh con thứ 3 trở lên",
    ),
    Rule(r"giải quyết|(?<!bị )xử lý|thu gom|khắc phục", "Giải quyết tố giác, tin báo về tội phạm"),
    Rule(r"điều tra|phá án|khám phá|truy quét|phát hiện|xét xử", "Tỷ lệ điều tra, khám phá tội phạm hình sự"),
    Rule(r"phòng,? chống|phòng ngừa|ngăn chặn|kiểm soát|kéo giảm", "Số buổi tuyên truyền phòng, chống tội phạm"),
    Rule(r"thoát (?:cận )?nghèo|giảm nghèo", "Số hộ thoát nghèo bền vững"),
    Rule(
        r"cam kết|không (?:để|xảy ra|bị|sinh|gây|vi phạm|mắc|nghiện|bỏ|tái|lấn|hút)",
        "Hộ kinh doanh cam kết không lấn chiếm vỉa hè",
    ),
    Rule(
        r"không (?:có|còn) (?:người|hộ|vụ|tội|tệ|tai|nợ|ma|bạo|tảo|mại|dịch|điểm|ùn|khiếu|đơn|vi phạm|học sinh)",
        "Thôn không có người sinh con thứ 3 trở lên",
    ),
    Rule(
        r"(?<!chưa )(?<!không )(?:xóa|triệt (?:phá|xóa)|loại bỏ|ngăn ngừa|đẩy lùi|bài trừ|chấm dứt|tháo dỡ|giải tỏa)",
        "Xóa nhà tạm, nhà dột nát",
    ),
    Rule(r"thu (?:hồi )?nợ|thu hồi|trả nợ|dư nợ", "Thu hồi nợ đọng thuế"),
    Rule(
        r"(?<!chưa )(?<!không )(?:được|hỗ trợ|tham gia)|(?<!không )(?<!chưa )có (?:bảo hiểm|thẻ|việc làm|hồ sơ|cán bộ"
        r"|nhà(?! tạm| ở (?:tạm|dột)))",
        "Tỷ lệ hộ nghèo được vay vốn",
    ),
    Rule(
        r"(?:^(?:xây|làm (?:mới|nhà)|cấp|tặng|trao|dạy|đào tạo|tạo việc|mở|tổ chức|sửa|trồng|lắp|khám|đầu tư|giúp"
        r"|bố trí|tư vấn|huy động|vay)|cho (?:các )?(?:hộ|người|trẻ|lao động|học sinh|gia đình|đối tượng|nạn nhân|xã))"
        r"(?=.* (?:nghèo|nghiện|thất nghiệp|tội phạm|tai nạn|ma túy|dột|mù chữ|không có|chưa|bạo lực|thiệt hại))",
        "Xây nhà cho người nghèo",
    ),
    Rule(r"(?<!nợ )(?<!trốn đóng )bảo hiểm (?:thất nghiệp|tai nạn)", "Bảo hiểm thất nghiệp"),
    Rule(r"sạch (?:về )?ma túy|lành mạnh|sinh (?:con |đẻ )?tại (?:cơ sở|trạm|bệnh viện)", "Số xã sạch về ma túy"),
    Rule(r"^(?:bình quân )?thu nhập|^thu quỹ|vì người nghèo", "Thu nhập bình quân của hộ nghèo"),
    Rule(
        r"vượt qua|tuyên truyền|vận động|cai nghiện|đi cai|cho vay|điều trị|quản lý (?:người|sau|đối)",
        "Số người nghiện được đưa đi cai nghiện",
    ),
    # Whose rate it is tells no side, what they do tells it.
    Rule(
        r"(?:nghèo|nghiện|ma túy|vi phạm|tai nạn|phạm tội|thất nghiệp)"
        r"(?:,? (?!(?:của|ở|tại|trong|thuộc|do|là|bị|không|chưa|thiếu|tái)(?!\w))\w+){0,8}? "
        r"(?:đi học|ra lớp|đến (?:trường|lớp)|qua đào tạo|học nghề|tiếp cận|sử dụng|dùng|hoàn thành|tốt nghiệp|biết chữ"
        r"|vay vốn|đăng ký|vươn lên|có (?:việc|điện|nước|phương tiện|internet|nhà vệ sinh|nhà tiêu|hố|bể|đất|thu nhập)"
        r"|tái hòa nhập|khám|cải thiện|tự lập|học (?:mẫu giáo|mầm non|tiểu học|trung học))",
        "Tỷ lệ trẻ em thuộc hộ nghèo đi học",
    ),
    Rule(r"chuyển (?:đổi|dịch) cơ cấu", "Chuyển dịch cơ cấu cây trồng"),
    Rule(r"vào (?:trung học|đại học|cao đẳng)", "Học sinh lớp 9 vào trung học phổ thông"),
)

# Neither side is better: a structure that shall be as set, a size.
NEITHER = (
    Rule(r"cơ cấu", "Cơ cấu kinh tế: dịch vụ"),
    Rule(r"tỷ trọng", "Tỷ trọng ngành nông nghiệp"),
    # Their number; a share of them that has or does something is another thing.
    Rule(
        r"^(?:quy mô |tổng |tổng quy mô )?dân số(?! tự nhiên)(?!.* (?:có|sử dụng|dùng|tham gia|tiếp cận|biết|tập|luyện"
        r"|hưởng|thụ hưởng|đăng ký|khám|xem|nghe|hài lòng|đóng|mua|cài|truy cập|tốt nghiệp|hoàn thành|mắc|nhiễm|bị|đạt"
        r"|sống (?:trong|ở|tại)|hút|đi)(?!\w))",
        "Dân số trung bình",
    ),
)
# A share of a structure that shall grow has its side.
GROWN = Rule(r"^(?:tăng|nâng)", "Nâng tỷ trọng dịch vụ")

# What there should be less of.
BAD = (
    Rule(r"nghèo", "Tỷ lệ hộ cận nghèo"),
    Rule(r"suy dinh dưỡng|thấp còi|nhẹ cân", "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng"),
    Rule(
        r"(?:tỷ suất|tỷ lệ|mức) sinh(?! hoạt| viên| khối| kế| trưởng| thái| lời| lợi| sống| tại)|sinh thô|sinh con",
        "Tỷ suất sinh thô",
    ),
    Rule(r"con thứ (?:3|ba)", "Số trường hợp sinh con thứ 3 trở lên"),
    Rule(r"(?:tăng|phát triển|gia tăng)(?: quy mô)? dân số|dân số tự nhiên", "Tỷ lệ tăng dân số tự nhiên"),
    Rule(r"giới tính (?:khi|lúc) sinh", "Tỷ số giới tính khi sinh"),
    Rule(r"thất nghiệp|thiếu việc làm", "Tỷ lệ thất nghiệp ở khu vực thành thị"),
    Rule(r"tội phạm|phạm pháp|phạm tội|vi phạm|tái phạm|trộm cắp", "Số vụ phạm pháp hình sự"),
    Rule(r"ma túy|ma tuý|nghiện|tệ nạn|bạo lực|mại dâm|tảo hôn", "Số người nghiện ma túy"),
    Rule(r"tai nạn|ùn tắc|người chết|bị thương|tử vong|đuối nước", "Số người chết do tai nạn giao thông"),
    Rule(r"^(?:số )?(?:vụ|ca)(?: việc)?$|(?:tỷ suất|tỷ lệ|tỷ số|số|số ca) chết", "Tỷ suất chết trẻ em"),
    Rule(r"vụ cháy|cháy,? nổ|cháy rừng|thiệt hại", "Số vụ cháy, nổ"),
    Rule(r"bỏ học|lưu ban|mù chữ", "Tỷ lệ học sinh bỏ học"),
    Rule(r"thất thoát|thất thu|hao hụt|tổn thất", "Tỷ lệ thất thoát nước sạch"),
    Rule(r"chôn lấp|ô nhiễm|phát thải|túi ni ?lông", "Tỷ lệ chất thải rắn phải chôn lấp"),
    Rule(r"nhà tạm|dột nát|nhà ở đơn sơ", "Số nhà tạm, nhà dột nát"),
    Rule(r"giá tiêu dùng|lạm phát|cpi", "Chỉ số giá tiêu dùng"),
    Rule(r"nhập siêu|bội chi|thâm hụt", "Tỷ lệ nhập siêu"),
    Rule(r"nợ|tồn đọng|chậm nộp|trễ hẹn|(?:trễ|quá) hạn", "Nợ đọng thuế"),
    Rule(
        r"yếu kém|(?<!chủ )(?<!nhu )(?<!thiết )(?<!trọng )yếu(?! tố)|không đạt|chưa đạt|dưới chuẩn",
        "Số tổ chức cơ sở đảng yếu kém",
    ),
    Rule(r"(?:xã|phường|đô thị|đơn vị) (?:đạt )?dưới \w+ (?:tiêu chí|tiêu chuẩn)", "Xã dưới 15 tiêu chí"),
    Rule(r"xếp hạng|thứ hạng|xếp thứ", "Thứ hạng cải cách hành chính"),
    Rule(r"khiếu kiện|khiếu nại|tố cáo|đình công", "Số đơn khiếu nại vượt cấp"),
    Rule(r"dịch bệnh|mắc bệnh|ca mắc|nhiễm hiv|mắc", "Tỷ lệ mắc bệnh truyền nhiễm"),
    Rule(
        r"không (?:có|đủ|biết|hài lòng|được|tham gia|hoàn thành)|chưa (?:có|được|qua|biết|tham gia|hoàn thành)",
        "Lao động không có việc làm",
    ),
    Rule(r"bị (?:cháy|phá|kỷ luật|xâm hại|bạo hành|mất|ngập|cắt|hủy|thu hồi|đình chỉ)", "Diện tích rừng bị cháy"),
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
_MONEY = r"(?:đồng|usd)$|^(?:tỷ|trđ)$"  # like `_GROWTH` given to `re` as it stands, which compiles it when it is used
_EVENTS = frozenset({"vụ", "lượt", "ca", "cuộc", "buổi", "đợt", "lớp", "tấn", "tạ", "kg", "m3", "m³", "cây", "km"})
_RATES = ("%", "‰", "lần", "điểm")
_GROWTH = (
    r"(?<!\w)(?:tăng|giảm|tốc độ|phát triển|so với|hoàn thành|thực hiện|kế hoạch|dự toán|nhập siêu|giới tính)(?!\w)"
)


def guess_better(name: str) -> Better:
    """The better side that the name speaks for; the higher one unless something says otherwise."""
    return spoken_for(_plain(name)) or Better.HIGHER


@lru_cache(maxsize=512)
def spoken_for(text: str) -> Better | None:
    """The better side that a word of the lower-case name speaks for; None where none does.

    Only the rules that a word of the name can open are tried, at that word: names are many and rules, too.
    """
    openings = _openings()
    found = len(_SIDES)
    words = (text if text.replace(" ", "").isalnum() else text.translate(_PARTED)).split(" ")
    for spot in compress(count(), map(openings.__contains__, words)):
        at = sum(map(len, words[:spot])) + spot
        for rank, pattern in _opened_by(words[spot]):
            if rank < found and pattern.match(text, at):
                found = rank
    if found == 2:
        return Better.HIGHER if GROWN.compiled.search(text) else Better.NONE
    return (Better.LOWER, Better.HIGHER, None, Better.LOWER, None)[found]


def guess_over_time(name: str, unit: str | None) -> OverTime:
    """How figures of successive periods make the year's: flows are summed, of a state the latest stands."""
    text, measure = _plain(name), _plain(unit or "").split("/")[0].strip()
    if not measure:
        return OverTime.LATEST
    if _has(NOTHING_ADDS, text) and measure.startswith(_RATES):
        return OverTime.NONE
    if measure.startswith(_RATES) or _has(EACH, text):
        return OverTime.LATEST
    if re.search(_MONEY, measure) or measure.split(" ")[0] in _EVENTS or _has(FLOWS, text):
        return OverTime.SUM
    return OverTime.LATEST


def is_bounded_share(name: str, unit: str | None, over_areas: OverAreas) -> bool:
    """Whether the figure is a share of a whole, so from 0 to 100 %: not a growth, nor a per cent of a plan."""
    if (unit or "").strip()[:1] != "%":
        return False
    text = _plain(name)
    if re.search(_GROWTH, _unbracketed(text)):
        return False
    return over_areas is OverAreas.RATIO or text.startswith("tỷ lệ")


def _has(rules: tuple[Rule, ...], text: str) -> bool:
    return _all(rules).search(text) is not None


@cache
def _all(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    """The rules as one pattern: a name is searched once for all of them."""
    return _compiled("|".join(rule.pattern for rule in rules))


_SIDES = (LONG, AGAINST, NEITHER, BAD)  # the first that finds something decides
_PARTED = str.maketrans(dict.fromkeys('-–/(),;:."“”', " "))


@cache
def _opened_by(word: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """The rules of each side that the word opens, as one pattern, and the side's place; compiled when first met."""
    return tuple((rank, _compiled(pattern)) for rank, pattern in _openings()[word])


@cache
def _openings() -> dict[str, list[tuple[int, str]]]:
    """By the word that opens them: the rules of each side as one pattern, and the side's place."""
    gathered: dict[str, dict[int, list[str]]] = {}
    for rank, rules in enumerate(_SIDES):
        for rule in rules:
            for pattern in _parts(rule.pattern):
                for word in _first_words(pattern):
                    gathered.setdefault(word, {}).setdefault(rank, []).append(pattern)
    return {
        word: [(rank, "|".join(dict.fromkeys(patterns))) for rank, patterns in ranks.items()]
        for word, ranks in gathered.items()
    }


def _parts(pattern: str) -> list[str]:
    """The pattern cut at its outermost bars."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(pattern):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


def _first_words(pattern: str) -> set[str]:
    """The words that a match of the pattern, which has no bars outside its groups, can begin with."""
    pattern = pattern.removeprefix("^")
    if not pattern.startswith("("):
        return {re.split(r"[^\w]", pattern, maxsplit=1)[0]}
    depth = end = 0
    for end, letter in enumerate(pattern):  # noqa: B007 - where the group ends
        depth += (letter == "(") - (letter == ")")
        if not depth:
            break
    inner, rest = pattern[:end], pattern[end + 1 :]
    if inner.startswith("(?<!"):
        return _first_words(rest)
    words = {word for part in _parts(inner.removeprefix("(?:")) for word in _first_words(part)}
    return words | _first_words(rest[1:]) if rest.startswith("?") else words


def _plain(text: str) -> str:
    """Lower case, spelt one way: 'tỉ lệ' is 'tỷ lệ', 'xoá' is 'xóa'."""
    return re.sub(r"\b([xh])oá\b", r"\1óa", re.sub(r"\btỉ\b", "tỷ", tidy(text).lower()))


def _unbracketed(text: str) -> str:
    return re.sub(r"\([^)]*\)", " ", text)
