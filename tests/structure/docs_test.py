#!/usr/bin/env python3
"""The lists in docs/ must be complete: every error reason and every event type of the code, and no test that isn't there."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REASON = re.compile(r'StatusCode::k\w+,\s*"([A-Z][A-Z_]+)"')
EVENT = re.compile(r'\.Emit\([^;]*?"([a-z_]+\.[a-z_]+)"', re.DOTALL)


def sources():
    for top in ("libs", "services"):
        for path in (ROOT / top).rglob("*.cc"):
            if not path.stem.endswith(("_test", "_testing")) and "testing" not in path.parts:
                yield path
        yield from (path for path in (ROOT / top).rglob("*.h") if "testing" not in path.parts)


def missing(pattern, document, kind):
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    seen = {}
    for path in sources():
        for name in pattern.findall(path.read_text(encoding="utf-8")):
            seen.setdefault(name, path.relative_to(ROOT))
    assert len(seen) > 10, f"only {len(seen)} {kind}s were found"
    return [f"docs/{document} lacks the {kind} {name} of {path}"
            for name, path in sorted(seen.items()) if f"`{name}`" not in text]


def unknown_tests():
    targets = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("CMakeLists.txt") if "build" not in path.parts)
    features = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    return [f"docs/features.md names {name}, which is no test" for name in sorted(set(re.findall(r"`(shopdesk_\w+_test)`", features)))
            if name not in targets]


def main():
    found = missing(REASON, "errors.md", "reason") + missing(EVENT, "events.md", "event") + unknown_tests()
    print("\n".join(found) or "docs/errors.md, events.md and features.md are complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
