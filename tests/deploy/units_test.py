#!/usr/bin/env python3
"""The units of deploy/systemd are what systemd takes, start again what failed, and are closed in; and the runbooks' paths are those of the
units and of deploy/config."""

import configparser
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
COMMON = UNITS / "shopdesk-.service.d" / "shopdesk.conf"
CONFIG = ROOT / "deploy" / "config"
SERVICES = ("catalog", "logistics", "orders", "feedback")
# Of systemd's measure, from 0 (closed in) to 100.
MOST_EXPOSED = 30
PATH = re.compile(r"/etc/shopdesk/[\w./$-]*")
# Blocks of a runbook that aren't for a cluster.
BLOCK = re.compile(r"^```sh(?: (?:sqlite|postgres|check|repair))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def values(path):
    """Of a unit's file: key -> its last value."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return {key: value for section in parser.sections() for key, value in parser[section].items()}


def services():
    """What each unit must say."""
    found = sorted(path.stem for path in UNITS.glob("*.service"))
    if found != sorted(f"shopdesk-{service}" for service in SERVICES):
        yield f"there are units {found}"
    for service in SERVICES:
        start = values(UNITS / f"shopdesk-{service}.service")["ExecStart"]
        if start != f"/usr/bin/shopdesk-{service} --config /etc/shopdesk/{service}.textproto":
            yield f"shopdesk-{service} starts {start}"
    common = values(COMMON)
    for key, value in {"Restart": "on-failure", "StartLimitIntervalSec": "0", "User": "shopdesk"}.items():
        if common.get(key) != value:
            yield f"{COMMON.name}: {key} is {common.get(key)}, not {value}"


def drain():
    """A unit has the time to end that its configuration takes."""
    stop = int(values(COMMON)["TimeoutStopSec"]) * 1000
    for path in (ROOT / "deploy" / "kubernetes" / "base").glob("*/*.textproto"):
        needed = sum(map(int, re.findall(r"^\s*drain(?:_wait)?_ms: (\d+)", path.read_text(encoding="utf-8"), re.MULTILINE)))
        if not needed or stop <= needed:
            yield f"{COMMON.name}: {stop} ms to end are too few for {path.name}"


def systemd():
    """What systemd-analyze says, of copies whose programs are there."""
    if not shutil.which("systemd-analyze"):
        print("this machine has no systemd-analyze: only what is read here is checked")
        return
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        (folder / COMMON.parent.name).mkdir()
        shutil.copy(COMMON, folder / COMMON.parent.name)
        for unit in UNITS.glob("*.service"):
            (folder / unit.name).write_text(unit.read_text(encoding="utf-8").replace("/usr/bin/shopdesk-", "/bin/true "), encoding="utf-8")
        # A mistake that is planted shows that it looks.
        (folder / "shopdesk-wrong.service").write_text("[Service]\nExecStart=/bin/true\nRestarts=always\n", encoding="utf-8")
        for unit in sorted(folder.glob("*.service")):
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60)
            told = [line for line in done.stderr.splitlines() if "shopdesk" in line]
            wrong = bool(told) or done.returncode != 0
            if unit.stem == "shopdesk-wrong":
                if not wrong:
                    yield "systemd-analyze sees no mistake in a unit that has one"
                continue
            if wrong:
                yield f"{unit.name}: {done.stderr.strip()}"
            exposed = subprocess.run(["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit],
                                     capture_output=True, text=True, timeout=60)
            if exposed.returncode != 0:
                yield f"{unit.name} is less closed in than {MOST_EXPOSED}: {exposed.stdout[-400:]}{exposed.stderr[-400:]}"


def paths():
    """What runbooks name below /etc is what the units and deploy/config read there, be it in a comment; what lies beside certificates while they
    are replaced is the runbook's own."""
    texts = [path.read_text(encoding="utf-8") for path in (*CONFIG.glob("*.textproto"), *UNITS.glob("*.service"))]
    known = {found for text in texts for found in PATH.findall(text)} | {"/etc/shopdesk/$service.textproto"}
    assert len(known) > len(SERVICES), known
    for page in sorted((ROOT / "docs" / "runbooks").rglob("*.md")):
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for named in set(PATH.findall(block)) - known:
                if not named.startswith("/etc/shopdesk/tls/"):
                    yield f"{page.name} names {named}, which neither deploy/config nor deploy/systemd has"


def main():
    found = [*services(), *drain(), *systemd(), *paths()]
    print("\n".join(found) or f"{len(SERVICES)} units")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
