import gzip
import re
from pathlib import Path

import brotli
from flask import Flask

from lms.web.assets import SOURCES, build
from tests.client import CheckingClient


def test_names_follow_contents_and_copies_are_compressed_beforehand(tmp_path: Path) -> None:
    names = build(SOURCES, tmp_path)
    style = tmp_path / names["app.css"]
    assert re.fullmatch(r"app\.[0-9a-f]{12}\.css", style.name)
    assert brotli.decompress(Path(f"{style}.br").read_bytes()) == style.read_bytes()
    assert gzip.decompress(Path(f"{style}.gz").read_bytes()) == style.read_bytes()


def test_building_again_writes_nothing(tmp_path: Path) -> None:
    build(SOURCES, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    build(SOURCES, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_the_style_sheet_fits_its_budget(tmp_path: Path) -> None:
    names = build(SOURCES, tmp_path)
    assert (tmp_path / (names["app.css"] + ".br")).stat().st_size <= 8 * 1024


def test_what_only_some_pages_load_is_small_too(tmp_path: Path) -> None:
    names = build(SOURCES, tmp_path)
    most = {"css/attendance.css": 3, "js/attendance-keys.js": 2, "js/check-in.js": 5, "vendor/jsqr.js": 10}
    sizes = {name: (tmp_path / f"{names[name]}.br").stat().st_size for name in most}
    assert [name for name, kilobytes in most.items() if sizes[name] > kilobytes * 1024] == []


def test_whatever_others_made_stands_beside_its_licence() -> None:
    for folder in (SOURCES / "vendor").iterdir():
        assert any(path.name.startswith("LICENSE") for path in folder.iterdir()), folder
        assert (folder / "README.md").exists(), folder


def test_the_style_sheet_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    style = (tmp_path / build(SOURCES, tmp_path)["app.css"]).read_text()
    assert not re.findall(r"url\(['\"]?(?!['\"]?data:)", style)
    assert "@import" not in style


def test_static_files_are_immutable_and_small_on_the_wire(client: CheckingClient, app: Flask) -> None:
    address = app.jinja_env.globals["asset_url"]("app.css")  # type: ignore[operator]
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
