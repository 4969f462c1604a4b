"""Take the pictures of the tour anew: a browser visits a hub that is served, page by page.

    palermo serve hub --releases releases --port 8000
    python scripts/tour_pictures.py http://127.0.0.1:8000

It needs Chromium. Pictures go to docs/_static and are made small: they show where things stand, not every letter.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parents[1] / "docs" / "_static"
WIDTH, NARROW = 1120, 360
SETTLED = 2_500
"""Milliseconds after which charts have been drawn."""
PICTURES = {
    "hub-home": ("/", WIDTH, 1000),
    "hub-ask": ("/explore/understand/?text=girls+from+Nigeria+in+forced+labour", WIDTH, 900),
    "hub-explore": ("/explore/?by=means_of_control&by=gender&within=true", WIDTH, 1000),
    "hub-country": ("/countries/NGA/", WIDTH, 1000),
    "hub-corridors": ("/corridors/", WIDTH, 1000),
    "hub-topic": ("/topics/children/", WIDTH, 900),
    "hub-coverage": ("/coverage/", WIDTH, 1000),
    "hub-arabic": ("/ar/explore/?by=forms_of_exploitation", WIDTH, 900),
    "hub-narrow": ("/explore/?by=gender", NARROW, 720),
}


def main() -> None:
    """Take every picture."""
    host = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (address, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(host + address)
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=OUT / f"{name}.png")
            page.close()
            print(f"{name}: {(OUT / name).with_suffix('.png').stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
