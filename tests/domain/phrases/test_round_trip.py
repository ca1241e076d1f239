"""What is said of a target reads back: for names of every sort, every target that the page's rules can yield for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hxapp.domain.targets import HIGHER, KEEP, LOWER, Comparator, Target, parse_phrase, words

MONEY = ("đồng", "triệu đồng", "tỷ đồng", "nghìn tỷ đồng", "USD", "triệu USD", "tỷ USD")
THINGS = (
    "người", "nghìn người", "lao động", "hộ", "đảng viên", "bác sĩ", "giường", "lớp", "trường", "cơ sở", "mô hình",
    "doanh nghiệp", "hợp tác xã", "tiêu chí", "đơn vị", "thôn", "làng", "khu phố", "phường", "xã", "huyện", "m",
    "km", "ha", "triệu ha", "lít", "kg", "tạ", "tấn", "nghìn tấn", "triệu tấn", "con", "triệu con", "nghìn cây",
    "bóng", "đường hẻm", "đoạn đường", "chi bộ", "lượt lao động", "triệu lượt khách", "trẻ trai", "triệu lao động",
    "nghìn lao động",
)  # fmt: skip
SHARES = ("%", "‰")


@dataclass(frozen=True)
class Sort:
    """A name; its better side, whether a word of it speaks for that side, and what can be asked of it."""

    name: str
    side: str = HIGHER
    spoken: bool = False
    units: tuple[str | None, ...] = SHARES
    changes: bool = True

    def __str__(self) -> str:
        return self.name


SORTS = (
    # Rates of change: always a level (5.1).
    Sort("Tốc độ tăng giá trị sản xuất các ngành kinh tế bình quân", changes=False),
    Sort("Tốc độ tăng trưởng kinh tế", changes=False),
    Sort("Tăng trưởng kinh tế (GRDP)", changes=False),
    Sort("Tỷ lệ tăng dân số tự nhiên", LOWER, True, changes=False),
    Sort("Mức giảm tỷ lệ sinh con thứ 3 trở lên", HIGHER, True, changes=False),
    # Amounts: a bare percentage is growth (5.5).
    Sort("Tổng thu ngân sách nhà nước trên địa bàn", units=MONEY),
    Sort("Giá trị sản xuất ngành dịch vụ", units=MONEY),
    Sort("Kim ngạch xuất khẩu và doanh thu dịch vụ", units=MONEY),
    Sort("Tổng vốn đầu tư toàn xã hội", units=MONEY),
    Sort("Thu nhập bình quân đầu người", HIGHER, True, units=(*MONEY, "triệu đồng/người/năm")),
    Sort("Giá trị sản xuất trên 1 ha canh tác", units=MONEY),
    # Counts.
    Sort("Số cơ sở sản xuất, kinh doanh", units=(None, *THINGS)),
    Sort("Giải quyết việc làm", HIGHER, True, units=(None, *THINGS)),
    Sort("Tổng diện tích gieo trồng", units=(None, *THINGS)),
    Sort("Số vụ tai nạn giao thông", LOWER, True, units=(None, *THINGS)),
    Sort("Số hộ nghèo", LOWER, True, units=(None, *THINGS)),
    Sort("Xây dựng nhà văn hóa", units=(None, *THINGS)),
    # Rates of what there is.
    Sort("Tỷ lệ hộ nghèo", LOWER, True),
    Sort("Tỉ lệ hộ cận nghèo (theo chuẩn nghèo đa chiều)", LOWER, True),
    Sort("Tỷ lệ người tham gia bảo hiểm y tế", HIGHER, True),
    Sort("Tỷ lệ trường đạt chuẩn quốc gia"),
    Sort("Hộ dân thực hiện nếp sống văn minh, môi trường văn hóa"),
    Sort("Tỷ lệ cơ sở sản xuất có hệ thống xử lý đảm bảo vệ sinh môi trường", HIGHER, True),
    Sort("Tỷ suất sinh thô", LOWER, True),
    # Shares of a structure, sizes.
    Sort("Tỷ trọng ngành dịch vụ trong cơ cấu kinh tế", KEEP, True),
    Sort("Dân số trung bình", KEEP, True, units=(None, *THINGS)),
    # Names with words that mislead.
    Sort("Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng", LOWER, True),
    Sort("Tỷ lệ sinh con thứ 3 trở lên", LOWER, True),
    Sort("Tỷ lệ hộ gia đình được công nhận và giữ vững danh hiệu gia đình văn hóa", HIGHER, True),
    Sort("Học sinh lớp 9 vào trung học phổ thông và học nghề", HIGHER, True),
    Sort("Tỷ lệ thôn không có người sinh con thứ 3 trở lên", HIGHER, True),
    Sort("Tỷ lệ nhập siêu so với tổng kim ngạch xuất khẩu", LOWER, True),
    Sort("Tỷ lệ đô thị loại 3 trở lên có hệ thống thu gom nước thải", HIGHER, True),
    Sort("Tỷ lệ lao động qua đào tạo từ 03 tháng trở lên có chứng chỉ"),
    Sort("Hiệu quả công tác giảm nghèo bền vững", HIGHER, True),
    Sort("Tỷ lệ chi bộ hoàn thành tốt nhiệm vụ trở lên"),
    Sort("Giải quyết lao động có việc làm ổn định", HIGHER, True, units=(None, *THINGS)),
    Sort("Tăng cường hạ tầng, nâng cấp đường ngõ", units=(None, *THINGS)),
    Sort("Số bác sĩ trên 1 vạn dân", units=(None, *THINGS)),
    Sort("Giá trị gia tăng ngành trồng trọt", units=MONEY),
    Sort("Tỷ lệ tổ dân phố số 5 đạt chuẩn mức độ 2"),
)

figures = (
    st.integers(1, 9_999).map(lambda number: Decimal(number) / 100)
    | st.integers(0, 500).map(Decimal)
    | st.integers(1, 10**9).map(Decimal)
    | st.integers(1, 10**7).map(lambda number: Decimal(number) / 1000)
)
PERIODS = ("năm 2021", "cùng kỳ năm trước", "giai đoạn 2016 - 2020", "ước thực hiện năm 2017", "đầu nhiệm kỳ",
           "dự toán năm 2019", "thời kỳ 2010-2015", "bình quân 3 năm trước", "hiện nay")  # fmt: skip


@st.composite
def yielded(draw: st.DrawFn, sort: Sort) -> Target:
    """A target that the page's rules can yield for the name."""
    shape = draw(
        st.sampled_from(["one", "one", "range", "range", "floor", "above", "ceiling", "below", "bare", "plan"])
    )
    if shape == "plan":
        return draw(planned(sort))
    if shape == "bare":
        per = draw(st.sampled_from([None, "năm", "xã"]))
        return Target(comparator=Comparator.MAINTAIN, per=per, direction=KEEP)
    families = ["level", "level", "keep", *(("up", "down") if sort.changes else ())]
    family = draw(st.sampled_from(families))
    changed = family in ("up", "down")
    unit = draw(st.sampled_from((*sort.units, *(("%", "lần") if changed else ()))))
    if family == "level" and shape != "range" and draw(st.integers(0, 9)) == 0:
        unit = "lần"
    low, high = sorted((draw(figures), draw(figures)))
    fields: dict[str, Any] = {"low": low, "high": high, "unit": unit, "approx": draw(st.integers(0, 3)) == 0}
    if shape == "one":
        fields["high"] = low
    elif shape in ("floor", "above"):
        fields["high"] = None
    elif shape in ("ceiling", "below"):
        fields["low"] = None
    fields["strict"] = shape in ("above", "below")
    if unit != "triệu đồng/người/năm":
        pers = [None, None, "năm", "xã", *(("ha", "ha/năm", "người/năm", "100 trẻ gái") if unit is not None else ())]
        fields["per"] = draw(st.sampled_from(pers))
        if (unit, fields["per"]) == ("triệu đồng", "người/năm"):
            fields["per"] = None
    if shape == "one" and not changed and unit in ("xã", "thôn", "tiêu chí", "cơ sở", "trường"):
        fields["out_of"] = draw(st.sampled_from([None, low + 3])) if low == low.to_integral_value() else None
    if draw(st.integers(0, 3)) == 0:
        fields["baseline"] = f"so với {draw(st.sampled_from(PERIODS))}"
    kind = _kind(family, shape)
    if kind in (Comparator.EQ, Comparator.LT, Comparator.BETWEEN, Comparator.LE) and draw(st.integers(0, 9)) == 0:
        fields["baseline"] = f"từ {draw(st.sampled_from(['5,2%', '12,5 tỷ đồng', '60% năm 2020']))}"
    return Target(comparator=kind, direction=_direction(sort, kind, fields["low"] is None), **fields)


@st.composite
def planned(draw: st.DrawFn, sort: Sort) -> Target:
    """A target relative to an assigned figure."""
    side = _direction(sort, Comparator.RELATIVE_TO_PLAN, False)
    per = draw(st.sampled_from([None, "năm"]))
    fields: dict[str, Any] = {"comparator": Comparator.RELATIVE_TO_PLAN, "direction": side, "per": per}
    shape = draw(st.sampled_from(["bare", "one", "range", "floor", "above"]))
    if shape == "bare":
        return Target(**fields)
    over = draw(st.booleans())
    low, high = sorted(draw(st.integers(1, 60)) + (0 if over else 80) for _ in range(2))
    fields |= {
        "low": Decimal(low),
        "high": Decimal(low if shape == "one" else high) if shape in ("one", "range") else None,
    }
    fields |= {"strict": shape == "above", "unit": "%", "plan_basis": "over_plan" if over else "of_plan"}
    fields["approx"] = draw(st.integers(0, 3)) == 0
    if over and draw(st.booleans()):
        fields["baseline"] = draw(st.sampled_from(["so với kế hoạch được giao", "so với dự toán tỉnh giao"]))
    return Target(**fields)


def _kind(family: str, shape: str) -> Comparator:
    if family == "keep":
        return Comparator.MAINTAIN
    if family in ("up", "down"):
        name = "increase_by" if family == "up" else "decrease_by"
        return Comparator(f"{name}_between" if shape == "range" else name)
    return {
        "one": Comparator.EQ,
        "range": Comparator.BETWEEN,
        "floor": Comparator.GE,
        "above": Comparator.GT,
        "ceiling": Comparator.LE,
        "below": Comparator.LT,
    }[shape]


def _direction(sort: Sort, kind: Comparator, ceiling: bool) -> str:
    """Section 10 of the page, for these names."""
    if kind is Comparator.MAINTAIN:
        return KEEP
    if sort.side == KEEP and kind in (Comparator.INCREASE_BY, Comparator.INCREASE_BY_BETWEEN):
        return HIGHER
    neutral = sort.side == HIGHER and not sort.spoken and ceiling
    if neutral and kind in (Comparator.LE, Comparator.LT, Comparator.INCREASE_BY):
        return LOWER
    return sort.side


@pytest.mark.parametrize("sort", SORTS, ids=str)
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_what_is_said_reads_back(sort: Sort, data: st.DataObject) -> None:
    target = data.draw(yielded(sort))
    for said in (words(target), words(target, of_rate=True)):
        phrase = parse_phrase(f"{sort.name}: {said}")
        assert phrase.targets == [target], f"{sort.name}: {said}"


@pytest.mark.parametrize("name", [str(sort) for sort in SORTS])
def test_a_place_in_the_upper_ranks_reads_back(name: str) -> None:
    target = Target(comparator=Comparator.LE, high=Decimal(10), unit="hạng", direction=LOWER)
    assert words(target) == "trong nhóm 10"
    assert parse_phrase(f"{name}: {words(target)}").targets == [target]


def test_a_change_of_a_rate_is_told_in_points() -> None:
    target = Target(
        comparator=Comparator.DECREASE_BY_BETWEEN, low=Decimal("0.7"), high=Decimal("0.9"), unit="%", direction=LOWER
    )
    assert words(target, of_rate=True) == "giảm từ 0,7 đến 0,9 điểm %"
    assert parse_phrase("Tỷ lệ hộ nghèo: giảm từ 0,7 đến 0,9 điểm %").targets == [target]
