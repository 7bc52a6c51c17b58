"""Get a Chromium for the browser tests: the one that is there, else Debian's, else Playwright's own.

Run by `make test`. Without one the browser tests are skipped and say so; in CI (CI=true) that is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The path of a Chromium, or None."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110 - a str, as Playwright gives and takes it


def install() -> None:
    """Try the ways that this machine may have; each may fail, and then the next is tried."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("installing Chromium and Chinese fonts with apt-get ...", flush=True)
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"],
        ):
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if find_chromium() is None:
        print("installing Chromium with Playwright ...", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Exit status 1 only in CI, where nothing may be skipped for want of Chromium."""
    if find_chromium() is None:
        install()
    if find_chromium() is None:
        print("No Chromium could be installed; the browser tests will be skipped.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
