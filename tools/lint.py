#!/usr/bin/env python3
"""clang-format over all our C++, and clang-tidy over what changed; first proves that every check we name exists.

A misspelt name in .clang-tidy matches nothing and says nothing; --names alone runs only that proof.
Changed is what differs from main where this branch left it, or, on main, by the last commit. A changed header stands
for the .cpp beside it. With --seconds no file is begun after so long, and those not looked at are counted.

Usage: lint.py [--names | --format] [--all] [--seconds N] [build folder with compile_commands.json]
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

PLACES = ("src", "fuzz", "bench", "tests")
FILES_MOST = 40  # Of a change; what lands more at once is looked at with --all.


def tool(name):
    return shutil.which(f"{name}-19") or shutil.which(name) or sys.exit(f"lint.py: {name}-19 is not installed")


def out(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def dead_names(config):
    """What .clang-tidy names and clang-tidy does not know: checks, and options of checks."""
    known = out(tool("clang-tidy"), "--list-checks", "-checks=*").split()
    named = re.search(r"^Checks: >\n((?:  .*\n)+)", config, re.M).group(1)
    for glob in filter(None, re.split(r"[,\s]+", named.strip())):
        pattern = re.compile(re.escape(glob.lstrip("-")).replace(r"\*", ".*"))
        if not any(pattern.fullmatch(check) for check in known):
            yield glob
    for check in re.findall(r"^  ([a-z][\w-]+)\.\w+:", config, re.M):
        if check not in known:
            yield check


def sources():
    return [p for place in PLACES for p in sorted(pathlib.Path(place).rglob("*.[ch]pp")) if "node_modules" not in p.parts]


def is_formatted(paths):
    run = subprocess.run([tool("clang-format"), "--dry-run", *map(str, paths)], capture_output=True, text=True)
    odd = sorted(set(re.findall(r"^(\S+?):\d+:\d+: ", run.stderr, re.M)))
    if odd:
        print(f"{len(odd)} files are not formatted; put that right with: clang-format-19 -i {' '.join(odd)}")
    return not odd


def changed_files():
    head = out("git", "rev-parse", "HEAD").strip()
    for main in ("origin/main", "main"):
        base = out("git", "merge-base", "HEAD", main).strip()
        if base and base != head:
            break
    else:
        base = out("git", "rev-parse", "--verify", "--quiet", "HEAD~1").strip()
    if not base:
        print("no commit to compare with, so nothing counts as changed; --all looks at everything")
        return set()
    names = out("git", "diff", "--name-only", base)
    return {pathlib.Path(name) for name in names.splitlines()}


def units(build, everything):
    """The .cpp files that clang-tidy is to look at, those that the build knows."""
    known = {pathlib.Path(entry["file"]).resolve() for entry in json.loads((build / "compile_commands.json").read_text())}
    there = [p for p in sources() if p.suffix == ".cpp" and p.resolve() in known]
    if everything:
        return there
    wanted = {p.with_suffix(".cpp") for p in changed_files()}
    return [p for p in there if p in wanted]


def tidy(build, paths, seconds):
    """Failures and files not looked at. Precompiled headers must be there: clang-tidy reads them as the build does."""
    subprocess.run(["ninja", "-C", str(build), "--quiet", "pch_std", "pch_asio"], check=True)
    until = time.monotonic() + seconds

    def look(path):
        if time.monotonic() > until:
            return path, None
        run = subprocess.run([tool("clang-tidy"), "--quiet", "-p", str(build), str(path)], capture_output=True, text=True)
        if run.returncode:
            print(run.stdout.strip(), *[line for line in run.stderr.splitlines() if "error:" in line], sep="\n", flush=True)
        return path, run.returncode

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(look, paths))
    return [p for p, code in results if code], [p for p, code in results if code is None]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--format", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("build", nargs="?", type=pathlib.Path, default=pathlib.Path("build/dev"))
    options = parser.parse_args()

    dead = list(dead_names(pathlib.Path(".clang-tidy").read_text()))
    for name in dead:
        print(f".clang-tidy: '{name}' names no check")
    if options.names:
        return bool(dead)
    formatted = is_formatted(sources())
    if options.format:
        return not formatted
    paths = units(options.build, options.all)
    if not options.all and len(paths) > FILES_MOST:
        print(f"{len(paths)} files changed, more than a change has; clang-tidy looks at none of them, --all at everything")
        paths = []
    failed, left = tidy(options.build, paths, options.seconds)
    print(f"clang-tidy: {len(paths) - len(left)} files looked at, {len(failed)} with findings, {len(left)} left for lack of time")
    return bool(dead) or not formatted or bool(failed)


if __name__ == "__main__":
    sys.exit(main())
