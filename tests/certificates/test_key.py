import stat
from pathlib import Path

import pytest

from lms.config import BadSetting, load_settings


def test_the_key_of_certificates_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).certificate_key
    assert len(first) >= 48
    assert load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).certificate_key == first
    assert stat.S_IMODE((tmp_path / "certificate-key").stat().st_mode) == 0o600


def test_the_key_of_certificates_does_not_depend_on_the_secret_key(tmp_path: Path) -> None:
    before, after = (load_settings({"RELAIS_DATA_DIR": str(tmp_path), "SECRET_KEY": key}).certificate_key for key in ("old", "new"))
    assert before == after
    assert before not in ("old", "new")


def test_a_given_key_of_certificates_is_used_and_none_is_kept(tmp_path: Path) -> None:
    assert load_settings({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_CERTIFICATE_KEY": "given"}).certificate_key == "given"
    assert not (tmp_path / "certificate-key").exists()


def test_an_empty_key_file_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / "certificate-key").touch()
    with pytest.raises(BadSetting, match="certificate-key is empty"):
        _ = load_settings({"RELAIS_DATA_DIR": str(tmp_path)}).certificate_key
