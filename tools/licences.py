#!/usr/bin/env python3
"""Proves that THIRD_PARTY_LICENSES.md names all that we build on, each under a licence we take.

What we build on: every library found in cmake/libraries.cmake, and every package in an npm lock file of ours. Lock
files are checked besides: each package has a hash, and none is fetched from anywhere but registry.npmjs.org.
Usage: licences.py [root]
"""
import json
import pathlib
import re
import sys
from urllib.parse import urlsplit

ALLOWED = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "BSL-1.0", "Zlib", "PostgreSQL", "Unlicense",
           "CC0-1.0", "blessing", "Python-2.0", "BlueOak-1.0.0"}
ALLOWED_IN_TESTS = ALLOWED | {"MPL-2.0"}  # Run as it is, never shipped.
REGISTRIES = {"registry.npmjs.org"}
TOOLS = {"Python3", "Threads", "PkgConfig"}  # What find_package brings that is not linked.
ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|", re.M)


def libraries(cmake):
    yield from (name for name in re.findall(r"^\s*find_package\((\w[\w-]*)", cmake, re.M) if name not in TOOLS)
    yield from re.findall(r"^\s*pkg_check_modules\(\w+ [^)]*\b(lib[\w-]+)\)", cmake, re.M)


def lock_files(root):
    return sorted(p for p in root.rglob("package-lock.json") if not {"node_modules", "build"} & set(p.parts))


def packages(lock):
    for path, entry in json.loads(lock.read_text())["packages"].items():
        if path and not entry.get("link"):
            yield path.rpartition("node_modules/")[2], entry


def takes(licence, allowed=frozenset(ALLOWED)):
    """Of "(A OR B)" one is enough, of "A AND B" all are needed."""
    return any(all(part in allowed for part in choice.split(" AND ")) for choice in licence.strip("()").split(" OR "))


def check_lock(lock, told):
    allowed = ALLOWED_IN_TESTS if "tests" in lock.parts else ALLOWED
    for name, entry in packages(lock):
        if name not in told:
            yield f"{lock}: {name} is not named in THIRD_PARTY_LICENSES.md"
        if not takes(entry.get("license", "none"), allowed):
            yield f"{lock}: {name} is under '{entry.get('license', 'no licence')}', which we do not take"
        if "integrity" not in entry:
            yield f"{lock}: {name} has no hash"
        host = urlsplit(entry.get("resolved", "")).hostname
        if host and host not in REGISTRIES:
            yield f"{lock}: {name} would come from {host}"


def check(root):
    rows = ROW.findall((root / "THIRD_PARTY_LICENSES.md").read_text())
    told = {name.strip("`"): licence for name, licence, _ in rows}
    for name in libraries((root / "cmake/libraries.cmake").read_text()):
        if name not in told:
            yield f"cmake/libraries.cmake: {name} is not named in THIRD_PARTY_LICENSES.md"
        elif not takes(told[name]):
            yield f"THIRD_PARTY_LICENSES.md: {name} is under '{told[name]}', which we do not take"
    for lock in lock_files(root):
        yield from check_lock(lock, told)


def main():
    problems = list(check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    for problem in problems:
        print(problem)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
