"""What the words of an indicator's name weigh: abbreviations, other words for the same, and what tells two names apart.

Lists of phrases are one text, parted by commas; # stands for any number. `names.py` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

# Written short, written out; an example of each.
ABBREVIATIONS = (
    ("antt", "an ninh trật tự", "Phường đạt chuẩn an toàn về ANTT"),
    ("bhtn", "bảo hiểm thất nghiệp", "Số người tham gia BHTN"),
    ("bhxh", "bảo hiểm xã hội", "BHXH tự nguyện"),
    ("bhyt", "bảo hiểm y tế", "Tỷ lệ bao phủ BHYT"),
    ("btxh", "bảo trợ xã hội", "Đối tượng BTXH được trợ cấp"),
    ("bvmt", "bảo vệ môi trường", "Cơ sở có kế hoạch BVMT"),
    ("bvtv", "bảo vệ thực vật", "Bao gói thuốc BVTV được thu gom"),
    ("cchc", "cải cách hành chính", "Chỉ số CCHC"),
    ("cđs", "chuyển đổi số", "Chỉ số CĐS cấp xã"),
    ("cn", "công nghiệp", "GTSX CN – TTCN"),
    ("cntt", "công nghệ thông tin", "Ứng dụng CNTT"),
    ("csgd", "cơ sở giáo dục", "Tỷ lệ CSGD đạt chuẩn"),
    ("cssk", "chăm sóc sức khỏe", "Số phụ nữ được CSSK sinh sản"),
    ("ctr", "chất thải rắn", "Tỷ lệ thu gom CTR sinh hoạt"),
    ("dbđv", "dự bị động viên", "Lực lượng DBĐV"),
    ("dn", "doanh nghiệp", "Số DN thành lập mới"),
    ("dqtv", "dân quân tự vệ", "Tỷ lệ DQTV so với dân số"),
    ("dtts", "dân tộc thiểu số", "Hộ nghèo DTTS"),
    ("dvc", "dịch vụ công", "Tỷ lệ DVC trực tuyến"),
    ("gcn", "giấy chứng nhận", "Tỷ lệ cấp GCN lần đầu"),
    ("gd", "giáo dục", "Phổ cập GD tiểu học"),
    ("gdmn", "giáo dục mầm non", "Phổ cập GDMN cho trẻ 5 tuổi"),
    ("gpmb", "giải phóng mặt bằng", "Diện tích GPMB"),
    ("grdp", "tổng sản phẩm trên địa bàn", "GRDP bình quân đầu người"),
    ("gtnt", "giao thông nông thôn", "Đường GTNT được cứng hóa"),
    ("gtsx", "giá trị sản xuất", "GTSX ngành dịch vụ"),
    ("gtvt", "giao thông vận tải", "Doanh thu GTVT"),
    ("gđvh", "gia đình văn hóa", "Tỷ lệ GĐVH"),
    ("hđnd", "hội đồng nhân dân", "Số kỳ họp HĐND"),
    ("hs", "học sinh", "Tỷ lệ HS bỏ học"),
    ("htx", "hợp tác xã", "Số HTX thành lập mới"),
    ("khhgđ", "kế hoạch hóa gia đình", "Dân số – KHHGĐ"),
    ("kt", "kinh tế", "Phát triển KT-XH"),
    ("lđ", "lao động", "Tỷ lệ LĐ qua đào tạo"),
    ("lllđ", "lực lượng lao động", "LLLĐ tham gia BHXH"),
    ("nhcs", "ngân hàng chính sách", "Dư nợ NHCS xã hội"),
    ("nsnn", "ngân sách nhà nước", "Tổng thu NSNN"),
    ("ntm", "nông thôn mới", "Số xã đạt chuẩn NTM"),
    ("nvh", "nhà văn hóa", "Số NVH được xây mới"),
    ("pccc", "phòng cháy chữa cháy", "Cơ sở bảo đảm PCCC"),
    ("qlnn", "quản lý nhà nước", "QLNN về đất đai"),
    ("qsdđ", "quyền sử dụng đất", "Thu tiền QSDĐ"),
    ("sdđ", "sử dụng đất", "Không tính tiền SDĐ"),
    ("sp", "sản phẩm", "Giá trị SP trên 1 ha"),
    ("sscđ", "sẵn sàng chiến đấu", "DBĐV SSCĐ"),
    ("sxkd", "sản xuất kinh doanh", "Số hộ SXKD"),
    ("tdp", "tổ dân phố", "TDP văn hóa"),
    ("tdtt", "thể dục thể thao", "Tập luyện TDTT thường xuyên"),
    ("te", "trẻ em", "Tỷ lệ TE dưới 6 tuổi có thẻ BHYT"),
    ("th", "tiểu học", "Trường TH đạt chuẩn"),
    ("thcs", "trung học cơ sở", "Phổ cập THCS mức độ 3"),
    ("thpt", "trung học phổ thông", "Tốt nghiệp THPT"),
    ("tnbq", "thu nhập bình quân", "TNBQ đầu người"),
    ("tngt", "tai nạn giao thông", "Số vụ TNGT"),
    ("ttcn", "tiểu thủ công nghiệp", "Công nghiệp – TTCN"),
    ("tthc", "thủ tục hành chính", "Hồ sơ TTHC đúng hạn"),
    ("ubnd", "ủy ban nhân dân", "UBND phường"),
    ("vsattp", "vệ sinh an toàn thực phẩm", "Cơ sở đạt VSATTP"),
    ("vsmt", "vệ sinh môi trường", "Đảm bảo VSMT"),
    ("xdcb", "xây dựng cơ bản", "Chi XDCB"),
    ("xh", "xã hội", "Phát triển KT-XH"),
    ("xkld", "xuất khẩu lao động", "Số người đi XKLD"),
    ("xklđ", "xuất khẩu lao động", "Số người đi XKLĐ"),
)

# One reading, and what is read as it.
SYNONYMS = (
    ("bác sỹ", "bác sĩ"),
    ("bình quân", "trung bình"),
    ("chiều dài", "số km"),
    ("chuẩn", "tiêu chuẩn"),
    ("chất thải rắn", "rác thải rắn"),
    ("công dân nhập ngũ", "giao quân, gọi công dân nhập ngũ, tuyển quân"),
    ("do", "vì"),
    ("duy trì", "giữ vững"),
    ("dân", "dân cư, người dân"),
    ("dân nông thôn", "dân số nông thôn"),
    ("giải quyết việc làm", "tạo việc làm"),
    ("ha", "hecta, héc ta, 1 ha, 1 hecta"),
    ("hằng quý", "hàng quý"),
    ("hằng tháng", "hàng tháng"),
    ("hộ", "hộ dân, hộ gia đình"),
    ("hộ dân tộc", "hộ dân tộc"),  # not hộ
    ("khách", "lượt khách"),
    ("kim ngạch", "giá trị kim ngạch"),
    ("kết nạp đảng viên", "phát triển đảng viên"),
    ("lợn", "heo"),
    ("mắc", "mắc bệnh"),
    ("nam", "bé trai"),
    ("nữ", "bé gái"),
    ("phá án", "khám phá án"),
    ("phổ cập xóa mù chữ", "xóa mù chữ"),
    ("quy mô dân số", "dân số trung bình"),
    ("số", "số lượng, tổng số"),
    ("tiểu học", "bậc tiểu học"),
    ("trẻ", "trẻ em"),
    ("tăng dân số", "phát triển dân số"),
    ("tốc độ tăng", "tốc độ phát triển, tốc độ tăng trưởng"),
    ("tốc độ tăng tổng sản phẩm trên địa bàn", "tốc độ tăng trưởng kinh tế, tăng trưởng kinh tế"),
    ("tỷ lệ che phủ", "độ che phủ"),
    ("việc làm", "việc làm mới"),
    ("vạn", "1 vạn, 10.000"),
    ("đảm bảo", "bảo đảm"),
)
ROMANS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
RANKS = "mức độ, loại, cấp, độ"  # before a Roman number
# Not 'năm': it is a year more often than a five.
NUMERALS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9"}

# Words that tell nothing apart: the time, what is compared with, striving.
AIR = (
    "năm #, đến năm #, đến cuối năm #, cuối năm #, đến cuối năm, cuối năm, đầu năm, trong năm, trong năm #, năm học "
    "# #, năm học #, giai đoạn # #, giai đoạn #, thời kỳ # #, nhiệm kỳ # #, hằng năm, hàng năm, mỗi năm, # năm # #, "
    "quý #, tháng #, # tháng, # tháng đầu năm, cả năm, so với năm #, so năm #, so với cùng kỳ, so với cùng kỳ năm "
    "trước, so cùng kỳ, so với năm trước, so với cùng kỳ năm #, so với đầu năm, so với kế hoạch, so với kế hoạch "
    "giao, theo kế hoạch, phấn đấu, phấn đấu đạt, phấn đấu đến năm #, quyết tâm, ước đạt, ước thực hiện, kế hoạch "
    "năm #, đạt và vượt chỉ tiêu giao, đạt và vượt kế hoạch, đạt chỉ tiêu giao, đạt chỉ tiêu, chỉ tiêu giao, trên "
    "địa bàn, đến địa bàn, tại địa bàn, cơ bản, đơn vị tính, đvt, xuống còn, giảm còn, trở lên, còn, trong đó, theo "
    "quy định, theo phân cấp, ở cơ sở, các loại"
)
# The office's own place, behind 'trên địa bàn', 'toàn', 'của'.
PLACES = "phường, xã, thị trấn, thị xã, huyện, quận, tỉnh, thành phố"

# Verbs of striving and change: nothing at the head of a name or its end, words like others within ('tốc độ tăng').
HEADS = (
    "tăng, tăng thêm, giảm, mức tăng, mức giảm, nâng, nâng mức, hạ, duy trì, duy trì ổn định, giữ, đạt, có, còn, "
    "chiếm, thực hiện, đảm bảo, hoàn thành tốt việc"
)
ENDS = "tăng, giảm, đạt, chiếm, lên, xuống, còn, là, tăng thêm, giảm xuống, giảm còn, nâng lên"

# Words that join others, and those that nearly every name has.
LIGHT = (
    "của, và, các, được, có, trên, tại, theo, ở, cho, do, bị, từ, đến, trong, với, là, về, những, loại, tổng, khu "
    "vực, vào, một, số, đạt, hoặc, việc, lĩnh vực, ngành, theo chuẩn nghèo đa chiều, theo chuẩn nghèo, đa chiều, "
    "được công nhận, công nhận, bình quân, mức, danh hiệu, tiêu dùng, thực hiện, cấp, trung ương, chuẩn, sản xuất, "
    "người, dân, xử lý, đi, mức độ"
)

# Syllables that are one word, whatever the fields below say of their parts.
WHOLE = (
    "nông thôn mới, thu nhập, thu gom, thu hoạch, thu hút, thu hồi, hè thu, chi bộ, chi hội, chi phí, chi trả, chi "
    "đoàn, dân số, thiểu số, ký số, chuyển đổi số, số hóa, liên lạc, đổi mới, việt nam, văn minh đô thị, đô thị hóa, "
    "khu đô thị, xuất khẩu lao động, không gian, không khí, gia đình, nhà nước, nước ngoài, xã hội, trường hợp, môi "
    "trường, thị trường, hợp tác xã, tổ hợp tác, nhà ở xã hội, nhà ở, đất ở, trạm y tế, nhân khẩu, trong nước, hồ "
    "sơ, tổ chức, sản xuất công nghiệp"
)

# What may stand in brackets as a unit, word by word.
UNITS = (
    "%, ‰, bậc, bộ, c, ca, chi, chí, con, cuộc, cây, công, cơ, doanh, dự, giường, ha, hộ, kg, km, lao, lượt, lần, "
    "lớp, m, m2, m3, nghiệp, nghìn, ngày, người, nhà, năm, phường, phẩm, sàn, sản, sở, tháng, tiêu, triệu, trình, "
    "trường, tạ, tấn, tỷ, usd, viên, vụ, xã, án, đ, điểm, đảng, đồng, động"
)


@dataclass(frozen=True, slots=True)
class Field:
    """Words of which a name has one: two that differ are two figures (and, if `alone`, one against none as well)."""

    name: str
    alone: bool
    values: str  # parted by "/", spellings of one value by ","
    first: bool = False  # only the first in a name counts


FIELDS = (
    Field(
        "measure",
        False,
        "tỷ lệ, tỷ lệ số / số / chỉ số / tỷ suất / tỷ số / diện tích / sản lượng / năng suất / giá trị sản xuất / "
        "giá trị tăng thêm, giá trị gia tăng / giá trị sản phẩm / tổng đàn / doanh thu / kim ngạch / thu nhập / tổng "
        "sản phẩm",
        first=True,
    ),
    Field("growth", True, "tốc độ tăng / tỷ trọng, cơ cấu / xếp hạng, thứ hạng"),
    Field(
        "counted",
        False,
        "hộ, gia đình / người, dân, nhân dân / thôn, bản, ấp / xã / phường / tổ dân phố, khu phố / cơ quan / doanh "
        "nghiệp / chi bộ / đảng viên / đoàn viên, hội viên / học sinh / trường / giáo viên / giường bệnh / bác sỹ / "
        "hợp tác xã / tổ hợp tác / tổ / câu lạc bộ / vụ, vụ việc / ca / trẻ / phụ nữ",
        first=True,
    ),
    Field("poverty", True, "nghèo / cận nghèo / thoát nghèo / tái nghèo"),
    Field("ahead", True, "trên chuẩn"),
    Field("insurance", False, "bảo hiểm y tế / bảo hiểm xã hội / bảo hiểm thất nghiệp"),
    Field("livestock", False, "trâu / bò / trâu bò / lợn / gia cầm, gà, vịt / gia súc / dê"),
    Field("crop", False, "lúa / ngô / lạc / sắn / rau / cây ăn quả / cây công nghiệp / cây dược liệu / lương thực"),
    Field("forest", False, "rừng phòng hộ / rừng sản xuất / rừng đặc dụng"),
    Field(
        "waste",
        False,
        "chất thải rắn sinh hoạt, chất thải sinh hoạt, rác thải sinh hoạt, rác sinh hoạt / chất thải nguy hại / chất "
        "thải rắn y tế, chất thải y tế / chất thải rắn công nghiệp / nước thải sinh hoạt / nước thải công nghiệp",
    ),
    Field("crime", False, "hình sự / ma túy / rất nghiêm trọng, đặc biệt nghiêm trọng"),
    Field(
        "trouble",
        True,
        "chậm, chậm tiến độ / bị cháy / tạm ngừng, ngừng / giải thể / nợ, nợ đọng / bị kỷ luật / đông người, vượt cấp",
    ),
    Field("tier", False, "cấp tỉnh / cấp huyện, cấp thị xã / cấp xã, cấp phường / cấp quốc gia"),
    Field("road", False, "đường huyện / đường xã / đường trục xã / đường trục thôn / đường ngõ xóm / đường nội đồng"),
    Field("paid out", True, "giải ngân"),
    Field("venue", True, "nhà văn hóa"),
    Field("issue", True, "lần đầu / cấp đổi, cấp lại"),
    Field("online", False, "toàn trình / một phần"),
    Field("denied", True, "không, chưa, thiếu, không có, không còn, không đạt, chưa đạt"),
    Field(
        "scope",
        True,
        "không tính, không gồm, không bao gồm, không kể, chưa tính, trừ, ngoài / bao gồm, kể cả, tính cả",
    ),
    Field("farming", False, "phi nông nghiệp / nông nghiệp"),
    Field("place", True, "nông thôn / thành thị, đô thị"),
    Field("sex", True, "nam / nữ, phụ nữ"),
    Field(
        "school",
        True,
        "mầm non / mẫu giáo / nhà trẻ / tiểu học / trung học cơ sở / trung học phổ thông / đại học, cao đẳng",
    ),
    Field("new", True, "mới, kết nạp, tăng mới, làm mới, xây mới, trồng mới, thành lập mới"),
    Field("grade", True, "nâng cao / kiểu mẫu"),
    Field("will", True, "tự nguyện / bắt buộc"),
    Field("certificate", True, "bằng cấp, chứng chỉ, bằng cấp chứng chỉ"),
    Field("trade", False, "xuất khẩu / nhập khẩu / xuất nhập khẩu"),
    Field("budget", False, "thu / chi"),
    Field("prices", False, "giá hiện hành / giá so sánh"),
    Field("season", True, "đông xuân / hè thu / vụ mùa"),
    Field("in time", True, "đúng hạn, trước hạn, đúng hẹn, trước hẹn / quá hạn, trễ hạn, chậm hạn, trễ hẹn"),
    Field("merit", True, "hoàn thành tốt / hoàn thành xuất sắc"),
    Field("stunting", True, "thấp còi / nhẹ cân"),
    Field("nature", True, "tự nhiên / cơ học"),
    Field("minority", True, "dân tộc thiểu số, đồng bào dân tộc"),
    Field("water", False, "nước sạch / nước hợp vệ sinh / nước thải"),
    Field("harm", True, "chết, tử vong / bị thương"),
    Field("origin", True, "quốc tế / nội địa"),
    Field("per head", True, "đầu người, bình quân đầu người"),
    Field("sowing", False, "gieo trồng / thu hoạch / chăm sóc"),
)
