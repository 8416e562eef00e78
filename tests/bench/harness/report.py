"""Medians, ratios, tables."""
import statistics

SATURATED = 0.9  # of a core, by the load generator

COLUMNS = {  # name -> heading, factor, digits
    "cpu_us": ("CPU us", 1, 2),
    "operations_per_second": ("per s", 1, 0),
    "p50_us": ("p50 ms", 1e-3, 2),
    "p99_us": ("p99 ms", 1e-3, 2),
    "p999_us": ("p99.9 ms", 1e-3, 2),
    "resident_kb": ("RSS MB", 1 / 1024, 1),
    "bytes_per_connection": ("B/conn", 1, 0),
    "connects_per_second": ("conn/s", 1, 0),
    "cpu_us_per_connect": ("us/conn", 1, 1),
    "start_ms": ("ready ms", 1, 1),
}


class Results:
    """Figures by case and contender, with one dictionary for each repetition."""

    def __init__(self):
        self.runs = {}
        self.absent = {}  # (case, contender) -> why

    def add(self, case, contender, figures):
        self.runs.setdefault((case, contender), []).append(figures)

    def values(self, case, contender, column):
        return [each[column] for each in self.runs.get((case, contender), []) if column in each]

    def median(self, case, contender, column):
        values = self.values(case, contender, column)
        return statistics.median(values) if values else None

    def ratios(self, case, contender, other, column):
        """One for each repetition."""
        pairs = zip(self.values(case, contender, column), self.values(case, other, column))
        return [one / two for one, two in pairs if two > 0]

    def ratio(self, case, contender, other, column):
        """The median of the ratios within each repetition, so that a slow drift of the machine
        does not matter."""
        ratios = self.ratios(case, contender, other, column)
        return statistics.median(ratios) if ratios else None

    def growth(self, small, large, contender):
        """How much the CPU time of one operation grows from one case to another."""
        before = self.median(small, contender, "cpu_us")
        after = self.median(large, contender, "cpu_us")
        return after / before if before and after else None

    def is_saturated(self, case, contender):
        share = self.median(case, contender, "generator_share")
        return share is not None and share > SATURATED


def figure(column, value):
    """As a table shows it."""
    _, factor, digits = COLUMNS[column]
    return "-" if value is None else f"{value * factor:,.{digits}f}"


def _cell(results, case, contender, column):
    text = figure(column, results.median(case.name, contender, column))
    ratio = results.ratio(case.name, contender, case.yardstick, column)
    return text if ratio is None or contender == case.yardstick else f"{text} ({ratio:.2f})"


def table(results, case):
    has_generator = any(results.values(case.name, each, "generator_share")
                        for each in case.contenders)
    heads = ["", *(COLUMNS[column][0] for column in case.columns)]
    rows = []
    for contender in case.contenders:
        if why := results.absent.get((case.name, contender)):
            rows.append([contender, f"not available: {why}"])
            continue
        row = [contender, *(_cell(results, case, contender, column) for column in case.columns)]
        if has_generator:
            share = results.median(case.name, contender, "generator_share")
            row.append("-" if share is None else
                       f"{share:.0%}" + ("!" if results.is_saturated(case.name, contender) else ""))
        rows.append(row)
    if has_generator:
        heads.append("gen")
    return f"{case.title}  [{case.name}]\n" + aligned([heads, *rows])


def aligned(rows):
    whole = [row for row in rows if len(row) == len(rows[0])]
    widths = [max(len(row[i]) for row in whole) for i in range(len(rows[0]))]
    widths[0] = max(len(row[0]) for row in rows)
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


LEGEND = """CPU us: user + sys of the server's processes for one operation. In brackets: the ratio to the
case's yardstick in the same repetition. gen: how much of a core the load generator took. With !, it
was saturated, so rate and latency are the generator's, not the server's."""
