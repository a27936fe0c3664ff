"""HTML in a real browser: it loads in silence, fits a phone, prints, and passes an accessibility checker.

CONTRIBUTING.md says how Chromium, its driver and axe-core are installed; without them these tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import MEGABYTE, hostile
from support import SAMPLES
from surveyed import ROLES, gather_rows, respondents

from pemm import comparison, planning, trend
from pemm.assessment import load
from pemm.model import Model
from pemm.report import Report, changes, form, modelpages, plan, statustable, surveys, trends
from pemm.report import result as result_report
from pemm.report.formats import html
from pemm.report.titlepage import titled
from pemm.scoring import score
from pemm.texts import load as load_texts

EN = load_texts("en")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
MODULES = Path(os.environ.get("PEMM_NODE_MODULES", Path(__file__).parents[2] / "node_modules"))
AXE = MODULES / "axe-core" / "axe.min.js"
FLAGS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-default-apps", "--hide-scrollbars"),
    # Chromium refuses its sandbox to root, which is who runs in most containers.
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="no chromium with chromedriver here"),
]


@pytest.fixture(scope="module")
def pages(model: Model, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports as files."""
    folder = tmp_path_factory.mktemp("pages")
    sample = load(SAMPLES / "payments-2026.json")[0]
    result, bad = score(sample, model), score(hostile(sample), model)
    before = score(load(SAMPLES / "payments-2025.json")[0], model)
    whole = result_report.report(result, model, EN, every_answer=True, notes=True)
    reports: dict[str, Report] = {
        "card": whole,
        "titled": titled(whole, EN, client="The board", author="Ada"),
        "hostile": titled(
            result_report.report(bad, model, EN, every_answer=True, notes=True),
            EN,
            client=MEGABYTE,
            author="<b>",
        ),
        "compared": changes.report(comparison.compare(before, result, model), model, EN, notes=True),
        "table": statustable.report(bad, model, EN, notes=True),
        "plan": plan.report(
            planning.plan(bad, model, {aspect.id: 4 for aspect in model.aspects}),
            model,
            EN,
            every_step=True,
            notes=True,
        ),
        "trend": trends.report(trend.trend([before, result], model), model, EN),
        "survey": surveys.report(
            gather_rows(respondents(model, 31, roles=ROLES), model, folder, by="role"), model, EN, top=6
        ),
        "model": modelpages.report(model, EN, "investment", None),
        "form": form.report(model, EN),
    }
    for name, report in reports.items():
        (folder / f"{name}.html").write_bytes(html.write(report, "html"))
    return {name: folder / f"{name}.html" for name in reports}


NAMES = ("card", "titled", "hostile", "compared", "table", "plan", "trend", "survey", "model")


class Browser:
    """Chromium by its driver, spoken to in the words of WebDriver: a few requests need no library."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        options = {"binary": CHROMIUM, "args": list(FLAGS)}
        wanted = {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{made['sessionId']}"

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        from urllib.request import ProxyHandler, Request, build_opener

        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        with build_opener(ProxyHandler({})).open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def devtools(self, command: str, **parameters: object) -> Any:
        return self._ask("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, page: Path, *, width: int, scheme: str) -> None:
        self.devtools("Page.setBypassCSP", enabled=False)
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        self.devtools(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
        )
        self._ask("POST", f"{self.session}/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        return self._ask("POST", f"{self.session}/execute/sync", {"script": script, "args": []})

    def run_later(self, script: str) -> Any:
        return self._ask("POST", f"{self.session}/execute/async", {"script": script, "args": []})

    def log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._ask("POST", f"{self.session}/se/log", {"type": kind})
        return entries

    def quit(self) -> None:
        self._ask("DELETE", self.session)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all these tests, gone when they are."""
    assert DRIVER is not None
    driver = subprocess.Popen(
        [DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert driver.stdout is not None
    try:
        port = next(line.split()[-1].rstrip(".") for line in driver.stdout if "successfully on port" in line)
        browser = Browser(int(port))
        yield browser
        browser.quit()
    finally:
        driver.terminate()
        driver.wait(30)
        driver.stdout.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_in_silence(name: str, pages: dict[str, Path], browser: Browser) -> None:
    """Nothing is logged, nothing is asked for beside the page itself, and nothing has run."""
    browser.log("performance")
    browser.log("browser")
    browser.open(pages[name], width=1280, scheme="light")
    events = [json.loads(entry["message"])["message"] for entry in browser.log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("data:")] == [pages[name].as_uri()]
    assert browser.log("browser") == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_the_screen(name: str, width: int, pages: dict[str, Path], browser: Browser) -> None:
    """Nobody has to scroll sideways, on a phone or on a desk, whatever was written into it."""
    browser.open(pages[name], width=width, scheme="light")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    outside = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert (
        browser.run(f"return {outside}.filter(e => !e.closest('thead')).map(e => e.outerHTML.slice(0, 80))")
        == []
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["card", "titled", "compared", "table", "plan", "trend", "survey", "model"])
@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here: npm install --no-save axe-core")
def test_it_passes_an_accessibility_checker(
    name: str, width: int, scheme: str, pages: dict[str, Path], browser: Browser
) -> None:
    """axe-core finds no violation, and nothing it could not decide about contrast."""
    browser.open(pages[name], width=width, scheme=scheme)
    browser.run(AXE.read_text(encoding="utf-8"))
    found = browser.run_later("const done = arguments[arguments.length - 1]; axe.run().then(done)")
    assert found["passes"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


@pytest.mark.parametrize(
    "name", ["card", "titled", "hostile", "compared", "table", "plan", "trend", "survey"]
)
def test_it_prints_on_a4(name: str, pages: dict[str, Path], browser: Browser) -> None:
    """Printed, it is a PDF of A4 pages; a title page takes the first alone."""
    from base64 import b64decode

    browser.open(pages[name], width=1280, scheme="dark")
    printed = b64decode(browser.devtools("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594" in printed or b"/MediaBox [0 0 595" in printed
