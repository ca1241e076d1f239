"""Steps: made once, made again when what they are made from changes, never taken for done by half."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from windows import Trouble  # noqa: E402
from windows.cache import Cache, Step, files_digest, mounts_below, remove  # noqa: E402

linux = pytest.mark.skipif(sys.platform != "linux", reason="Debian's mounts and locks")


class Work:
    """What a step does: writes a folder with one file, and counts."""

    def __init__(self, content: str = "whole") -> None:
        self.content = content
        self.places: list[Path] = []

    def __call__(self, place: Path) -> None:
        self.places.append(place)
        place.mkdir()
        (place / "file").write_text(self.content, "utf-8")


def step(
    cache: Cache, make: Callable[[Path], None], *made_from: str, name: str = "one", after: tuple[Step, ...] = ()
) -> Step:
    """A step whose result lies in the cache."""
    return Step(name, name, cache.folder / name, made_from, make, after)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")


def again(cache: Cache) -> Cache:
    """The same folder, as the next run finds it."""
    return Cache(cache.folder)


def test_what_was_made_is_made_once(cache: Cache) -> None:
    work = Work()
    one = step(cache, work, "1.0")
    assert not cache.has(one)
    cache.bring(one)
    again(cache).bring(one)
    assert len(work.places) == 1
    assert (one.place / "file").read_text("utf-8") == "whole"
    assert again(cache).has(one)


def test_it_is_made_beside_and_moved(cache: Cache) -> None:
    work = Work()
    one = step(cache, work)
    cache.bring(one)
    assert work.places == [one.place.with_name("one.part")]
    assert not work.places[0].exists()


def test_something_else_to_make_it_from_makes_it_again(cache: Cache) -> None:
    cache.bring(step(cache, Work("old"), "1.0"))
    cache = again(cache)
    new = step(cache, Work("new"), "1.1")
    assert not cache.has(new)
    cache.bring(new)
    assert (new.place / "file").read_text("utf-8") == "new"


def test_a_step_before_makes_those_after_it_again(cache: Cache) -> None:
    later = Work()
    for number in ("1.0", "1.1"):
        first = step(cache, Work(), number, name="first")
        again(cache).bring(step(cache, later, name="later", after=(first,)))
    assert len(later.places) == 2


def test_a_step_that_stopped_is_not_done_and_its_rest_is_cleared(cache: Cache) -> None:
    def stops(place: Path) -> None:
        place.mkdir()
        (place / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.bring(step(cache, stops))
    assert not cache.has(step(cache, stops))
    one = step(cache, Work())
    again(cache).bring(one)
    assert [path.name for path in one.place.iterdir()] == ["file"]


def test_making_it_again_and_stopping_leaves_no_stamp_of_the_former(cache: Cache) -> None:
    cache.bring(step(cache, Work(), "1.0"))

    def stops(_place: Path) -> None:
        raise Trouble("Không tải được.")

    with pytest.raises(Trouble, match="Không tải được"):
        again(cache).bring(step(cache, stops, "1.1"))
    assert not cache.has(step(cache, Work(), "1.0"))


def test_in_place_the_stamp_still_comes_last(cache: Cache) -> None:
    seen: list[bool] = []

    def work(place: Path) -> None:
        place.mkdir(exist_ok=True)
        seen.append(cache.stamp_of(one).exists())

    one = Step("one", "one", cache.folder / "one", ("1.0",), work, in_place=True)
    cache.bring(one)
    assert seen == [False] and cache.has(one)
    other = Step("one", "one", cache.folder / "one", ("1.1",), work, in_place=True)
    again(cache).bring(other)
    assert seen == [False, False]


def test_a_result_that_was_taken_away_is_made_again(cache: Cache) -> None:
    work = Work()
    one = step(cache, work)
    cache.bring(one)
    remove(one.place)
    assert not cache.has(one)
    again(cache).bring(one)
    assert len(work.places) == 2


@pytest.mark.parametrize("content", [b"", b"0" * 64, b"\xff\xfe"])
def test_a_spoilt_stamp_counts_for_nothing(cache: Cache, content: bytes) -> None:
    one = step(cache, Work())
    cache.bring(one)
    cache.stamp_of(one).write_bytes(content)
    assert not cache.has(one)


def test_each_step_says_how_long_it_took(cache: Cache, capsys: pytest.CaptureFixture[str]) -> None:
    cache.bring(step(cache, Work(), name="first"), step(cache, Work(), name="second"))
    assert list(cache.took) == ["first", "second"]
    assert "first: 0 giây" in capsys.readouterr().out
    following = again(cache)
    following.bring(step(cache, Work(), name="first"))
    assert capsys.readouterr().out == "== first: đã có\n"


def test_clean_leaves_nothing(cache: Cache) -> None:
    one = step(cache, Work())
    cache.bring(one)
    cache.clean()
    assert not cache.folder.exists()
    cache.clean()
    assert not again(cache).has(one)


@linux
def test_two_runs_do_not_share_the_folder(cache: Cache) -> None:
    with cache.alone(), pytest.raises(Trouble, match="Một lệnh khác đang dùng"), again(cache).alone():
        pass
    with again(cache).alone():
        pass


def test_the_digest_of_files_is_of_names_and_contents(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    whole = files_digest(tmp_path, [first, second])
    assert files_digest(tmp_path, [second, first]) == whole
    first.write_bytes(b"2")
    second.write_bytes(b"1")
    assert files_digest(tmp_path, [first, second]) != whole


# --- removing -------------------------------------------------------------------------------------------------------


def table(tmp_path: Path, *places: Path) -> Path:
    """A list of mounts as the kernel gives it."""
    lines = [f"none {str(place).replace(' ', chr(92) + '040')} tmpfs rw 0 0\n" for place in places]
    file = tmp_path / "mounts"
    file.write_text("".join(lines), "utf-8")
    return file


@linux
def test_mounts_below_a_folder_are_found_the_deepest_first(tmp_path: Path) -> None:
    room = tmp_path / "Tài liệu phường" / "room"
    room.mkdir(parents=True)
    mounts = table(tmp_path, room / "dev", Path("/"), room / "dev" / "pts", room.with_name("room2") / "dev")
    assert mounts_below(room, mounts) == [room / "dev" / "pts", room / "dev"]
    assert mounts_below(room / "proc", mounts) == []


def test_nothing_is_removed_while_something_is_mounted_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    (room / "checkout").mkdir(parents=True)
    (room / "checkout" / "work.py").touch()
    monkeypatch.setattr("windows.cache.mounts_below", lambda _folder: [room / "checkout"])
    with pytest.raises(Trouble, match="còn gắn ở đó; hãy gỡ bằng lệnh “umount "):
        remove(room, unmount=(sys.executable, "-c", ""))
    assert (room / "checkout" / "work.py").exists()


@linux
def test_a_link_is_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / "link").symlink_to(kept)
    remove(tmp_path / "link")
    assert kept.is_dir() and not (tmp_path / "link").is_symlink()
    remove(tmp_path / "nowhere")
