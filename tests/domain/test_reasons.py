"""The sentences of why."""

from __future__ import annotations

from typing import Any

import pytest

from hxapp.domain.indicators import Better, OverTime, Stage, Typed
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import judge
from hxapp.domain.targets import Target
from tests.domain.building import MAY, Q1, Q2, Q3, make_case, make_target

LOWER: dict[str, Any] = {"better": Better.LOWER}
NONE: dict[str, Any] = {"better": Better.NONE}
FLOW: dict[str, Any] = {"over_time": OverTime.SUM}
POOR = make_target("decrease_by_between", "0.7", "0.9", unit="%", baseline="so với năm 2021")
GROWTH = make_target("increase_by_between", "16", "16.5", unit="%", baseline="so với năm 2021")
NEW = make_target("increase_by", "10", strict=True, unit="cơ sở")
BUDGET = make_target("relative_to_plan", "5", "10", unit="%", plan_basis="over_plan")
GIVEN: dict[str, Any] = {"assigned": "4150", "unit": "triệu đồng"} | FLOW

SENTENCES: list[tuple[Target, str | None, dict[str, Any], str]] = [
    (
        make_target("eq", "100", unit="%"),
        "98.2",
        {"period": Q3, "base": "96.5"},
        "Từ 96,5% (năm 2021) lên 100% thì hết quý III cần đạt 99,1%; nay 98,2%, chậm 0,9 điểm %.",
    ),
    (
        make_target("eq", "100", unit="%"),
        "99.1",
        {"period": Q3, "base": "96.5", "base_estimated": True},
        "Từ 96,5% (năm 2021, ước) lên 100% thì hết quý III cần đạt 99,13%; nay 99,1%, chậm 0,03 điểm %.",
    ),
    (
        make_target("le", None, "4", unit="%"),
        "4.5",
        {"period": Q2, "base": "5.2"} | LOWER,
        "Từ 5,2% (năm 2021) xuống 4% thì hết quý II cần còn 4,6%; nay 4,5%, nhanh hơn 0,1 điểm %.",
    ),
    (
        make_target("gt", "99", unit="%"),
        "98.9",
        {"period": Q1, "base": "99.5"},
        "Năm 2021 đã ở mức 99,5% nên cần giữ trên 99%; nay 98,9%, thấp hơn 0,1 điểm %.",
    ),
    (
        make_target("gt", "99", unit="%"),
        "99",
        {"period": Q1, "base": "99.5"},
        "Năm 2021 đã ở mức 99,5% nên cần giữ trên 99%; nay 99%, mới bằng, chưa vượt mức này.",
    ),
    (make_target("maintain", "75", unit="%"), "75", {"period": Q1}, "Cần giữ 75%; nay 75%, giữ được."),
    (
        make_target("between", "60", "61", unit="%"),
        "62",
        {"period": Q1, "base": "63"},
        "Năm 2021 đã ở mức 63% nên cần giữ từ 60% trở lên; nay 62%, giữ được.",
    ),
    (
        make_target("eq", "5", unit="%"),
        "5.5",
        {"period": Q1, "base": "4"} | LOWER,
        "Năm 2021 đã ở mức 4% nên cần giữ không quá 5%; nay 5,5%, cao hơn 0,5 điểm %.",
    ),
    (
        make_target("between", "40", "45", unit="%"),
        "39",
        {"period": Q1, "base": "42"} | NONE,
        "Năm 2021 đã ở mức 42% nên cần giữ từ 40 đến 45%; nay 39%, thấp hơn 1 điểm %.",
    ),
    (
        make_target("eq", "110", unit="triệu đồng"),
        "86.4",
        {"period": Q3} | FLOW,
        (
            "Cả năm cần đạt 110 triệu đồng, chia đều thì hết quý III cần đạt 82,5 triệu đồng; nay 86,4 triệu đồng, "
            "nhanh hơn 3,9 triệu đồng."
        ),
    ),
    (
        make_target("ge", "1200", unit="tấn"),
        "500",
        {"period": MAY, "rhythm": Rhythm.MONTHLY} | FLOW,
        "Cả năm cần đạt 1.200 tấn, chia đều thì hết tháng 5 cần đạt 500 tấn; nay 500 tấn, đúng mức cần.",
    ),
    (
        make_target("ge", "10", unit="mô hình"),
        "4",
        {"period": MAY, "rhythm": Rhythm.MONTHLY} | FLOW,
        "Cả năm cần đạt 10 mô hình, chia đều thì hết tháng 5 cần đạt 4,2 mô hình; nay 4 mô hình, chậm 0,2 mô hình.",
    ),
    (
        make_target("le", None, "10", unit="vụ"),
        "8",
        {"period": Q3} | FLOW | LOWER,
        "Cả năm không được quá 10 vụ, chia đều thì hết quý III không được quá 7,5 vụ; nay 8 vụ, quá 0,5 vụ.",
    ),
    (
        make_target("eq", "45", unit="%"),
        "46",
        {"period": Q2, "base": "40"} | NONE,
        "Cả năm cần đúng 45%; nay 46%, cao hơn 1 điểm %.",
    ),
    (make_target("gt", "99", unit="%"), "98.6", {}, "Kế hoạch > 99%; thực hiện 98,6%, thiếu 0,4 điểm %."),
    (make_target("gt", "99", unit="%"), "99", {}, "Kế hoạch > 99%; thực hiện 99%, mới bằng, chưa vượt mức này."),
    (
        make_target("between", "40", "45", unit="tỷ đồng"),
        "46.5",
        {"stage": Stage.ESTIMATE},
        "Kế hoạch từ 40 đến 45 tỷ đồng; ước thực hiện 46,5 tỷ đồng, vượt 1,5 tỷ đồng.",
    ),
    (
        make_target("lt", None, "3.8", unit="%"),
        "4",
        LOWER,
        "Kế hoạch dưới 3,8%; thực hiện 4%, quá 0,2 điểm %.",
    ),
    (
        make_target("eq", "0.25", unit="‰"),
        "0.3",
        LOWER,
        "Kế hoạch 0,25‰; thực hiện 0,3‰, quá 0,05 điểm ‰.",
    ),
    (
        POOR,
        "4.4",
        {"base": "5.2", "unit": "%"} | LOWER,
        "Kế hoạch giảm từ 0,7 đến 0,9% so với năm 2021; từ 5,2% (năm 2021) thực hiện 4,4% là giảm 0,8 điểm %, đạt.",
    ),
    (
        POOR,
        "5.3",
        {"base": "5.2", "unit": "%", "period": Q2} | LOWER,
        (
            "Cả năm cần giảm 0,7 điểm % thì hết quý II cần giảm 0,35 điểm %; từ 5,2% (năm 2021) nay 5,3% "
            "là tăng 0,1 điểm %, chậm 0,45 điểm %."
        ),
    ),
    (
        POOR,
        "5.2",
        {"base": "5.2", "unit": "%"} | LOWER,
        (
            "Kế hoạch giảm từ 0,7 đến 0,9% so với năm 2021; từ 5,2% (năm 2021) thực hiện 5,2%, không đổi, "
            "thiếu 0,7 điểm %."
        ),
    ),
    (
        GROWTH,
        "140",
        {"base": "250", "unit": "tỷ đồng", "period": Q2} | FLOW,
        (
            "Kế hoạch tăng từ 16 đến 16,5% so với 250 tỷ đồng (năm 2021), tức cả năm cần đạt 290 tỷ đồng, "
            "chia đều thì hết quý II cần đạt 145 tỷ đồng; nay 140 tỷ đồng, chậm 5 tỷ đồng."
        ),
    ),
    (
        GROWTH,
        "15.2",
        {"typed": Typed.CHANGE, "unit": "tỷ đồng", "period": Q2},
        "Cần tăng từ 16 đến 16,5%; nay tăng 15,2%, thấp hơn 0,8 điểm %.",
    ),
    (
        NEW,
        "9",
        {"typed": Typed.CHANGE, "period": Q3} | FLOW,
        (
            "Cả năm cần tăng trên 10 cơ sở, chia đều thì hết quý III cần tăng trên 7,5 cơ sở; nay tăng 9 cơ sở, "
            "nhanh hơn 1,5 cơ sở."
        ),
    ),
    (
        NEW,
        "10",
        {"typed": Typed.CHANGE} | FLOW,
        "Kế hoạch tăng trên 10 cơ sở; thực hiện tăng 10 cơ sở, mới bằng, chưa vượt mức này.",
    ),
    (
        BUDGET,
        "3186.2",
        {"period": Q3} | GIVEN,
        (
            "Mức giao 4.150 triệu đồng, kế hoạch đạt và vượt chỉ tiêu giao từ 5 đến 10%, tức từ 4.357,5 đến 4.565 "
            "triệu đồng; chia đều thì hết quý III cần đạt 3.268,1 triệu đồng, nay 3.186,2 triệu đồng, chậm 81,9 triệu "
            "đồng; so với mức giao cần đạt 3.112,5 triệu đồng: có khả năng đạt."
        ),
    ),
    (
        BUDGET,
        "4300",
        GIVEN,
        (
            "Mức giao 4.150 triệu đồng, kế hoạch đạt và vượt chỉ tiêu giao từ 5 đến 10%, tức từ 4.357,5 đến 4.565 "
            "triệu đồng; thực hiện 4.300 triệu đồng, thiếu 57,5 triệu đồng; so với mức giao: vượt."
        ),
    ),
    (
        BUDGET,
        "4300",
        {},
        "Kế hoạch đạt và vượt chỉ tiêu giao từ 5 đến 10% nhưng chưa nhập mức được giao nên chưa so được.",
    ),
    (
        make_target("eq", "83", unit="%"),
        "82",
        {"period": Q3},
        "Chưa có số liệu năm 2021 nên chưa biết hết quý III cần đạt bao nhiêu.",
    ),
    (
        POOR,
        "4.4",
        LOWER,
        "Chưa có số liệu năm 2021 nên không tính được mức giảm.",
    ),
    (
        POOR,
        "4.4",
        {"base": "5.2", "base_year": 2018} | LOWER,
        "Kế hoạch giảm từ 0,7 đến 0,9% so với năm 2021 nhưng số liệu đang có là của năm 2018 nên chưa so được.",
    ),
    (
        GROWTH,
        "290",
        {"base": "0", "unit": "tỷ đồng"} | FLOW,
        "Số liệu năm 2021 bằng 0 nên không tính được mức thay đổi theo %.",
    ),
    (make_target("eq", "83"), None, {}, "Chưa có số liệu quý IV/2022."),
    (make_target("eq", "83"), None, {"period": MAY}, "Kỳ thu thập hằng quý, tháng 5/2022 chưa đến kỳ."),
    (
        make_target("eq", "83"),
        None,
        {"nothing_arose": True},
        "Không phát sinh trong quý IV/2022 nên không có gì để so với kế hoạch.",
    ),
    (
        make_target("ge", "100", unit="tấn"),
        "20",
        {"period": Period.parse("2022-01-01..2022-03-15"), "rhythm": Rhythm.MONTHLY} | FLOW,
        "Cả năm cần đạt 100 tấn, chia đều thì hết ngày 15/03/2022 cần đạt 20,3 tấn; nay 20 tấn, chậm 0,3 tấn.",
    ),
    (make_target("text_only"), "3", {}, "Mức kế hoạch bằng lời, cần đơn vị tự xét đạt hay chưa đạt."),
]


@pytest.mark.parametrize(("target", "value", "more", "sentence"), SENTENCES, ids=[row[3][:60] for row in SENTENCES])
def test_why(target: Target, value: str | None, more: dict[str, Any], sentence: str) -> None:
    assert judge(make_case(target, value, **more)).why == sentence
