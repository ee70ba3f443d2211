import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms.config import BadSetting, load_settings


def test_without_settings_it_serves_this_machine_on_sqlite(tmp_path: Path) -> None:
    settings = load_settings({"RELAIS_DATA_DIR": str(tmp_path)})
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url == f"sqlite:///{tmp_path}/relais.sqlite3"
    assert settings.demonstration is False


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).secret_key
    assert len(first) >= 48
    assert load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_given_secret_key_is_used_and_none_is_kept(tmp_path: Path) -> None:
    assert load_settings({"RELAIS_DATA_DIR": str(tmp_path), "SECRET_KEY": "given"}).secret_key == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_postgresql_address_names_our_driver(tmp_path: Path) -> None:
    settings = load_settings({"RELAIS_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://u@h/db"})
    assert settings.database_url == "postgresql+psycopg://u@h/db"


@pytest.mark.parametrize(
    ("name", "value"),
    [("RELAIS_PORT", "http"), ("DATABASE_URL", "mysql://h/db"), ("RELAIS_THREADS", "-1"), ("RELAIS_THREADS", "0"), ("RELAIS_PORT", "99999")],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load_settings({"RELAIS_DATA_DIR": str(tmp_path), name: value})


def test_https_is_read_from_the_public_address(tmp_path: Path) -> None:
    assert load_settings({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_PUBLIC_URL": "https://relais.example/"}).is_https


def test_workers_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _n: load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).secret_key, range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="RELAIS_DATA_DIR"):
        load_settings({"RELAIS_DATA_DIR": str(tmp_path / "file" / "data")})
