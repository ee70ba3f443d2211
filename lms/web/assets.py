"""Static files: bundled, named by their content, compressed beforehand, served as immutable.

Sources are in `lms/web/static`. `build` writes `name.<hash>.ext` with `.br` and `.gz` beside it into the data folder and
returns where each name went. A name never changes its content, so browsers keep it for a year.
"""

import gzip
import hashlib
import re
from pathlib import Path

import brotli
import rcssmin
from flask import Flask
from whitenoise import WhiteNoise

from lms.files import write_whole

SOURCES = Path(__file__).parent / "static"
PREFIX = "static/"
_HASHED = re.compile(r"^.+\.[0-9a-f]{12}\.\w+$")
_COMPRESSED = {".css", ".js", ".svg"}


def init_app(app: Flask, out: Path) -> None:
    """Build the static files and serve them before any page code runs."""
    names = build(SOURCES, out)

    def asset_url(name: str) -> str:
        return f"/{PREFIX}{names[name]}"

    app.jinja_env.globals["asset_url"] = asset_url
    server = WhiteNoise(app.wsgi_app, root=str(out), prefix=PREFIX, immutable_file_test=_is_immutable, allow_all_origins=False,
                        add_headers_function=_harden)  # fmt: skip
    app.wsgi_app = server  # type: ignore[method-assign]


def build(sources: Path, out: Path) -> dict[str, str]:
    """Write every static file under its hashed name; return {name: hashed name}. Files already there are left alone."""
    contents = {"app.css": _style_sheet(sources)}
    # What few pages need is not a burden on the first visit of everybody.
    contents.update({f"css/{path.name}": _minified(path.read_text()) for path in sorted((sources / "css/pages").iterdir())})
    contents.update({f"vendor/{path.name}": path.read_bytes() for path in sorted((sources / "vendor").glob("*/*.js"))})
    contents.update({f"{kind}/{path.name}": path.read_bytes() for kind in ("img", "js") for path in sorted((sources / kind).iterdir())})
    return {name: _write(name, content, out) for name, content in contents.items()}


def _style_sheet(sources: Path) -> bytes:
    parts = [sources / "vendor/pico/pico.css", sources / "css/tokens.css", sources / "css/base.css"]
    parts += sorted((sources / "css/components").glob("*.css"))
    return _minified("\n".join(path.read_text() for path in parts))


def _minified(style: str) -> bytes:
    return str(rcssmin.cssmin(style)).encode()


def _write(name: str, content: bytes, out: Path) -> str:
    path = Path(name)
    hashed = path.with_name(f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}")
    target = out / hashed
    if not target.exists():
        if path.suffix in _COMPRESSED:
            write_whole(target.with_name(target.name + ".br"), brotli.compress(content, quality=11))
            write_whole(target.with_name(target.name + ".gz"), gzip.compress(content, 9, mtime=0))
        write_whole(target, content)
    return hashed.as_posix()


def _is_immutable(_path: str, url: str) -> bool:
    return bool(_HASHED.match(url))


def _harden(headers: object, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # type: ignore[index]  # an SVG opened alone
    headers["Cross-Origin-Resource-Policy"] = "same-origin"  # type: ignore[index]
