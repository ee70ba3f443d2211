"""Settings: read once from the environment, then frozen. The README's table lists the same names."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting cannot be used; the message names it and says what it should look like."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations of the same code."""

    host: str
    port: int
    data_dir: Path
    database_url: str
    secret_key: str
    given_certificate_key: str
    public_url: str
    demonstration: bool
    trusted_hosts: tuple[str, ...]
    proxies: int
    rate_limit_storage: str
    threads: int
    content_dir: Path
    node: str

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def certificate_key(self) -> str:
        """The key that seals the facts of certificates: the one given, else one made once and kept in the data folder.

        Not the SECRET_KEY, which may be changed any day at the cost of a few open forms. Raises BadSetting when the kept file is empty.
        """
        return self.given_certificate_key or _kept_secret(self.data_dir / "certificate-key")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that the environment describes, with defaults that suit a laptop.

    Makes the data folder and, when no SECRET_KEY is given, a key kept in it (readable by the owner alone).
    Raises BadSetting when a value cannot be understood.
    """
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("RELAIS_DATA_DIR", ROOT / "data")).resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting(f"RELAIS_DATA_DIR: the folder {data_dir} cannot be made: {error.strerror}.") from None
    if not os.access(data_dir, os.W_OK):
        raise BadSetting(f"RELAIS_DATA_DIR: the folder {data_dir} cannot be written to. Give it to the user who runs Relais.")
    host = env.get("RELAIS_HOST", "127.0.0.1")
    port = _whole_number(env, "RELAIS_PORT", 8000, least=1, most=65535)
    public_url = env.get("RELAIS_PUBLIC_URL", f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}").rstrip("/")  # noqa: S104  compared, not bound
    return Settings(
        host=host,
        port=port,
        data_dir=data_dir,
        database_url=_database_url(env.get("DATABASE_URL", ""), data_dir),
        secret_key=env.get("SECRET_KEY") or _kept_secret(data_dir / "secret-key"),
        given_certificate_key=env.get("RELAIS_CERTIFICATE_KEY", ""),
        public_url=public_url,
        demonstration=env.get("RELAIS_DEMO", "0") in {"1", "true", "yes"},
        trusted_hosts=_trusted_hosts(env.get("RELAIS_TRUSTED_HOSTS", ""), public_url),
        proxies=_whole_number(env, "RELAIS_PROXIES", 0, least=0, most=9),
        rate_limit_storage=env.get("REDIS_URL") or "memory://",
        threads=_whole_number(env, "RELAIS_THREADS", 8, least=1, most=64),
        content_dir=Path(env.get("RELAIS_CONTENT_DIR", ROOT)).resolve(),
        node=env.get("RELAIS_NODE", "national"),
    )


def _whole_number(env: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit() or not least <= int(text) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _database_url(given: str, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'relais.sqlite3'}"
    if given.startswith("postgresql://"):
        return given.replace("postgresql://", "postgresql+psycopg://", 1)
    if given.startswith(("sqlite:///", "postgresql+psycopg://")):
        return given
    raise BadSetting("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")


def _trusted_hosts(given: str, public_url: str) -> tuple[str, ...]:
    named = tuple(host.strip() for host in given.split(",") if host.strip())
    return (*named, urlsplit(public_url).hostname or "", "127.0.0.1", "localhost")


def _kept_secret(path: Path) -> str:
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another worker of the same start was quicker: its key is the one
            os.link(draft, path)  # whole or not at all, whatever the power does
        draft.unlink()
    secret = path.read_text().strip()
    if not secret:  # an empty key would let anybody sign
        raise BadSetting(f"{path} is empty. Restore it from a copy; if it never held anything, delete it and start again.")
    return secret
