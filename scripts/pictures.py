"""Takes the screenshots of docs/img: every page of the demo household, at desktop and phone width, light and dark.

Needs a Chromium. Reads the demo into a temporary folder, starts a dashboard for it, and visits each page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path("docs/img")
PORT = 8597
PAGES = {
    "for-you": "/",
    "title": "/title?item=1090",
    "experiments": "/experiments",
    "taste": "/taste",
    "history": "/history",
    "status": "/status",
}
SIZES = {"wide": (1440, 1000), "phone": (390, 844)}
STARTS_WITHIN_S = 60.0
SETTLES_MS = 2500


def main() -> int:
    """Takes all screenshots, and returns the exit status."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("No Chromium is here; install one (apt-get install chromium).", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="recommenderr-") as folder:
        home = {"DB_PATH": f"{folder}/r.db", "ART_DIR": folder, "LOG_FILE": f"{folder}/log"}
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PLEX_")} | home
        subprocess.run([sys.executable, "-m", "recommenderr", "refresh"], env=environ, check=True)
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", f"--server.port={PORT}"]
        with subprocess.Popen(command, env=environ) as dashboard, sync_playwright() as playwright:
            try:
                _wait()
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                _take_screenshots(browser)
                browser.close()
            finally:
                dashboard.terminate()
    return 0


def _take_screenshots(browser: Browser) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        for theme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
            )
            for name, address in PAGES.items():
                page = context.new_page()
                page.goto(f"http://localhost:{PORT}{address}")
                page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
                page.wait_for_timeout(SETTLES_MS)
                page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png")
                page.close()
            context.close()


def _wait() -> None:
    """Waits until the dashboard's health check answers."""
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://localhost:{PORT}/_stcore/health", timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"The dashboard did not start within {STARTS_WITHIN_S:g} s.")


if __name__ == "__main__":
    sys.exit(main())
