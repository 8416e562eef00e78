"""Compares a build of the server with an older one, case by case."""
import dataclasses

from . import report
from .cases import is_ours
from .runner import Entry

REPETITIONS = 5
TOLERANCE = 0.03  # by which a case may be slower
JUDGED = ("cpu_us", "cpu_us_per_connect", "start_ms")  # what makes a case slower


@dataclasses.dataclass(frozen=True)
class Pair:
    """One configuration of the server, in the present build and in the older one."""
    name: str

    @property
    def new(self):
        return f"{self.name}, new"

    @property
    def old(self):
        return f"{self.name}, old"


@dataclasses.dataclass(frozen=True)
class Finding:
    """How a judged figure of the new build relates to that of the old one."""
    case: str
    pair: str
    column: str
    ratio: float

    @property
    def is_slower(self):
        return self.ratio > 1 + TOLERANCE

    def __str__(self):
        return f"{self.case}, {self.pair}: {report.COLUMNS[self.column][0]} {self.ratio:.3f} x"


def pairs(case):
    return [Pair(name) for name in case.contenders if is_ours(name)]


def entries(case, new, old):
    """Each build next to the other, so that both meet the same state of the machine."""
    return [entry for pair in pairs(case)
            for entry in (Entry(pair.new, pair.name, new), Entry(pair.old, pair.name, old))]


def absence(results, case, pair):
    """Why a pair could not be compared, or nothing."""
    return next((f"{label}: {results.absent[case.name, label]}" for label in (pair.new, pair.old)
                 if (case.name, label) in results.absent), None)


def findings(results, cases):
    found = []
    for case in cases:
        for pair in pairs(case):
            if absence(results, case, pair):
                continue
            for column in JUDGED:
                ratio = results.ratio(case.name, pair.new, pair.old, column)
                if column in case.columns and ratio is not None:
                    found.append(Finding(case.name, pair.name, column, ratio))
    return found


def _medians(results, case, label):
    cells = [results.median(case.name, label, column) for column in case.columns]
    return [report.figure(column, value) for column, value in zip(case.columns, cells)]


def _ratios(results, case, pair):
    """The row of the medians, and that of the lowest and the highest."""
    medians, ranges = [f"{pair.name}, new/old"], ["  lowest to highest"]
    for column in case.columns:
        ratios = results.ratios(case.name, pair.new, pair.old, column)
        median = results.ratio(case.name, pair.new, pair.old, column)
        medians.append("-" if median is None else f"{median:.3f}")
        ranges.append(f"{min(ratios):.2f}-{max(ratios):.2f}" if ratios else "-")
    return [medians, ranges]


def table(results, case):
    rows = [["", *(report.COLUMNS[column][0] for column in case.columns)]]
    for pair in pairs(case):
        if why := absence(results, case, pair):
            rows.append([f"{why}"])
            continue
        rows += [[label, *_medians(results, case, label)] for label in (pair.new, pair.old)]
        rows += _ratios(results, case, pair)
    return f"{case.title}  [{case.name}]\n" + report.aligned(rows)


def summary(results, cases):
    found = findings(results, cases)
    slower = sorted((each for each in found if each.is_slower), key=lambda each: -each.ratio)
    lines = [f"{'Slower' if slower else 'No case is slower'} than the older build by more than "
             f"{TOLERANCE:.0%}{':' if slower else '.'}"]
    lines += [f"  {finding}" for finding in slower]
    absent = [f"  {case.name}: {why}" for case in cases for pair in pairs(case)
              if (why := absence(results, case, pair))]
    return "\n".join(lines + (["Not compared:", *absent] if absent else []))


LEGEND = """CPU us: user + sys of the server's processes for one operation. p50 to p99.9: latency. new/old: the
median of the ratios within each repetition; below it, the lowest and the highest of them. CPU us,
us/conn and ready ms decide whether a case is slower."""
