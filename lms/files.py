"""Writing files that others may be reading or writing at the same moment."""

import secrets
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write a file so that nobody ever sees half of it; its folder is made. Of several writers the last one wins.

    mode: who may use it, from its first byte on, less what the umask takes away. Raises OSError, leaving nothing behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
    try:
        draft.touch(mode=mode, exist_ok=False)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
