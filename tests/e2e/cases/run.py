#!/usr/bin/env python3
"""Runs the cases of docs/features.md on real services: run.py BIN_DIR sqlite|postgres [--crash] [CASE ...].

BIN_DIR is build/release/bin. CASE is a number; none: all. With --crash the services are killed after each step.
"""

import argparse
import importlib
import pathlib
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import harness  # noqa: E402


def modules(numbers):
    names = sorted(path.stem for path in HERE.glob("case_*.py"))
    chosen = [name for name in names if not numbers or int(name.split("_")[1]) in numbers]
    assert len(chosen) >= max(len(numbers), 1), f"there are only the cases {', '.join(names)}"
    return chosen


def run(world, name, crash):
    """Whether the case succeeded."""
    begin = time.monotonic()
    desk = harness.Desk(world, name.replace("_", "-"), crash)
    try:
        importlib.import_module(name).run(desk)
    except Exception:  # noqa: BLE001: whatever it is, the other cases run
        traceback.print_exc()
        print(f"FAILED  {name}\n{world.services.logs()}", flush=True)
        return False
    print(f"ok      {name}  {time.monotonic() - begin:.1f} s", flush=True)
    return True


def is_sound(services):
    """Whether what the services hold after all this is as their READMEs say that it must be."""
    verified = services.client("verify", check=False)
    if verified.returncode != 0:
        print(f"FAILED  verification\n{verified.stdout}{verified.stderr}", flush=True)
    return verified.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries")
    parser.add_argument("storage", choices=["sqlite", "postgres"])
    parser.add_argument("--crash", action="store_true")
    parser.add_argument("cases", nargs="*", type=int)
    options = parser.parse_intermixed_args()
    names = modules(options.cases)
    with harness.suite.Suite(options.binaries, options.storage, tls=True) as services, harness.Caller(services) as caller:
        world = harness.World(services, caller)
        results = [run(world, name, options.crash) for name in names]
        results.append(is_sound(services))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
