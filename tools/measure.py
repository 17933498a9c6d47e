#!/usr/bin/env python3
"""The size of our code in the numbers we compare by, per room: files, lines, functions, comments, promises.

A function is what clang-format's layout lets us see: an opening at the margin of a namespace or class that ends in '{'
and closes at the same indentation. Usage: measure.py [root]
"""
import pathlib
import re
import statistics
import sys

OPENS = re.compile(r"^( {0,2})(?!namespace|class|struct|enum|union|using|extern|public|private|else|if|for|while|switch|do\b)"
                   r"[\w~:<\[(].*\{$")
KEYWORD = re.compile(r"^\s*(template<|[\w:<>, ]*\b(class|struct|enum|union|namespace)\b)")
PROMISE = re.compile(r"\b(MUST|static_assert)\(")


def functions(lines):
    """(length, first line) of each function."""
    at = 0
    while at < len(lines):
        opening = OPENS.match(lines[at])
        if opening and "(" in lines[at] + (lines[at - 1] if at else "") and not KEYWORD.match(lines[at]):
            start = at
            while start and lines[start - 1].startswith(opening[1]) and re.search(r"[,(]$", lines[start - 1]):
                start -= 1
            end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith(opening[1] + "}")), at)
            yield end - start + 1, start + 1
            at = end
        at += 1


def row(name, paths):
    texts = {path: path.read_text(errors="replace").splitlines() for path in paths}
    sizes = sorted(map(len, texts.values())) or [0]
    found = [(length, path, line) for path, lines in texts.items() for length, line in functions(lines)]
    lengths = [length for length, _, _ in found] or [0]
    full = [line.strip() for lines in texts.values() for line in lines if line.strip()]
    told = sum(line.startswith("//") for line in full)
    promises = sum(len(PROMISE.findall(line)) for line in full)
    longest = max(found, default=(0, pathlib.Path("-"), 0))
    print(f"{name:9}{len(texts):6}{sum(sizes):8}{statistics.median(sizes):8.0f}{sizes[-1]:6}{len(found):8}"
          f"{statistics.median(lengths):8.0f}{100 * told / max(1, len(full)):10.0f}%{promises:10}"
          f"  {longest[0]:4} {longest[1].name}:{longest[2]}")
    return sum(sizes)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    sources = sorted(p for p in (root / "src").rglob("*") if p.suffix in {".cpp", ".hpp"})
    tests = [p for p in sources if p.stem.endswith("_test")]
    code = [p for p in sources if p not in tests]
    print(f"{'room':9}{'files':>6}{'lines':>8}{'median':>8}{'most':>6}{'functs':>8}{'median':>8}{'comments':>11}{'promises':>10}"
          "  longest function")
    for room in sorted({p.relative_to(root / "src").parts[0] for p in code}):
        row(room, [p for p in code if p.relative_to(root / "src").parts[0] == room])
    lines = row("all", code)
    print(f"lines of test per line of code: {row('tests', tests) / max(1, lines):.2f}")


if __name__ == "__main__":
    main()
