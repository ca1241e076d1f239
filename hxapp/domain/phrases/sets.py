"""Sets of words that are used alike, where no order counts; `EXAMPLES` has a phrase for each set, and its reading."""

from __future__ import annotations


def several(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


# --- Times, baselines, brackets (3, 8, 11) ---

# Go with a time that follows them.
TIME_LEADS = several("đến vào trong tới từ cuối đầu hết giữa trước sang hơn qua cho ngay những")
# Open a time: năm, giai đoạn, thời kỳ, nhiệm kỳ, quý, tháng.
TIME_NOUNS = several("năm giai thời nhiệm quý tháng")
# Make a time of such a noun without a number.
NEAR_YEARS = several("nay này qua tới sau trước")
# Numerals of quarters, and of lists.
ROMAN = several("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv")
# Tell that what is compared with is a time, an earlier result or a plan, not a whole.
BASELINE_WORDS = several("năm kỳ giai thời nhiệm tháng quý trước nay hiện thực ước nghị kế dự chỉ giao")
# Open a list's mark in words ('Mục tiêu 2: …').
LABELLED = several("mục chỉ nhiệm nội tiêu")
# Before a number that a baseline goes on with.
YEARISH = several("năm tháng quý kỳ - / khóa lần thứ học")
# End a baseline as written.
BASELINE_ENDS = several(
    "tăng giảm đạt từ trên dưới là còn khoảng xuống lên và trở hơn vượt ít tối không gấp bằng chiếm trong riêng với "
    "nâng hạ phấn có đã"
)
# Open a bracket that is a note: a poverty line, prices, what is left out.
BRACKET_NOTES = several("theo giá chuẩn tính không chưa kể trừ ngoài căn quy tiêu áp")
# Shortened before a dot, which then ends no clause.
SHORTENED = several("tp tt tx ths ts q p h st tr v")

# --- Numbers that are none (3) ---

# May stand between a specification's word and its number.
BOUNDING = several("từ trên dưới đến là")
# Before 'số', which then is no address's.
SUMS = several("tổng dân doanh chỉ")
# Of 'trên 1 …': a denominator.
EACH = several("đơn vạn sào m2 mặt đầu")
# Of 'trên 1.000 …': a denominator too.
PEOPLE = several("dân trẻ phụ người")
# Before such a number, which then is a denominator.
FOR_EACH = several("cho trên quân cứ tính")
# Measure works: behind a specification's number.
TECHNICAL = several("cm mm dm m2 m3 kv kva kw mw inch hp tầng làn")
# Of '42/100.000 …': so many of a round number, not of a whole.
BORN = several("trẻ ca dân bé phụ bà nữ")
# Counted in millions, so that 'triệu' before them is no money.
OTHER_COUNTED = several(
    "lượt sản cây học trẻ phụ thanh thuê tài hội khách dân nông cổ tờ hồ giao thẻ thành m2 m3 kwh kw viên chiếc cái bao"
)
# Of grades and titles: 'trở lên' behind them is no comparator.
GRADES = several(
    "hoàn thành nhiệm khá tốt giỏi loại cấp lớp tuổi mức độ thứ tháng năm trung bình xuất sắc mạnh đại cao đẳng "
    "trung học thạc sơ hạng bậc ba hai iv iii ii i v bốn"
)

# --- Verbs, plans (5, 6) ---

# May stand before an amount in its name.
AMOUNT_LEADS = several("tổng tăng nâng mức nguồn số các khoản")
# A share is one of these.
WHOLES = several("gdp grdp tổng cơ")
# Behind 'tăng trưởng' they make it a verb.
GROWING = several("bình trung trên từ khoảng hơn tối ít")
# Before 'ổn định', which then is a quality, no keeping.
STEADY = several("làm sống tế nhập xã hội")
# Fulfil a plan without a figure.
FULFILLING = several("hoàn bảo đảm thực")
# May stand between a plan's word and 'giao'.
PLAN_ASSIGNED = several(
    "giao được trên cấp huyện tỉnh thị xã quận thành phố trung ương đã đề ra hđnd ubnd nhà nước phường nghị quyết "
    "pháp lệnh vốn bộ sở hội đồng nhân dân ủy ban đảng năm của do theo về thu quân"
)
# A place that has none of it, before 'không còn …'; not a measure of those without.
SUBJECTS = several(
    "phường xã thôn huyện thị thành tỉnh quận toàn các trên địa khu tổ đơn chi đảng trường cả nước vùng bản ấp"
)

# --- Names (9, 10, 11) ---

# A new indicator begins with them: 'trong đó' reaches no further.
MEASURES = several(
    "tỷ tốc mức số tổng diện sản năng giá thu chi kim doanh vốn dân chỉ cơ bình mật độ nhịp đàn quy thời tuổi"
)
# Measures whose noun phrase may hold verbs and figures of its own.
SHARES_AND_COUNTS = several("tỷ số tổng mức")
COUNTS = several("tỷ số")
# Heads of an amount that may itself be bounded behind 'có'.
TOTALS = several("tổng đàn diện sản vốn")
# Verbs of doing: no verb of change before the list governs behind them any more.
ACTIONS = several(
    "giải tạo xây đào kết thành trồng nhựa bê lắp hoàn phát cấp khai chuyển mở sửa hỗ vận huy tuyển giao tốc thu"
)
# Of a place or group: as a part it takes the better side of the whole.
GROUPS = several(
    "các khu vùng xã huyện thành nông miền đồng nam nữ phường thôn đô tỉnh hộ bản đối riêng trẻ cấp bậc dân"
)
# Several places or groups, or where something is told of.
SEVERAL = several("các những ở tại riêng nơi vùng")
# Make a sentence of a noun phrase: a list of nouns without one goes on behind its comma.
PREDICATES = several("đạt có được sử thực tham hoàn là giữ dùng ký đăng cam không biết nộp trên")
# Places and bodies of one kind: a slash between two of them lists, it tells no denominator.
QUARTERS = several("thôn bản ấp xóm làng phố tổ khóm buôn sóc cư")
COMMUNES = several("xã phường trấn")
BODIES = several("vị quan nghiệp sở trường")
# Behind a figure without a name before it: where it is, not what it is.
PREPOSITIONS = several("trên tại ở trong về để theo vào so")
# Heads that say what follows is about, not what is measured.
TOPICS = several("về chỉ mục nhiệm lĩnh")

EXAMPLES: tuple[tuple[str, str, str], ...] = (
    ("TIME_LEADS", "Thu phí đến hết năm 2025 đạt 5 tỷ", "Thu phí: eq 5 tỷ đồng"),
    ("TIME_NOUNS", "Thu phí giai đoạn 2021 - 2025 đạt 5 tỷ", "Thu phí: eq 5 tỷ đồng"),
    ("NEAR_YEARS", "Thu phí năm nay đạt 5 tỷ", "Thu phí: eq 5 tỷ đồng"),
    ("ROMAN", "II. Thu phí quý III đạt 5 tỷ", "Thu phí: eq 5 tỷ đồng"),
    ("LABELLED", "Mục tiêu 2: thu phí 5 tỷ", "Thu phí: eq 5 tỷ đồng"),
    ("BASELINE_WORDS", "Thu phí tăng 5% so với đầu kỳ", "Thu phí: increase_by 5 % so với đầu kỳ"),
    ("YEARISH", "Thu phí tăng 5% so với tháng 6", "Thu phí: increase_by 5 % so với tháng 6"),
    ("BASELINE_ENDS", "Thu phí so với năm trước tăng 5%", "Thu phí: increase_by 5 % so với năm trước"),
    ("BRACKET_NOTES", "Thu phí (theo giá 2010) 5 tỷ", "Thu phí: eq 5 tỷ đồng"),
    ("SHORTENED", "Thu phí TP. Sen đạt 5 tỷ", "Thu phí TP. Sen: eq 5 tỷ đồng"),
    ("BOUNDING", "Tỷ lệ ngõ rộng từ 4 m đạt 5%", "Tỷ lệ ngõ rộng từ 4 m: eq 5 %"),
    ("SUMS", "Dân số 5.000 người", "Dân số: eq 5000 người"),
    ("EACH", "Thu trên 1 sào đạt 5 triệu", "Thu trên 1 sào: eq 5 triệu đồng"),
    ("PEOPLE", "Số xe trên 1.000 dân đạt 5", "Số xe trên 1.000 dân: eq 5 -"),
    ("FOR_EACH", "Số xe cho 1.000 dân: 5", "Số xe cho 1.000 dân: eq 5 -"),
    ("TECHNICAL", "Xây tường cao 4 tầng", "Xây tường cao 4 tầng: text_only"),
    ("BORN", "Tỷ suất chết mẹ 42/100.000 ca đẻ sống", "Tỷ suất chết mẹ: eq 42 -/100.000 ca đẻ sống"),
    ("OTHER_COUNTED", "Đón 5 triệu thanh niên", "Đón triệu thanh niên: eq 5 -"),
    ("GRADES", "Có 5% chi bộ hoàn thành tốt nhiệm vụ trở lên", "Chi bộ hoàn thành tốt nhiệm vụ trở lên: eq 5 %"),
    ("AMOUNT_LEADS", "Tổng nguồn thu ngân sách 5%", "Tổng nguồn thu ngân sách: increase_by 5 %"),
    ("WHOLES", "Vốn đầu tư 30% GDP", "Vốn đầu tư: eq 30 %"),
    ("GROWING", "Thu phí 9 tỷ đồng, tăng trưởng bình quân 5%", "Thu phí: eq 9 tỷ đồng; increase_by 5 %"),
    ("STEADY", "Tạo việc làm ổn định 5 người", "Tạo việc làm ổn định: eq 5 người"),
    ("FULFILLING", "Hoàn thành chỉ tiêu trồng cây", "Chỉ tiêu trồng cây: relative_to_plan"),
    ("PLAN_ASSIGNED", "Trồng cây đạt 5% kế hoạch tỉnh đã giao", "Trồng cây: relative_to_plan 5 %"),
    ("SUBJECTS", "Toàn xã không còn hộ nghèo", "Hộ nghèo: eq 0 hộ"),
    ("MEASURES", "Trồng 9 ha, trong đó keo 5 ha, diện tích ao 3 ha",
     "Trồng: eq 9 ha; Keo: eq 5 ha (of which); Diện tích ao: eq 3 ha"),
    ("SHARES_AND_COUNTS", "Tỷ lệ hộ giữ vững danh hiệu đạt 5%", "Tỷ lệ hộ giữ vững danh hiệu: eq 5 %"),
    ("COUNTS", "Số xã dưới 5 tiêu chí còn 6 xã", "Số xã dưới 5 tiêu chí: eq 6 xã"),
    ("TOTALS", "Tổng đàn bò có trên 50 con tăng 5%", "Tổng đàn bò: gt 50 con; increase_by 5 %"),
    ("ACTIONS", "Tăng đàn bò 5%, trồng rừng 6 ha", "Đàn bò: increase_by 5 %; Trồng rừng: eq 6 ha"),
    ("GROUPS", "Tỷ lệ hộ nghèo giảm 5%, các ấp giảm 6%", "Tỷ lệ hộ nghèo: decrease_by 5 %; Các ấp: decrease_by 6 %"),
    ("SEVERAL", "Các xã có trên 5% hộ nghèo giảm 6%", "Các xã có trên 5% hộ nghèo: decrease_by 6 %"),
    ("PREDICATES", "5% xã, ấp đạt chuẩn", "Xã, ấp đạt chuẩn: eq 5 %"),
    ("QUARTERS", "5% ấp/khu phố đạt chuẩn", "Ấp/khu phố đạt chuẩn: eq 5 %"),
    ("COMMUNES", "5% xã/phường đạt chuẩn", "Xã/phường đạt chuẩn: eq 5 %"),
    ("BODIES", "5% cơ quan/đơn vị đạt chuẩn", "Cơ quan/đơn vị đạt chuẩn: eq 5 %"),
    ("PREPOSITIONS", "Trồng hoa, đạt 5% trên các tuyến", "Trồng hoa trên các tuyến: eq 5 %"),
    ("TOPICS", "Về xã hội: tỷ lệ hộ khá 5%", "Tỷ lệ hộ khá: eq 5 %"),
)  # fmt: skip
