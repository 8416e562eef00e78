"""Makes mutants of C++ sources: copies with one small change that a test should notice."""

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str  # relative to the root of the repository
    start: int  # offset of what is replaced
    end: int
    replacement: str
    kind: str
    name: str = ""

    def apply(self, source):
        return source[: self.start] + self.replacement + source[self.end :]

    def line(self, source):
        return source.count("\n", 0, self.start) + 1

    def describe(self, source):
        before = source[self.start : self.end].strip() or "nothing"
        after = self.replacement.strip() or "nothing"
        return f"{self.file}:{self.line(source)}: {self.name or self.kind}: {shorten(before)} -> {shorten(after)}"


def shorten(text, limit=60):
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


# Comments, literals and preprocessor lines, in which nothing is changed.
NOT_CODE = re.compile(
    r"""
    //[^\n]* | /\*.*?\*/
    | R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"
    | "(?:\\.|[^"\\\n])*"
    | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
    | ^[ \t]*\#[^\n]*
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def mask(source):
    """The source with everything that is not code replaced by spaces, of the same length."""
    return NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source)


# Kind, what is replaced, and by what. Templates and references have no spaces around < and &&.
TOKENS = [
    ("comparison", re.compile(r"(?<= )==(?= )"), "!="),
    ("comparison", re.compile(r"(?<= )!=(?= )"), "=="),
    ("comparison", re.compile(r"(?<= )<=(?= )"), "<"),
    ("comparison", re.compile(r"(?<= )>=(?= )"), ">"),
    ("comparison", re.compile(r"(?<= )<(?= )"), "<="),
    ("comparison", re.compile(r"(?<= )>(?= )"), ">="),
    ("boolean", re.compile(r"\btrue\b"), "false"),
    ("boolean", re.compile(r"\bfalse\b"), "true"),
    ("logic", re.compile(r"(?<= )&&(?=\s)"), "||"),
    ("logic", re.compile(r"(?<= )\|\|(?=\s)"), "&&"),
    ("negation", re.compile(r"(?<![\w!)\]])!(?=[\w(*])"), ""),
    ("arithmetic", re.compile(r"(?<= )\+(?= [\w(])"), "-"),
    ("arithmetic", re.compile(r"(?<= )-(?= [\w(])"), "+"),
    ("number", re.compile(r"(?<![\w.'])([0-9]+)(?=[;,)\]} ])"), lambda found: str(int(found.group(1)) + 1)),
]

# Statements on one line, which are removed.
STATEMENTS = [
    ("statement", re.compile(r"^[ ]+(?:if \(.*\) )?(?:continue|break|return)\b[^\n]*;$", re.MULTILINE)),
    ("statement", re.compile(r"^[ ]+(?:if \(.*\) )?[a-z_][\w.>:\[\]-]*\([^\n]*\);$", re.MULTILINE)),
]


def removable(statement):
    text = statement.strip()
    # Without the only `return` of a function, the program has undefined behaviour.
    if text.startswith("return ") or text.startswith("static_assert"):
        return False
    return text.count("(") == text.count(")") and text.count("{") == text.count("}")


def mutants_of(file, source):
    code = mask(source)
    found = []
    for kind, pattern, replacement in TOKENS:
        for match in pattern.finditer(code):
            new = replacement(match) if callable(replacement) else replacement
            found.append(Mutant(file, match.start(), match.end(), new, kind))
    for kind, pattern in STATEMENTS:
        for match in pattern.finditer(code):
            if removable(match.group()):
                found.append(Mutant(file, match.start(), match.end(), "    ;", kind))
    return sorted(found, key=lambda each: (each.start, each.end))


def named_mutant(entry, source):
    """A mutant of named.json: `search` must occur once."""
    if source.count(entry["search"]) != 1:
        raise ValueError(f"{entry['name']}: {entry['file']} must contain {entry['search']!r} once. "
                         "Bring named.json up to date.")
    start = source.index(entry["search"])
    return Mutant(entry["file"], start, start + len(entry["search"]), entry["replace"], "named", entry["name"])
