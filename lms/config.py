"""Settings: read once from the environment, then frozen. The README's table lists the same names."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting cannot be used; the message names it and says what it should look like."""


@dataclass(frozen=True)
class SmtpServer:
    """A mail server, and in whose name it sends."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    """Encrypted from the first byte; else it must become so before anything is said, except on this machine."""
    sender: str
    """An address, or a name and an address: `Relais <relais@example.org>`."""

    @property
    def is_here(self) -> bool:
        """Tell whether it runs on this machine, so that nothing said to it crosses a network."""
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def sender_domain(self) -> str:
        """Return what follows the @ of the sender's address."""
        return parseaddr(self.sender)[1].rpartition("@")[2]


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations of the same code."""

    host: str
    port: int
    data_dir: Path
    database_url: str
    secret_key: str
    given_certificate_key: str
    signing_keys: Path
    """Folder of the keys that sign certificates."""
    public_url: str
    demonstration: bool
    trusted_hosts: tuple[str, ...]
    proxies: int
    redis_url: str
    smtp: SmtpServer | None
    """Who sends mail for us; None: nobody, and nothing is sent."""
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
    def rate_limit_storage(self) -> str:
        """Where tries are counted: in memory by one process, in Redis by several."""
        return self.redis_url or "memory://"

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
        signing_keys=Path(env.get("RELAIS_SIGNING_KEYS") or data_dir / "signing-keys").resolve(),
        public_url=public_url,
        demonstration=env.get("RELAIS_DEMO", "0") in {"1", "true", "yes"},
        trusted_hosts=_trusted_hosts(env.get("RELAIS_TRUSTED_HOSTS", ""), public_url),
        proxies=_whole_number(env, "RELAIS_PROXIES", 0, least=0, most=9),
        redis_url=env.get("REDIS_URL", ""),
        smtp=_smtp_server(env.get("RELAIS_SMTP_URL", ""), env.get("RELAIS_SMTP_SENDER", "")),
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


_SMTP_PORTS = {"smtp": 587, "smtps": 465}


def _smtp_server(url: str, sender: str) -> SmtpServer | None:
    if not url:
        return None
    parts = urlsplit(url)
    try:
        port = parts.port or _SMTP_PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not parts.hostname:
        raise BadSetting("RELAIS_SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host:465.")
    name, at, domain = parseaddr(sender)[1].rpartition("@")
    if not (name and at and domain and sender.isprintable() and (name + domain).isascii()):
        raise BadSetting("RELAIS_SMTP_SENDER must be the address in whose name messages are sent: Relais <relais@example.org>.")
    return SmtpServer(host=parts.hostname, port=port, user=unquote(parts.username or ""), password=unquote(parts.password or ""),
                      is_tls=parts.scheme == "smtps", sender=sender)  # fmt: skip


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
