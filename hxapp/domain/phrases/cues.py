"""Times, baselines, plans, wholes: the cues that take more than one look-up, and the small words of the page."""

from __future__ import annotations

from hxapp.domain.phrases.lexicon import Entries

# Denominators in words (7b).
YEARLY: Entries = (
    ("hằng năm", "năm", "Kết nạp đảng viên hằng năm 50 đảng viên"),
    ("hàng năm", "năm", "Kết nạp đảng viên hàng năm 50 đảng viên"),
    ("mỗi năm", "năm", "Mỗi năm kết nạp 50 đảng viên"),
    ("bình quân năm", "năm", "Sản lượng lúa bình quân năm tăng 5%"),
    ("bình quân mỗi năm", "năm", "Bình quân mỗi năm kết nạp 50 đảng viên"),
    ("theo năm", "năm", "Tăng trưởng theo năm của phường 5%"),
    ("hằng tháng", "tháng", "Hằng tháng kết nạp 5 đảng viên"),
    ("hàng tháng", "tháng", "Hàng tháng kết nạp 5 đảng viên"),
    ("mỗi tháng", "tháng", "Mỗi tháng kết nạp 5 đảng viên"),
)

# Of which (9), and plain lists.
PARTS: Entries = (
    ("trong đó", "of_which", "Trồng rừng 50 ha, trong đó rừng keo 20 ha"),
    ("trong số đó", "of_which", "Trồng rừng 50 ha, trong số đó rừng keo 20 ha"),
    ("riêng", "apart", "Tỷ lệ hộ khá 50%, riêng xã đảo 20%"),
    ("bao gồm", "apart", "Trồng rừng 50 ha, bao gồm rừng keo 20 ha, rừng tràm 30 ha"),
)

# Nothing left (2): an `eq` 0 where it governs the phrase.
NOTHING_LEFT: Entries = (
    ("không có", "", "Phường không có hộ nghèo"),
    ("không còn", "", "Phường không còn hộ nghèo"),
    ("giảm hết", "", "Phấn đấu giảm hết hộ nghèo"),
    ("xóa hết", "", "Phấn đấu xóa hết hộ nghèo"),
    ("không", "alone", "Số hộ nghèo: không"),
)

# Times over (5.6).
TIMES_OVER: Entries = (
    ("gấp", "", "Sản lượng lúa gấp 2 lần"),
    ("tăng gấp", "", "Sản lượng lúa tăng gấp 2 lần"),
    ("cao gấp", "", "Sản lượng lúa cao gấp 2 lần"),
)

# An assigned figure (6), where it is reached, fulfilled or told as a percentage.
PLANS: Entries = (
    ("chỉ tiêu", "", "Thu phí đạt 100% chỉ tiêu"),
    ("các chỉ tiêu", "", "Hoàn thành các chỉ tiêu"),
    ("chỉ tiêu kế hoạch", "", "Thu phí đạt 100% chỉ tiêu kế hoạch"),
    ("kế hoạch", "", "Thu phí đạt 100% kế hoạch"),
    ("dự toán", "", "Thu phí đạt 100% dự toán"),
    ("chỉ tiêu, kế hoạch", "", "Thu phí đạt 100% chỉ tiêu, kế hoạch"),
    ("mức giao", "", "Thu phí đạt 100% mức giao"),
    ("kh", "", "Thu phí đạt 100% KH"),
)
# What a plan's word belongs to otherwise ('kế hoạch hóa gia đình').
NO_PLAN_BEFORE = frozenset(("hóa",))


# A baseline (8) names a time, a period or an earlier result; otherwise 'so với …' is a ratio and belongs to the name.
BASELINE_OPENS: Entries = (
    ("so với", "", "Sản lượng lúa tăng 5% so với năm 2021"),
    ("so", "", "Sản lượng lúa tăng 5% so năm 2021"),
)
PLAN_WORDS = ("chỉ tiêu", "kế hoạch", "dự toán", "giao")

# Ranks (4): 'trong nhóm N', 'top N'.
RANKS: Entries = (
    ("top", "le", "Phường vào top 3 của tỉnh"),
    ("tốp", "le", "Phường vào tốp 3 của tỉnh"),
    ("trong top", "le", "Phường trong top 3 của tỉnh"),
    ("trong tốp", "le", "Phường trong tốp 3 của tỉnh"),
    ("trong nhóm", "le", "Phường trong nhóm 3 của tỉnh"),
    ("thuộc nhóm", "le", "Phường thuộc nhóm 3 đơn vị dẫn đầu"),
    ("vào nhóm", "le", "Phường vào nhóm 3 đơn vị dẫn đầu"),
    ("thuộc top", "le", "Phường thuộc top 3 của tỉnh"),
    ("vào top", "le", "Phường vào top 3 của tỉnh"),
    ("vào tốp", "le", "Phường vào tốp 3 của tỉnh"),
    ("nằm trong nhóm", "le", "Phường nằm trong nhóm 3 của tỉnh"),
    ("nằm trong top", "le", "Phường nằm trong top 3 của tỉnh"),
    ("đứng trong top", "le", "Phường đứng trong top 3 của tỉnh"),
    ("xếp thứ", "eq", "Chỉ số cải cách xếp thứ 3"),
    ("đứng thứ", "eq", "Chỉ số cải cách đứng thứ 3"),
    ("xếp hạng", "eq", "Chỉ số cải cách xếp hạng 3"),
    ("xếp hạng thứ", "eq", "Chỉ số cải cách xếp hạng thứ 3"),
    ("vị trí thứ", "eq", "Chỉ số cải cách ở vị trí thứ 3"),
)


# Figures that answer to names in their order (9).
IN_TURN: Entries = (
    ("lần lượt", "", "Sản lượng lúa và ngô lần lượt 5 tấn và 6 tấn"),
    ("lần lượt là", "", "Sản lượng lúa và ngô lần lượt là 5 tấn và 6 tấn"),
    ("lần lượt đạt", "", "Sản lượng lúa và ngô lần lượt đạt 5 tấn và 6 tấn"),
    ("đạt lần lượt", "", "Sản lượng lúa và ngô đạt lần lượt 5 tấn và 6 tấn"),
    ("đạt lần lượt là", "", "Sản lượng lúa và ngô đạt lần lượt là 5 tấn và 6 tấn"),
    ("tương ứng là", "", "Sản lượng lúa và ngô tương ứng là 5 tấn và 6 tấn"),
)

# A part of the name, but for right behind a verb of change.
AVERAGES: Entries = (
    ("bình quân", "", "Sản lượng lúa tăng bình quân 5%"),
    ("trung bình", "", "Sản lượng lúa tăng trung bình 5%"),
    ("mạnh", "", "Sản lượng lúa tăng mạnh 5%"),
    ("dần", "", "Sản lượng lúa tăng dần 5%"),
    ("đều", "", "Sản lượng lúa tăng đều 5%"),
    ("nhanh", "", "Sản lượng lúa tăng nhanh 5%"),
    ("tổng cộng", "", "Sản lượng lúa tăng tổng cộng 5%"),
)
