"""Run a command with a PostgreSQL of its own: made from the installed binaries, in a folder that is gone afterwards.

    scripts/with_postgres.py [--lasting] .venv/bin/python -m pytest …

It writes to the disk when it likes, which is right for tests; --lasting has it write as it does in production, for
measurements. The command finds the database's address in PALERMO_CASEWORK_DATABASE. Nothing listens on the network.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

USER = "postgres"


def binaries() -> Path | None:
    """Where PostgreSQL's programs are: on the path, or where Debian puts them; the newest."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def main(command: list[str]) -> int:
    """Start it, run the command, stop it; returns the command's exit code."""
    lasting = command[:1] == ["--lasting"]
    command = command[lasting:]
    programs = binaries()
    if programs is None:
        print("PostgreSQL is not installed (Debian: apt-get install postgresql).", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="palermo-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user: list[str] = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam(USER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            as_user = ["runuser", "-u", USER, "--"]
        data = folder / "data"

        def run(*words: str) -> None:
            subprocess.run([*as_user, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)

        run(str(programs / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-k {folder} -c listen_addresses= -c max_connections=200"
        options += " -c shared_buffers=1GB" if lasting else " -c fsync=off -c full_page_writes=off"
        control = str(programs / "pg_ctl")
        run(control, "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            os.chmod(folder, 0o755)  # noqa: S103 - its socket is asked by who runs the tests
            address = f"postgresql://{USER}@/postgres?host={folder}"
            return subprocess.run(
                command, env={**os.environ, "PALERMO_CASEWORK_DATABASE": address}, check=False
            ).returncode
        finally:
            run(control, "-D", str(data), "-m", "immediate", "stop")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
