"""Programs that tests ask from outside: found on the machine, else installed from Debian when we may."""

import os
import shutil
import subprocess
import sys

PROGRAMS = {"qpdf": "qpdf", "pdfinfo": "poppler-utils", "pdftotext": "poppler-utils", "pdffonts": "poppler-utils",
            "pdftoppm": "poppler-utils", "zbarimg": "zbar-tools"}  # fmt: skip
"""Program → the package that has it."""


def install(*packages: str) -> None:
    """Install packages of Debian, where this is Debian and we may."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *arguments], check=False, **quiet)  # type: ignore[call-overload]


def missing() -> dict[str, str]:
    """Return the programs that are not on this machine, each with its package."""
    return {program: package for program, package in PROGRAMS.items() if not shutil.which(program)}


def run(program: str, *arguments: str, accepted: tuple[int, ...] = (0,)) -> str:
    """Return what a program says. Fails when it is missing or ends otherwise than with one of the accepted codes."""
    assert shutil.which(program), f"{program} is missing: install Debian's {PROGRAMS.get(program, program)}, then run the tests again"
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in accepted, f"{program} {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


if __name__ == "__main__":
    if missing():
        install(*sorted(set(missing().values())))
    if missing():
        needed = " ".join(sorted(set(missing().values())))
        sys.stderr.write(f"MISSING PROGRAMS: the certificates cannot be checked. Install them (on Debian: apt-get install {needed}).\n")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
