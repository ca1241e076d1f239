"""Column types: what goes into the file, what comes back, and what is refused in words."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.periods import Period
from hxapp.storage.schema.book import SETTING
from hxapp.storage.tables import Area, Base, Book, Result, Setting, setting_id
from hxapp.storage.types import Amount, Composed, PeriodKey, UtcTime, Word, as_typed
from tests.storage.building import make, opened

SQLITE = sqlite.dialect()
AMOUNT = Amount()


def stored(value: Decimal) -> int:
    number = AMOUNT.process_bind_param(value, SQLITE)
    assert isinstance(number, int)
    return number


@pytest.mark.parametrize(
    ("text", "millionths"),
    [
        ("0", 0),
        ("-0.00", 0),
        ("1", 1_000_000),
        ("82.70", 82_700_000),
        ("-0.000001", -1),
        ("1E+3", 1_000_000_000),
        ("0E+30", 0),
        ("0E-30", 0),
        ("1.1000000000000000000000000000000000000", 1_100_000),
        ("9223372036853.999999", 9_223_372_036_853_999_999),
        ("-9223372036853.999999", -9_223_372_036_853_999_999),
    ],
)
def test_an_amount_is_whole_millionths(text: str, millionths: int) -> None:
    assert stored(Decimal(text)) == millionths


@pytest.mark.parametrize(
    "text",
    ["0.0000001", "1.0000000000000000000000000000000000001", "123456.1234567", "-1E-7", "1E-1000000", "1.5E-999999"],
)
def test_a_seventh_decimal_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="hơn 6 chữ số thập phân"):
        stored(Decimal(text))


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="không phải là một số"):
        stored(Decimal(text))


@pytest.mark.parametrize("text", ["9223372036854", "-9223372036854", "1E+18", "1E+999999", "12345678901234567890123"])
def test_an_amount_that_does_not_fit_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="quá lớn"):
        stored(Decimal(text))


@pytest.mark.parametrize("value", [1, 1.5, "1"])
def test_only_decimals_are_amounts(value: object) -> None:
    with pytest.raises(TypeError):
        AMOUNT.process_bind_param(value, SQLITE)  # type: ignore[arg-type]


def test_an_inexact_average_is_not_taken_for_an_amount() -> None:
    with pytest.raises(TypeError):
        AMOUNT.process_result_value(1.5, SQLITE)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_an_amount_comes_back_as_it_went(value: Decimal) -> None:
    assert AMOUNT.process_result_value(stored(value), SQLITE) == value


@pytest.mark.parametrize(
    ("value", "decimals", "typed"),
    [
        ("82.7", 2, "82.70"),
        ("82", 0, "82"),
        ("82.700000", None, "82.7"),
        ("100.000000", None, "100"),
        ("82.75", 0, "82.75"),
        ("0", 3, "0.000"),
    ],
)
def test_the_typed_decimals_come_back_and_no_digit_is_lost(value: str, decimals: int | None, typed: str) -> None:
    assert str(as_typed(Decimal(value), decimals)) == typed


def test_no_amount_has_no_decimals() -> None:
    assert as_typed(None, 2) is None


def test_an_amount_in_the_file_is_an_integer_with_its_decimals_beside(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Nhập kết quả") as session:
            make(session, Result, value=Decimal("82.70"), decimals=2)
        with database.read() as session:
            kind = session.execute(sa.text("SELECT typeof(value), value FROM result")).one()
            value, decimals = session.execute(sa.select(Result.value, Result.decimals)).one()
    assert tuple(kind) == ("integer", 82_700_000)
    assert str(as_typed(value, decimals)) == "82.70"


def test_a_sum_over_100_000_amounts_is_exact(tmp_path: Path) -> None:
    chance = random.Random(20220101)
    amounts = [Decimal(chance.randint(-(10**12), 10**12)).scaleb(-chance.randint(0, 6)) for _ in range(100_000)]
    amounts = [amount % 10**8 if abs(amount) >= 10**8 else amount for amount in amounts]
    table = sa.table("heap", sa.column("amount", Amount()))
    with opened(tmp_path) as database, database.begin("Thử cộng") as session:
        session.execute(sa.text("CREATE TABLE heap (amount INTEGER)"))
        session.execute(sa.insert(table), [{"amount": amount} for amount in amounts])
        total = session.execute(sa.select(sa.func.sum(table.c.amount))).scalar_one()
        kinds = session.execute(sa.text("SELECT DISTINCT typeof(amount) FROM heap")).scalars().all()
    assert kinds == ["integer"]
    assert total == sum(amounts)
    assert isinstance(total, Decimal)


def test_a_refused_amount_leaves_an_action_as_itself_and_undoes_it(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(Refused, match="thập phân"), database.begin("Nhập kết quả") as session:
            make(session, Area, name="Tổ dân phố thử")
            make(session, Result, value=Decimal("0.1234567"))
        with database.read() as session:
            assert session.execute(sa.select(sa.func.count()).select_from(Area)).scalar_one() == 0


def test_a_refused_amount_is_itself_within_the_action_too(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập kết quả") as session:
        result = make(session, Result)
        with pytest.raises(Refused):
            session.execute(sa.update(Result).values(value=Decimal("NaN")))
        assert session.execute(sa.select(Result.id)).scalar_one() == result.id


def test_an_identity_is_a_blob_of_16_bytes(tmp_path: Path) -> None:
    identity = uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
    with opened(tmp_path) as database:
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area, id=identity)
        with database.read() as session:
            kind = session.execute(sa.text("SELECT typeof(id), length(id), id FROM area")).one()
            found = session.execute(sa.select(Area.id).where(Area.id == identity)).scalar_one()
    assert tuple(kind) == ("blob", 16, identity.bytes)
    assert found == identity


def test_text_is_stored_composed(tmp_path: Path) -> None:
    composed = "Tổ dân phố Thanh Tiên, đạt chuẩn ế"
    with opened(tmp_path) as database:
        with database.begin("Thêm tổ dân phố") as session:
            make(session, Area, name=unicodedata.normalize("NFD", composed))
        with database.read() as session:
            raw = session.execute(sa.text("SELECT CAST(name AS BLOB) FROM area")).scalar_one()
            by_decomposed = sa.select(Area.name).where(Area.name == unicodedata.normalize("NFD", composed))
            assert session.execute(by_decomposed).scalar_one() == composed
    assert raw == composed.encode()


@pytest.mark.parametrize("text", ["nửa ký tự \ud83d", "hết\x00chuỗi"])
def test_text_that_no_file_can_hold_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="ký tự hỏng"):
        Composed().process_bind_param(text, SQLITE)


def test_a_moment_is_stored_in_utc(tmp_path: Path) -> None:
    hanoi = dt.timezone(dt.timedelta(hours=7))
    local = dt.datetime(2022, 1, 1, 6, 30, 0, 5, tzinfo=hanoi)
    with opened(tmp_path) as database:
        with database.begin("Tạo sổ") as session:
            make(session, Book, made_at=local)
        with database.read() as session:
            raw = session.execute(sa.text("SELECT made_at FROM book")).scalar_one()
            back = session.execute(sa.select(Book.made_at)).scalar_one()
    assert raw == "2021-12-31T23:30:00.000005Z"
    assert back == local
    assert back.tzinfo is dt.UTC


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcTime().process_bind_param(dt.datetime(2022, 1, 1), SQLITE)


def test_a_period_is_stored_as_its_key(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Nhập kết quả") as session:
            make(session, Result, period=Period.parse("2022-Q2"))
        with database.read() as session:
            assert session.execute(sa.text("SELECT period FROM result")).scalar_one() == "2022-Q2"
            assert session.execute(sa.select(Result.period)).scalar_one() == Period.parse("2022-Q2")


def test_every_word_of_every_vocabulary_fits_its_column_and_comes_back() -> None:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    kinds = [column.type for column in columns if isinstance(column.type, Word)]
    assert kinds
    for kind in kinds:
        for word in kind.words:
            assert len(word.value) <= 32
            assert kind.process_result_value(kind.process_bind_param(word, SQLITE), SQLITE) is word


def test_a_word_outside_its_vocabulary_is_a_mistake(tmp_path: Path) -> None:
    with opened(tmp_path) as database, pytest.raises(sa.exc.StatementError), database.begin("Tạo sổ") as session:
        make(session, Book, origin="elsewhere")


def test_the_long_period_fits_its_column() -> None:
    key = Period.parse("2022-01-01..2026-12-31").key
    assert len(key) <= 32
    assert PeriodKey().process_bind_param(Period.parse(key), SQLITE) == key


def test_nothing_is_stored_as_nothing() -> None:
    for kind in (Amount(), Composed(), UtcTime(), PeriodKey()):
        assert kind.process_bind_param(None, SQLITE) is None
    for kind in (Amount(), UtcTime(), PeriodKey()):
        assert kind.process_result_value(None, SQLITE) is None


def test_the_tables_can_stand_on_postgresql_too() -> None:
    dialect = postgresql.dialect()
    words = "\n".join(str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables)
    assert "value NUMERIC(19, 6)" in words
    assert "id UUID NOT NULL" in words
    assert "BLOB" not in words


def test_a_setting_is_found_by_the_identity_of_its_name(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Khai báo cơ quan") as session:
            session.add(Setting(id=setting_id("office_name"), name="office_name", value="phường Thử"))
        with database.read() as session:
            held = sa.select(SETTING.c.value).where(SETTING.c.id == setting_id("office_name"))
            assert session.scalar(held) == "phường Thử"


def test_refused_is_trouble_the_user_can_mend() -> None:
    assert issubclass(Refused, HxError)
