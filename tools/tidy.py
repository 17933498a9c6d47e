#!/usr/bin/env python3
"""The house rules that no compiler knows. Prints file:line: rule: why; exits 1 where anything is untidy.

Rooms and what they may use are read from CMakeLists.txt, so there is one list. --self-test proves that every rule
still bites. An exception is written at its line or the line above: // tidy: <rule> because <reason>

Usage: tidy.py [--self-test] [root]
"""
import pathlib
import re
import sys
import tempfile
from typing import NamedTuple

SOURCES = {".cpp", ".hpp"}
PLACES = ("src", "fuzz", "bench", "tests")
LINES_WARN, LINES_MAX, README_LINES_MAX = 400, 500, 30


class Rule(NamedTuple):
    name: str
    pattern: re.Pattern
    home: frozenset  # Rooms where the thing is at home.
    instead: str
    where: str = "code"  # or "all": comments, too
    tests: bool = False  # Whether tests keep to it.


def rule(name, pattern, home, instead, **more):
    return Rule(name, re.compile(pattern, re.M), frozenset(home.split()), instead, **more)


# Capabilities: each has rooms where it is at home, and everybody else is handed it.
RULES = [
    rule("asio", r"#include <boost/(asio|beast)", "rt net app", "use rt::Task, rt::within, net::"),
    rule("clock", r"\b(system|steady|high_resolution)_clock::now\b|\bclock_gettime\(|\bstd::time\(", "rt",
         "take an rt::Clock&"),
    rule("sleep", r"\bsleep_(for|until)\b|(?<!\w)::u?sleep\(|\busleep\(", "rt", "wait with rt::Clock::sleep", tests=True),
    rule("files", r"#include <(fstream|fcntl\.h|sys/mman\.h|sys/stat\.h)>|\bfopen\(", "store control replay app",
         "ask store, or take the bytes as a parameter"),
    rule("environment", r"\b(secure_)?getenv\b|\benviron\b", "app", "take a setting: control::Settings"),
    rule("threads", r"\bstd::(thread|jthread|mutex|shared_mutex|recursive_mutex|condition_variable|async)\b",
         "rt store", "use rt::Worker, rt::Scope, or a message to the owner"),
    rule("process", r"\b(system|popen|fork|execv\w*)\(", "", "nothing here starts other programs"),
    rule("float-price", r"\b(double|float)\s+\w*(price|open|high|low|close|volume)\b", "", "use base::Decimal"),
    rule("raw-unit", r"\b(int|long|unsigned|u?int\d+_t|double)\s+\w*_(ms|us|ns|sec|secs|seconds|minutes)\b",
         "venue store replay control serve app", "use a std::chrono type"),
    rule("print", r"\bstd::(cout|cerr|clog)\b|\b(printf|puts|putchar)\(|\bfmt::print\(", "control app",
         "return it, or an Error"),
    rule("throw", r"\bthrow\b", "", "return an Error; no exception leaves a room"),
    rule("assert", r"\bassert\(", "", "use MUST, which stays in the release build"),
    rule("lambda-coroutine", r"\[[^\]\n]+\]\s*(\([^)]*\))?\s*(mutable\s*)?->\s*(rt::)?(Task|awaitable)<", "",
         "write a named function: captures die before its frame does"),
    rule("ref-parameter", r"\bTask<[^;{=]*>\s+[\w:]+\([^)]*\bconst\s+[\w:<>]+&", "", "a coroutine takes it by value"),
    rule("unfinished", r"\b(TODO|FIXME|XXX|HACK)\b", "", "finish it or leave it out", where="all", tests=True),
    rule("machine-path", r"(?<![\w.~])/(home|root|work)/\w", "", "no path of one machine", where="all", tests=True),
    rule("whole-word", r"\b(instr|dst|cfg|cnt|mgr|idx)\b", "", "write the word out", tests=True),
]

# One thing, one word. Where other protocols are spoken, their words may be quoted.
QUOTING = "venue replay serve"
WORDS = [
    (r"(?i)\b(kline|ohlcv|candlestick)s?\b|(?<!progress )(?<!progress_)\b[bB]ars?\b", "candle"),
    (r"(?i)(?<!::)\b(granularity|resolution|interval)s?\b", "timeframe"),
    (r"(?i)(?<!::)\b(ticker|currency_?pair|market_?id)s?\b", "instrument or symbol"),
    (r"(?i)\bmissing_ranges?\b", "gap or void"),
]
RULES += [rule("word", pattern, QUOTING, f"is called {word} here", where="all") for pattern, word in WORDS]
# A hole is a slot of a stored span that has no candle.
RULES += [rule("word", r"(?i)\bholes?\b", f"{QUOTING} store", "is called gap or void here", where="all")]

PAGE_RULE = rule("inner-html", r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b|\beval\(", "",
                 "make elements and set textContent")
INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.M)
TEST = re.compile(r"^(?:TYPED_)?TEST(?:_[FP])?\(\w+,\s*(\w+)\)", re.M)
ROOM = re.compile(r"^room\((\w+)(?:\s+DEPS\s+([\w\s]+?))?(?:\s+LIBS\s[^)]*)?\)", re.M)
TESTING = re.compile(r"(_test|_fixture|/testing)\.[ch]pp$")  # Tests, and what they share.
EXCUSE = re.compile(r"(?://|#)\s*tidy:\s*([\w-]+)\s+because\s+\S")
STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*')


def rooms_of(cmake):
    return {name: deps.split() for name, deps in ROOM.findall(cmake)}


def without_comments(text):
    """The text with comments blanked and every line where it was."""
    return STRING_OR_COMMENT.sub(lambda m: m[0] if m[0][0] == '"' else " " * len(m[0]), text)


class Page:
    """A text under check: tells lines from offsets, and what is excused there."""

    def __init__(self, path, text):
        self.path, self.text, self.lines = path, text, text.splitlines()

    def finding(self, offset, name, why):
        number = self.text.count("\n", 0, offset) + 1
        around = self.lines[max(0, number - 2):number]
        excused = any(name == found for line in around for found in EXCUSE.findall(line))
        return None if excused else (self.path, number, name, why)


def check_rules(page, room, test):
    code = None
    for each in RULES:
        if room in each.home or (test and not each.tests) or not each.pattern.search(page.text):
            continue
        code = without_comments(page.text) if code is None else code
        for found in each.pattern.finditer(page.text if each.where == "all" else code):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield page.finding(start, each.name, f"'{found[0].strip()[:40]}' in {room}: {each.instead}")


def check_includes(page, room, deps):
    for found in INCLUDE.finditer(page.text):
        other = found[1].split("/")[0]
        if "/" not in found[1]:
            yield page.finding(found.start(1), "layer", f"\"{found[1]}\" does not name its room: \"{room}/{found[1]}\"")
        elif other not in (room, "embedded") and other not in deps:
            yield page.finding(found.start(1), "layer", f"{room} may not use {other}; it has {', '.join(deps) or 'none'}")


def check_opening(page):
    first = page.lines[0] if page.lines else ""
    if not re.match(r"// \S.*", first):
        yield page.finding(0, "header", "opens with one sentence that says what this is")
    if "#pragma once" not in page.text:
        yield page.finding(0, "header", "lacks #pragma once")


def check_length(page, warn):
    if len(page.lines) > LINES_MAX:
        yield page.finding(0, "length", f"{len(page.lines)} lines; at most {LINES_MAX}: a file is one thing")
    elif len(page.lines) > LINES_WARN:
        warn(f"{page.path}: {len(page.lines)} lines; {LINES_WARN} is a lot for one thing")


def check_source(path, text, rooms, warn=lambda _: None):
    page, parts = Page(path, text), pathlib.PurePath(path).parts
    room = parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]
    test = parts[0] == "tests" or TESTING.search(path) is not None
    if parts[0] == "src":
        if room not in rooms:
            yield path, 1, "room", f"'{room}' is not declared with room() in CMakeLists.txt"
            return
        yield from check_includes(page, room, rooms[room])
    yield from check_rules(page, room, test or parts[0] in ("fuzz", "bench"))
    if path.endswith(".hpp"):
        yield from check_opening(page)
    for found in TEST.finditer(text):
        if found[1].count("_") < 1:
            yield page.finding(found.start(1), "test-name", f"'{found[1]}' is no sentence that is true of the code")
    yield from check_length(page, warn)


def check_script(path, text, warn=lambda _: None):
    page = Page(path, text)
    for found in PAGE_RULE.pattern.finditer(text):
        yield page.finding(found.start(), PAGE_RULE.name, PAGE_RULE.instead)
    yield from check_length(page, warn)


def check_rooms(root, rooms):
    seen = set()
    for name, deps in rooms.items():
        for dep in deps:
            if dep not in seen:
                yield "CMakeLists.txt", 1, "order", f"room '{name}' uses '{dep}', which stands on no lower floor"
        seen.add(name)
        readme = root / "src" / name / "README.md"
        if not any(p.suffix in SOURCES for p in readme.parent.glob("*")):
            continue
        text = readme.read_text() if readme.exists() else ""
        absent = [part for part in ("Owns", "May use", "Never", "Start reading at") if part not in text]
        if absent:
            yield f"src/{name}/README.md", 1, "readme", f"lacks {', '.join(absent)}"
        if len(text.splitlines()) > README_LINES_MAX:
            yield f"src/{name}/README.md", 1, "readme", f"is longer than {README_LINES_MAX} lines"


def check_venues(root):
    recorded = {p.name for p in (root / "tests/fixtures/venue").glob("*") if p.is_dir() and any(p.iterdir())}
    known = {p.stem for p in (root / "venues").glob("*.yaml")}
    for venue in sorted(known - recorded):
        yield f"venues/{venue}.yaml", 1, "venue", f"has no recordings under tests/fixtures/venue/{venue}"
    for venue in sorted(recorded - known):
        yield f"tests/fixtures/venue/{venue}", 1, "venue", f"has no facts: venues/{venue}.yaml"


def check(root, warn):
    rooms = rooms_of((root / "CMakeLists.txt").read_text())
    yield from check_rooms(root, rooms)
    yield from check_venues(root)
    for place in PLACES:
        for path in sorted(p for p in (root / place).rglob("*") if p.suffix in SOURCES and "node_modules" not in p.parts):
            yield from check_source(str(path.relative_to(root)), path.read_text(errors="replace"), rooms, warn)
    for path in sorted(p for p in (root / "web").rglob("*.*js") if "node_modules" not in p.parts):
        yield from check_script(str(path.relative_to(root)), path.read_text(errors="replace"), warn)


def findings(found):
    return sorted({each for each in found if each})


# Rule, file, text that must be caught, text that must not.
BITES = [
    ("layer", "src/market/a.cpp", '#include "store/block.hpp"', '#include "base/result.hpp"'),
    ("layer", "src/market/a.cpp", '#include "candle.hpp"', '#include "market/candle.hpp"'),
    ("room", "src/attic/a.cpp", "int a;", None),
    ("asio", "src/store/a.cpp", "#include <boost/asio.hpp>", "#include <vector>"),
    ("clock", "src/market/a.cpp", "auto t = std::chrono::system_clock::now();", "auto t = clock.now();"),
    ("sleep", "src/market/a_test.cpp", "std::this_thread::sleep_for(1s);", "co_await clock.sleep(1s);"),
    ("files", "src/market/a.cpp", "#include <fstream>", "#include <filesystem>"),
    ("environment", "src/store/a.cpp", 'std::getenv("HOME")', "settings.data"),
    ("threads", "src/market/a.cpp", "std::mutex lock;", "std::atomic<int> count;"),
    ("process", "src/store/a.cpp", 'popen("ls", "r")', "file_system(1)"),
    ("float-price", "src/market/a.cpp", "double close = 1;", "base::Decimal close; double ratio; // double close"),
    ("raw-unit", "src/market/a.cpp", "int timeout_ms = 5;", "std::chrono::milliseconds timeout{5};"),
    ("print", "src/market/a.cpp", 'fmt::print("x");', 'fmt::format("x");'),
    ("throw", "src/market/a.cpp", "throw 1;", "return base::fail(code, what);  // never a throw"),
    ("assert", "src/market/a.cpp", "assert(a);", "static_assert(a); MUST(a);"),
    ("lambda-coroutine", "src/rt/a.cpp", "spawn([s]() -> Task<int> {", "spawn(follow(s));"),
    ("ref-parameter", "src/rt/a.hpp", "// A.\n#pragma once\nTask<int> ask(const Ask& a);",
     "// A.\n#pragma once\nTask<int> ask(Ask a, Clock& clock);"),
    ("unfinished", "src/market/a_test.cpp", "// TODO: more", "// done"),
    ("machine-path", "src/market/a.cpp", 'open("/home/me/x")', 'open("wick/home/x")'),
    ("whole-word", "src/market/a.cpp", "int idx = 0;", "int index = 0;"),
    ("word", "src/store/a.cpp", "struct Kline; // one kline", "struct Candle;"),
    ("word", "src/market/a.cpp", "Span hole;", "Span gap; // of the whole"),
    ("word", "src/store/a.cpp", "int interval = 1;", "draw(progress_bar); // a progress bar of a whole barn"),
    ("header", "src/market/a.hpp", "#pragma once\nint a();", "// What a is.\n#pragma once\nint a();"),
    ("header", "src/market/a.hpp", "// What a is.\nint a();", None),
    ("test-name", "src/market/a_test.cpp", "TEST(Codec, works) {", "TEST(Codec, gives_back_every_digit) {"),
    ("length", "src/market/a.cpp", "\n" * (LINES_MAX + 1), "\n" * LINES_MAX),
]
EXCUSED = "std::mutex lock;  // tidy: threads because the TLS library insists"
QUOTED = ("src/serve/a.cpp", 'reply("interval", kline);')
SELF_TEST_ROOMS = {"base": [], "market": ["base"], "rt": ["base"], "store": ["base"], "serve": ["base"]}


def caught(path, text):
    return {name for _, _, name, _ in findings(check_source(path, text, SELF_TEST_ROOMS))}


def sentence_failures():
    for name, path, bad, good in BITES:
        if name not in caught(path, bad):
            yield f"{name} lets pass: {bad[:60]!r}"
        if good is not None and caught(path, good):
            yield f"{caught(path, good)} objects to: {good[:60]!r}"
    if caught("src/market/a.cpp", EXCUSED):
        yield "an excused line is not excused"
    if "threads" not in caught("src/market/a.cpp", EXCUSED.replace("because the TLS library insists", "")):
        yield "an excuse without a reason is taken"
    if caught(*QUOTED):
        yield "serve may not quote other protocols"
    if not findings(check_script("web/a.js", "e.innerHTML = x")) or findings(check_script("web/a.js", "e.textContent = x")):
        yield "inner-html does not bite"
    untested = {each.name for each in RULES} - {name for name, *_ in BITES}
    if untested:
        yield f"no self-test for {untested}"


def tree_failures():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in {"CMakeLists.txt": "room(base DEPS market)\nroom(market LIBS x::y)\n",
                           "src/base/a.hpp": "// A.\n#pragma once\n", "venues/here.yaml": "", "venues/gone.yaml": "",
                           "tests/fixtures/venue/here/candles.json": "{}", "tests/fixtures/venue/left/a.json": "{}",
                           "src/market/README.md": "**Owns** **May use** **Never** **Start reading at**" + "\n" * 40,
                           "src/market/a.cpp": ""}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        found = {(path, name) for path, _, name, _ in findings(check(root, lambda _: None))}
    wanted = {("CMakeLists.txt", "order"), ("src/base/README.md", "readme"), ("src/market/README.md", "readme"),
              ("venues/gone.yaml", "venue"), ("tests/fixtures/venue/left", "venue")}
    for each in wanted ^ found:
        yield f"in a tree: {each} is {'missed' if each in wanted else 'wrongly told'}"


def self_test():
    failures = [*sentence_failures(), *tree_failures()]
    for failure in failures:
        print(f"self-test: {failure}")
    print(f"self-test: {len(BITES)} bites tried, {len(failures)} failures")
    return bool(failures)


def main():
    if "--self-test" in sys.argv:
        return self_test()
    root = pathlib.Path(next((a for a in sys.argv[1:] if not a.startswith("-")), "."))
    found = findings(check(root, warn=lambda sentence: print(f"note: {sentence}")))
    for path, line, name, why in found:
        print(f"{path}:{line}: {name}: {why}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
