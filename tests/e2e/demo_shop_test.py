#!/usr/bin/env python3
"""The demo shop comes up as scripts/run brings it, twice, and what docs/features.md says there is to see in it is there."""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import suite  # noqa: E402

# Features of the goods, whose commands are about the demo shop.
FEATURES = ("C2", "C3", "C4", "C5", "C6", "C7", "C7 picture", "C8", "C9", "C15", "C16", "C20", "F16")
# What the shop doesn't have: the search of it is one that found nothing.
SEARCHED_IN_VAIN = "滑雪板"
# How long it may take until what happens in the background is seen.
SECONDS = 15


def commands():
    """Feature and words of each command of the client in the last column of the features' rows."""
    found = []
    for line in (suite.ROOT / "docs" / "features.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells or cells[0] not in FEATURES:
            continue
        own = [command for command in re.findall(r"`([^`]+)`", cells[-1]) if command.startswith("shopdesk ")]
        assert own, f"{cells[0]} has nothing to see"
        found += [(cells[0], shlex.split(command)[1:]) for command in own]
    assert {feature for feature, _ in found} == set(FEATURES), found
    return found


def lines_of(services, words):
    done = subprocess.run(services.command(*words), capture_output=True, text=True, timeout=60, cwd=suite.ROOT)
    assert done.returncode == 0, f"{words} fails:\n{done.stdout}{done.stderr}"
    return [line for line in done.stdout.splitlines() if line.strip()]


def check(services):
    def open_shop():
        report = services.directory / "yanxuan.csv"
        subprocess.run([suite.ROOT / "scripts" / "demo-shop", report, *services.command()], check=True, stdout=subprocess.DEVNULL)

    open_shop()
    for feature, words in commands():
        # A table has a head.
        least = 2 if words[0] == "list" else 1
        end = time.monotonic() + SECONDS
        while len(lines := lines_of(services, words)) < least:
            assert time.monotonic() < end, f"{feature}: {words} shows nothing:\n{lines}"
            time.sleep(0.2)
        assert lines != ["{}"] or SEARCHED_IN_VAIN in words[-1], f"{feature}: {words} finds nothing"
        print(f"{feature}: {len(lines)} lines of {shlex.join(words)[:90]}")

    counts = [len(lines_of(services, ["list", what, "--shop", "yanxuan", "--limit", "0"])) for what in ("articles", "competitorProducts")]
    open_shop()
    again = [len(lines_of(services, ["list", what, "--shop", "yanxuan", "--limit", "0"])) for what in ("articles", "competitorProducts")]
    assert counts == again and min(counts) > 2, (counts, again)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries", help="the folder of the programs")
    parser.add_argument("storage", choices=("sqlite", "postgres"))
    options = parser.parse_args()
    with suite.Suite(options.binaries, options.storage) as services:
        check(services)


if __name__ == "__main__":
    main()
