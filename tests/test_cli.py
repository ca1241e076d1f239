"""The commands without a window: what they print, write and refuse, and the codes they end with."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hxapp import cli, disks, paths
from hxapp.reports import REPORTS
from hxapp.services import backups
from hxapp.services.backups import BackupFacts
from tests.pdfs import page_texts

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("Nguyễn Thị Hồng") / "Sổ thực hành.hxdb"
    assert cli.main(["new", str(path), "--practice"]) == cli.DONE
    return path


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main([str(word) for word in argv])
    out = capsys.readouterr()
    return code, out.out, out.err


def answer(capsys: pytest.CaptureFixture[str], *argv: object) -> Any:
    code, out, err = run(capsys, *argv, "--json")
    assert code == cli.DONE, err
    return json.loads(out)


def test_a_new_book_is_empty_and_lists_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Sổ mới.hxdb"
    code, out, err = run(capsys, "new", path)
    assert (code, err) == (cli.DONE, "") and path.name in out
    for what in cli.WHAT:
        assert answer(capsys, "list", path, "--what", what)["rows"] == []


def test_a_new_book_never_overwrites(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = practice.read_bytes()
    code, out, err = run(capsys, "new", practice, "--sample")
    assert (code, out) == (cli.REFUSED, "") and "Đã có" in err
    assert practice.read_bytes() == before


def test_the_sample_has_fourteen_numbered_indicators_and_no_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mẫu.hxdb"
    assert run(capsys, "new", path, "--sample")[0] == cli.DONE
    rows = answer(capsys, "list", path, "--what", "indicators", "--period", "2022-Q2")["rows"]
    assert [row["number"] for row in rows if row["numbered"]] == [str(number) for number in range(1, 15)]
    assert all(row["result"] is None for row in rows)
    assert rows[0]["target"] == "14 – 15%/ năm"


def test_list_gives_keys_targets_as_written_results_and_ratings(
    practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "list", practice, "--what", "indicators", "--period", "2022-Q2")
    assert found["period"] == "2022-Q2"
    row = next(row for row in found["rows"] if row["number"] == "11")
    assert len(row["key"]) == 36 and row["target"] == "> 99%"
    assert isinstance(row["result"], str) and "," in row["result"]
    assert row["rating"] in ("likely", "unlikely") and row["why"].endswith(".")
    tasks = answer(capsys, "list", practice, "--what", "tasks")["rows"]
    assert any(row["deadline"] == "quý I/2022" and row["last_day"] == "2022-03-31" for row in tasks)
    criteria = answer(capsys, "list", practice, "--what", "checklist", "--period", "2022-Q3")["rows"]
    assert sum(not row["group"] for row in criteria) == 24
    code, out, _ = run(capsys, "list", practice, "--what", "checklist")
    assert code == cli.DONE and "1.1\t" in out


def test_an_export_comes_back_unchanged_and_then_changed(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "Quý II.xlsx"
    answer(capsys, "export", practice, "--what", "indicators", "--to", sheet, "--period", "2022-Q2")
    same = answer(capsys, "import", practice, sheet, "--dry-run")
    assert (same["new"], same["changed"], same["refused"]) == (0, 0, []) and same["same"] > 14
    workbook = load_workbook(sheet)
    visible = workbook.worksheets[0]
    row = next(row for row in visible.iter_rows() if str(row[1].value).startswith("Tỷ lệ người tham gia bảo hiểm"))
    row[5].value = "1,250"
    workbook.save(sheet)
    before = practice.read_bytes()
    code, out, err = run(capsys, "import", practice, sheet, "--json")
    assert (code, err) == (cli.PARTLY, "")
    assert [one["cell"] for one in json.loads(out)["refused"]] == [f"Chỉ tiêu!F{row[5].row}"]
    row[5].value = 99.6
    workbook.save(sheet)
    assert answer(capsys, "import", practice, sheet, "--dry-run")["changed"] == 1
    assert practice.read_bytes() == before
    assert answer(capsys, "import", practice, sheet)["changed"] == 1
    kept = backups.list_backups([disks.backup_folder(practice, paths.data_folder())])
    assert isinstance(kept[0], BackupFacts) and kept[0].last_name == "Tạo sổ mới"  # as it was before the sheet
    rows = answer(capsys, "list", practice, "--what", "indicators", "--period", "2022-Q2")["rows"]
    assert next(one for one in rows if one["number"] == "11")["result"] == "99,6"


def test_a_sheet_that_cannot_be_written_or_read_changes_nothing(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "Nhiệm vụ.xlsx"
    sheet.write_bytes("bản cũ".encode())

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "replace", held)
    export = ("export", practice, "--what", "tasks", "--to")
    code, out, err = run(capsys, *export, sheet)
    assert (code, out) == (cli.REFUSED, "") and "đang mở trong Excel" in err
    assert sheet.read_bytes() == "bản cũ".encode() and list(tmp_path.iterdir()) == [sheet]
    code, _, err = run(capsys, *export, tmp_path / "không có" / "x.xlsx")
    assert code == cli.REFUSED and "không có" in err
    before = practice.read_bytes()
    code, _, err = run(capsys, "import", practice, sheet)
    assert code == cli.REFUSED and "không phải sổ tính" in err
    assert practice.read_bytes() == before


def test_an_import_takes_the_good_rows_and_leaves_the_refused_ones_whole(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "Nhiệm vụ.xlsx"
    answer(capsys, "export", practice, "--what", "tasks", "--to", sheet)
    workbook = load_workbook(sheet)
    visible = workbook.worksheets[0]
    rows = [row for row in visible.iter_rows() if len(str(row[9].value)) == 36]
    bad, good = rows[0], rows[1]
    bad[2].value, bad[4].value, bad[6].value = "Công an phường", "31/02/2022", "gần xong"
    good[2].value, good[4].value = "Công an phường", "trong năm 2022"
    visible.cell(visible.max_row + 1, 2).value = "Một việc mới"
    workbook.save(sheet)
    before = answer(capsys, "list", practice, "--what", "tasks")["rows"]
    code, out, _ = run(capsys, "import", practice, sheet, "--json")
    found = json.loads(out)
    assert code == cli.PARTLY
    assert (found["new"], found["changed"], found["same"]) == (1, 2, len(rows) - 2)
    assert [one["cell"] for one in found["refused"]] == [f"Nhiệm vụ!E{bad[0].row}", f"Nhiệm vụ!G{bad[0].row}"]
    assert "31/02/2022" in found["refused"][0]["reason"] and "gần xong" in found["refused"][1]["reason"]
    after = {row["key"]: row for row in answer(capsys, "list", practice, "--what", "tasks")["rows"]}
    was = {row["key"]: row for row in before}
    assert after[bad[9].value] == was[bad[9].value]
    assert after[good[9].value]["deadline"] == "trong năm 2022"
    assert set(after) - set(was) and any(row["name"] == "Một việc mới" for row in after.values())


@pytest.mark.parametrize("name", [entry.name for entry in REPORTS])
def test_every_report_is_drawn_and_written_for_excel(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, qapp: object
) -> None:
    for ending in ("pdf", "xlsx"):
        path = tmp_path / f"Báo cáo.{ending}"
        assert (
            answer(capsys, "report", practice, "--report", name, "--period", "2022-Q3", "--to", path)["report"] == name
        )
        assert path.stat().st_size > 5000
    text = page_texts(tmp_path / "Báo cáo.pdf")[0]
    assert "SỔ THỰC HÀNH" in text and "trang 1/" in text


def test_check_finds_a_sound_book_sound(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "check", practice) == {"book": str(practice), "findings": []}


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["nwe", "x"], "nwe"),
        (["list", "x.hxdb"], "--what"),
        (["list", "x.hxdb", "--what", "people"], "people"),
        (["list", "x.hxdb", "--wat", "tasks"], "--wat"),
        (["list", "x.hxdb", "--what"], "viết chưa đúng"),
        (["new"], "tên tệp sổ"),
        (["new", "x.hxdb", "--sample", "--practice"], "một trong hai"),
        (["import", "x.hxdb"], "tệp Excel"),
        (["export", "x.hxdb", "--what", "tasks"], "--to"),
        (["export", "x.hxdb", "--what", "tasks", "--to", "x.xls"], "đuôi .xlsx"),
        (["report", "x.hxdb", "--report", "khác", "--period", "2022", "--to", "x.pdf"], "khác"),
        (["report", "x.hxdb", "--report", "tong-quan", "--period", "2022", "--to", "x.doc"], ".pdf hoặc .xlsx"),
        (["--bok", "x"], "--bok"),
        (["parse"], "lời văn cần đọc"),
        (["parse", "  "], "còn trống"),
        (["parse", "> 99%", "thêm"], "thêm"),
    ],
)
def test_a_command_that_is_not_understood(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *argv)
    assert (code, out) == (cli.NOT_UNDERSTOOD, "")
    assert words in err and "hxapp --help" in err
    assert list(tmp_path.iterdir()) == []


def test_bad_books_get_a_sentence_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "thư.hxdb"
    path.write_text("đây là thư", encoding="utf-8")
    for words in (("list", path, "--what", "tasks"), ("check", path)):
        code, out, err = run(capsys, *words)
        assert (code, out) == (cli.REFUSED, "") and "không phải là sổ" in err
    code, _, err = run(capsys, "list", tmp_path / "không có.hxdb", "--what", "tasks")
    assert code == cli.REFUSED and "Không tìm thấy" in err
    code, _, err = run(capsys, "list", path, "--what", "tasks", "--period", "2022-Q7")
    assert code == cli.REFUSED


def test_help_and_version_are_vietnamese_and_true(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == cli.DONE
    for command in ("new", "list", "export", "import", "report", "check", "parse"):
        assert f"hxapp {command}" in out
    assert run(capsys, "--version")[1].startswith("HX App ")


POVERTY = "10. Tỷ lệ hộ nghèo giảm so với năm 2021(theo chuẩn nghèo đa chiều): Từ 0,7 - 0,9%."
JOBS = (
    "8. Giải quyết việc làm trong năm: Từ 100-120 lao động, trong đó xuất khẩu lao động theo hợp đồng từ 10-12 người."
)


def test_parse_gives_the_thirteen_fields_and_says_them_back(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "parse", POVERTY)
    (target,) = found["targets"]
    assert found["indicator"] == "Tỷ lệ hộ nghèo"
    first, last = target.pop("span")
    assert "0,7 - 0,9%" in POVERTY[first:last]
    assert target == {
        "name": None,
        "of_which": False,
        "comparator": "decrease_by_between",
        "low": "0.7",
        "high": "0.9",
        "strict": False,
        "approx": False,
        "unit": "%",
        "per": None,
        "baseline": "so với năm 2021",
        "plan_basis": None,
        "out_of": None,
        "direction": "lower_is_better",
        "words": "giảm từ 0,7 đến 0,9% so với năm 2021",
        "short": "↓ 0,7–0,9%",
    }
    whole, part = answer(capsys, "parse", JOBS)["targets"]
    assert (whole["low"], whole["of_which"], part["high"], part["of_which"]) == ("100", False, "12", True)
    (words,) = answer(capsys, "parse", "cơ bản hoàn thành bê tông đường ngõ phố")["targets"]
    assert (words["comparator"], words["low"], words["span"]) == ("text_only", None, None)


def test_parse_answers_in_vietnamese_and_says_when_a_figure_meets_the_target(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "parse", JOBS)
    assert (code, err) == (cli.DONE, "")
    assert out.splitlines() == [
        "Chỉ tiêu: Giải quyết việc làm",
        "1. từ 100 đến 120 lao động",
        "   Đạt khi từ 100 đến 120 lao động; vượt khi trên 120 lao động.",
        "2. Trong đó, Xuất khẩu lao động theo hợp đồng: từ 10 đến 12 người",
        "   Đạt khi từ 10 đến 12 người; vượt khi trên 12 người.",
    ]
    assert "giảm từ 0,7 đến 0,9 điểm %" in run(capsys, "parse", POVERTY)[1]
    growth = "Thu ngân sách tăng 5% so với năm 2021"
    assert "Đạt khi tăng 5%; vượt khi tăng trên 5%" in run(capsys, "parse", growth)[1]
    assert "Đạt khi tăng 5 điểm %" in run(capsys, "parse", growth, "--unit", "%")[1]
    assert "Đạt khi bằng 40.000 triệu đồng" in run(capsys, "parse", "thu 40 tỷ đồng", "--unit", "triệu đồng")[1]
    out = run(capsys, "parse", "> 99%")[1]
    assert out.startswith("Chỉ tiêu: (lời văn không nêu tên)\n1. > 99%\n")


def test_a_pdf_has_its_text_however_the_program_is_started(practice: Path, tmp_path: Path) -> None:
    """On Windows Qt of itself would draw outlines: nothing may lean on what the tests' own environment says."""
    pdf = tmp_path / "Tổng hợp.pdf"
    command = [sys.executable, "-P", "-m", "hxapp", "report", str(practice), "--report", "tong-quan"]
    bare = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    environment = {**bare, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    subprocess.run(
        [*command, "--period", "2022-Q3", "--to", str(pdf)], check=True, env=environment, capture_output=True
    )
    (text,) = page_texts(pdf)
    assert "Thu ngân sách" in text


def test_parse_needs_neither_the_window_nor_a_book(tmp_path: Path) -> None:
    script = (
        "import sys; from hxapp import cli\n"
        f"assert [cli.main(['parse', {POVERTY!r}]), cli.main(['parse', {JOBS!r}, '--json'])] == [0, 0]\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'sqlalchemy', 'openpyxl')]\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert list(tmp_path.iterdir()) == []


def test_an_unexpected_error_is_logged_and_told(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "chia cho không"

    def fail(*_: object) -> None:
        raise ZeroDivisionError(words)

    monkeypatch.setattr("hxapp.services.listing.rows", fail)
    monkeypatch.setattr("hxapp.paths.settings_folder", lambda: tmp_path)
    log = logging.getLogger("hxapp")
    before = list(log.handlers)
    try:
        code, out, err = run(capsys, "list", practice, "--what", "tasks")
    finally:
        for handler in [one for one in log.handlers if one not in before]:
            log.removeHandler(handler)
            handler.close()
    assert (code, out) == (cli.UNEXPECTED, "") and "hxapp.log" in err and "Traceback" not in err
    written = (tmp_path / "hxapp.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written and "in fail" in written
    assert words not in written  # an error's own words may be those of the book


def test_qt_is_not_imported_where_no_page_is_drawn(practice: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from hxapp import cli\n"
        f"codes = [cli.main(['list', {str(practice)!r}, '--what', 'tasks']), cli.main(['check', {str(practice)!r}]),\n"
        f"         cli.main(['export', {str(practice)!r}, '--what', 'tasks', '--to', {str(tmp_path / 'x.xlsx')!r}])]\n"
        "assert codes == [0, 0, 0], codes\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=tmp_path, capture_output=True)


def test_a_book_is_made_under_its_own_suffix_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "new", tmp_path / "a.txt")
    assert (code, out) == (cli.REFUSED, "") and "a.hxdb" in err
    code, out, err = run(capsys, "new", tmp_path / "con.hxdb")
    assert (code, out) == (cli.REFUSED, "") and "_con.hxdb" in err
    assert list(tmp_path.iterdir()) == []


def test_names_that_windows_does_not_take_are_refused_for_sheets_and_reports(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "export", practice, "--what", "tasks", "--to", tmp_path / "aux.xlsx")
    assert code == cli.REFUSED and "_aux.xlsx" in err
    code, _, err = run(capsys, "backup", practice, "--to", tmp_path / "con" / "Sao lưu")
    assert code == cli.REFUSED and "tên dành riêng" in err
    assert not (tmp_path / "con").exists()


@pytest.mark.parametrize("words", [("Sổ.hxdb",), ("SỔ.HXDB",), ("--book", "Sổ.hxdb")])
def test_a_book_alone_opens_the_window_with_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    asked: list[object] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hxapp.paths.settings_folder", lambda: tmp_path)
    monkeypatch.setattr("hxapp.ui.one_window.take", lambda folder, book: asked.append(book))
    assert cli.main(list(words)) == cli.DONE
    assert asked == [tmp_path / words[-1]]
