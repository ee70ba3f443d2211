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


def test_without_a_mail_server_nothing_is_sent(tmp_path: Path) -> None:
    assert load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).smtp is None


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "is_tls"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, "", "", False),
        ("smtps://mail.example.org", "mail.example.org", 465, "", "", True),
        ("smtp://relais:p%40ss%2Fmot@mail.example.org:2525", "mail.example.org", 2525, "relais", "p@ss/mot", False),
    ],
)
def test_a_mail_server_is_read_from_its_address(tmp_path: Path, url: str, host: str, port: int, user: str, password: str, is_tls: bool) -> None:
    smtp = load_settings({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_SMTP_URL": url, "RELAIS_SMTP_SENDER": "Équipe <relais@example.org>"}).smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.user, smtp.password, smtp.is_tls) == (host, port, user, password, is_tls)
    assert (smtp.sender_domain, smtp.is_here) == ("example.org", False)


def test_the_password_of_the_mail_server_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    given = {"RELAIS_SMTP_URL": "smtp://relais:mot-secret@127.0.0.1", "RELAIS_SMTP_SENDER": "relais@example.org"}
    settings = load_settings({"RELAIS_DATA_DIR": str(tmp_path), **given})
    assert settings.smtp is not None
    assert settings.smtp.is_here
    assert "mot-secret" not in repr(settings)


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail.example.org:port"])
def test_the_address_of_a_mail_server_that_cannot_be_read_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match="RELAIS_SMTP_URL"):
        load_settings({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_SMTP_URL": url, "RELAIS_SMTP_SENDER": "relais@example.org"})


@pytest.mark.parametrize("sender", ["", "Relais", "@example.org", "relais@", "relais@exemplé.org", "Relais\n <relais@example.org>"])
def test_a_sender_that_is_no_address_is_named(tmp_path: Path, sender: str) -> None:
    with pytest.raises(BadSetting, match="RELAIS_SMTP_SENDER"):
        load_settings({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_SMTP_URL": "smtp://mail.example.org", "RELAIS_SMTP_SENDER": sender})
