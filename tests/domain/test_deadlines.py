"""Deadlines: an office's words for a time, what is refused, and how far off the last day is."""

from __future__ import annotations

import contextlib
import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hxapp.domain.deadlines import Deadline, Precision
from hxapp.domain.errors import Refused

DAY, MONTH, QUARTER, HALF, NINE, YEAR = (
    Precision.DAY, Precision.MONTH, Precision.QUARTER, Precision.HALF, Precision.NINE_MONTHS, Precision.YEAR
)  # fmt: skip
SCHOOL = Precision.SCHOOL_YEAR_START


@pytest.mark.parametrize(
    ("text", "precision", "last_day"),
    [
        # a day
        ("31/3/2022", DAY, "2022-03-31"),
        ("31.03.2023", DAY, "2023-03-31"),
        ("31 - 3 - 2022", DAY, "2022-03-31"),
        ("15/6/22", DAY, "2022-06-15"),
        ("15/6", DAY, "2022-06-15"),
        ("ngày 15-6", DAY, "2022-06-15"),
        ("ngày 15/6 phải xong", DAY, "2022-06-15"),
        ("ngày 05 tháng 01 năm 2023", DAY, "2023-01-05"),
        ("ngày 15 tháng 6", DAY, "2022-06-15"),
        ("15 tháng 6", DAY, "2022-06-15"),
        ("chậm nhất ngày 30/6/2022", DAY, "2022-06-30"),
        ("đến hết 30/6", DAY, "2022-06-30"),
        ("17 giờ ngày 15/6/2022", DAY, "2022-06-15"),
        ("thứ tư ngày 15/6/2022", DAY, "2022-06-15"),
        # a month
        ("tháng 6/2022", MONTH, "2022-06-30"),
        ("tháng 06 năm 2023", MONTH, "2023-06-30"),
        ("tháng 02", MONTH, "2022-02-28"),
        ("tháng 3-2022", MONTH, "2022-03-31"),
        ("6/2023", MONTH, "2023-06-30"),
        ("đến 6/2022", MONTH, "2022-06-30"),
        ("cuối tháng 6", MONTH, "2022-06-30"),
        ("tháng 6 năm nay", MONTH, "2022-06-30"),
        ("tháng 6 1500 hộ", MONTH, "2022-06-30"),
        ("5 tháng đầu năm", MONTH, "2022-05-31"),
        # a quarter
        ("quý I/2022", QUARTER, "2022-03-31"),
        ("Quí 2 năm 2023", QUARTER, "2023-06-30"),
        ("quý III", QUARTER, "2022-09-30"),
        ("QUY IV 2022", QUARTER, "2022-12-31"),
        ("hết quý II", QUARTER, "2022-06-30"),
        ("quý IV hằng năm", QUARTER, "2022-12-31"),
        ("3 tháng đầu năm", QUARTER, "2022-03-31"),
        ("sớm trình trong quý I/2022", QUARTER, "2022-03-31"),
        ("trình cấp có thẩm quyền phê duyệt trong quý I/2022.", QUARTER, "2022-03-31"),
        # half a year and more
        ("6 tháng đầu năm", HALF, "2022-06-30"),
        ("06 tháng đầu năm 2023", HALF, "2023-06-30"),
        ("sáu tháng đầu năm", HALF, "2022-06-30"),
        ("6 tháng/2022", HALF, "2022-06-30"),
        ("nửa đầu năm", HALF, "2022-06-30"),
        ("6 tháng cuối năm 2022", HALF, "2022-12-31"),
        ("9 tháng đầu năm 2022", NINE, "2022-09-30"),
        ("9 tháng năm 2023", NINE, "2023-09-30"),
        # a year
        ("trong năm 2022", YEAR, "2022-12-31"),
        ("trong năm", YEAR, "2022-12-31"),
        ("năm nay", YEAR, "2022-12-31"),
        ("cuối năm", YEAR, "2022-12-31"),
        ("đến năm 2025", YEAR, "2025-12-31"),
        ("2023", YEAR, "2023-12-31"),
        ("giai đoạn 2021-2025", YEAR, "2025-12-31"),
        ("2021–2025", YEAR, "2025-12-31"),
        ("vốn đầu tư năm 2022", YEAR, "2022-12-31"),  # 'tư' is not 'từ'
        # the opening of schools
        ("đầu năm học", SCHOOL, "2022-08-31"),
        ("Đầu năm học 2023-2024", SCHOOL, "2023-08-31"),
        ("trước năm học mới", SCHOOL, "2022-08-31"),
        # 'before': the day before it begins
        ("trước ngày 15/6/2022", DAY, "2022-06-14"),
        ("TRƯỚC 15/6", DAY, "2022-06-14"),
        ("trước 30/11 hằng năm", DAY, "2022-11-29"),
        ("trước ngày 01/01/2023", DAY, "2022-12-31"),
        ("trước tháng 6", MONTH, "2022-05-31"),
        ("trước quý II/2022", QUARTER, "2022-03-31"),
        ("trước năm 2023", YEAR, "2022-12-31"),
        ("trước cuối năm", YEAR, "2022-12-31"),
        # from … to: the later time
        ("từ 01/3 đến 15/6/2022", DAY, "2022-06-15"),
        ("từ ngày 1/3/2022 đến hết ngày 15/6/2022", DAY, "2022-06-15"),
        ("từ tháng 3 đến tháng 6/2022", MONTH, "2022-06-30"),
        ("từ đầu năm đến hết quý II/2022", QUARTER, "2022-06-30"),
    ],
)
def test_a_time_and_its_last_day(text: str, precision: Precision, last_day: str) -> None:
    deadline = Deadline.read(text, 2022)
    assert (deadline.precision, deadline.last_day) == (precision, dt.date.fromisoformat(last_day))
    assert Deadline.read(text.upper(), 2022).last_day == deadline.last_day
    assert Deadline.read(unicodedata.normalize("NFD", text), 2022) == Deadline.read(text, 2022)


@pytest.mark.parametrize(
    "text",
    [
        "thường xuyên",
        "Thường xuyên, liên tục trong năm 2022",
        "hằng tháng",
        "hàng quý",
        "ngày 25 hằng tháng",
        "định kỳ",
    ],
)
def test_standing_duties(text: str) -> None:
    assert Deadline.read(text, 2022) == Deadline(text, Precision.STANDING, None)


def test_words_are_kept_as_typed_but_tidied() -> None:
    assert Deadline.read("  Quí  I /2022\u200b\n", 2022).wording == "Quí I /2022"


def test_words_without_a_year_mean_the_given_one() -> None:
    assert Deadline.read("tháng 2", 2024).last_day == dt.date(2024, 2, 29)
    assert Deadline.read("đầu năm học", 2023).last_day == dt.date(2023, 8, 31)
    assert Deadline.read("trước tháng 1", 2023).last_day == dt.date(2022, 12, 31)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Chưa có thời hạn nào. Hãy viết như '31/3/2022'"),
        ("sớm", "'sớm' chưa nói thời hạn nào. Hãy viết như '31/3/2022'"),
        ("Nghị quyết số 12/2022", "chưa nói thời hạn nào"),
        ("04/24 tiêu chí", "chưa nói thời hạn nào"),
        ("trong 6 tháng", "chưa nói thời hạn nào"),
        ("x" * 500, "…' chưa nói thời hạn nào"),
        ("quý I và quý II", "'quý I và quý II' có hơn một thời hạn"),
        ("ngày 15/6, báo cáo 20/6/2022", "có hơn một thời hạn"),
        ("năm 2022 và năm 2023", "có hơn một thời hạn"),
        ("thường xuyên, xong trong quý I", "có hơn một thời hạn"),
        ("quý I, II/2022", "'quý I, II/2022' chưa rõ ngày cuối cùng"),
        ("tháng 3-4/2022", "chưa rõ ngày cuối cùng"),
        ("đầu quý II", "chưa rõ ngày cuối cùng"),
        ("giữa tháng 6", "chưa rõ ngày cuối cùng"),
        ("tuần 2 tháng 6", "chưa rõ ngày cuối cùng"),
        ("đầu năm", "chưa rõ ngày cuối cùng"),
        ("sau đầu năm", "chưa rõ ngày cuối cùng"),
        ("cuối năm học", "chưa rõ ngày cuối cùng"),
        ("sau ngày 15/6/2022", "chưa rõ ngày cuối cùng"),
        ("từ quý II/2022", "chưa rõ ngày cuối cùng"),
        ("31/02/2022", "Ngày 31/02/2022 không có: tháng 2 năm 2022 chỉ có 28 ngày"),
        ("trước ngày 31/4", "tháng 4 năm 2022 chỉ có 30 ngày"),
        ("tháng 13", "Không có tháng 13"),
        ("quý V/2022", "Không có quý V"),
        ("từ tháng 6 đến tháng 3", "kết thúc trước khi bắt đầu"),
    ],
)
def test_no_time_several_a_vague_one_and_an_impossible_one_are_refused(text: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        Deadline.read(text, 2022)
    assert why in str(caught.value)
    assert caught.value.field == "deadline"
    assert len(str(caught.value)) < 250


def test_the_examples_are_of_the_given_year() -> None:
    with pytest.raises(Refused, match="'quý I/2025'"):
        Deadline.read("sớm", 2025)


_PIECES = "trước|từ|đến|hết|ngày|31/3/2022|15/6|tháng 6|quý I|/2022|năm|học|đầu|hằng|6 tháng|cuối|2022|,|-|thường xuyên"


@given(
    st.text(max_size=30) | st.lists(st.sampled_from(_PIECES.split("|")), max_size=6).map(" ".join),
    st.integers(1900, 2199),
)
def test_any_text_is_a_deadline_or_refused_and_its_wording_reads_the_same(text: str, year: int) -> None:
    with contextlib.suppress(Refused):
        deadline = Deadline.read(text, year)
        assert Deadline.read(deadline.wording, year) == deadline


def test_days_left_and_being_late() -> None:
    deadline = Deadline.read("quý I/2022", 2022)
    assert [deadline.days_left(dt.date(2022, *day)) for day in ((3, 13), (3, 31), (4, 1))] == [18, 0, -1]
    assert [deadline.is_late(dt.date(2022, *day)) for day in ((3, 31), (4, 1))] == [False, True]


def test_a_standing_duty_is_never_late() -> None:
    deadline = Deadline.read("thường xuyên", 2022)
    assert deadline.days_left(dt.date(2030, 1, 1)) is None
    assert not deadline.is_late(dt.date(2030, 1, 1))


def test_only_a_standing_deadline_lacks_a_last_day() -> None:
    with pytest.raises(ValueError, match="last day"):
        Deadline("trong năm", Precision.YEAR, None)
    with pytest.raises(ValueError, match="last day"):
        Deadline("thường xuyên", Precision.STANDING, dt.date(2022, 12, 31))
