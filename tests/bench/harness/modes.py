"""What a run measures the server against: its yardsticks, or an older build of itself."""
from . import cases, comparison, goals, report
from .runner import Entry, Schedule


class AgainstYardsticks:
    legend = report.LEGEND
    alternates = False

    def __init__(self, contenders, is_whole):
        """`is_whole`: all cases run, so that the goals can be judged."""
        self.contenders, self.is_whole = contenders, is_whole

    def schedule(self, pace, fixed):
        return Schedule(pace, fixed)

    def entries(self, case):
        return [Entry(name, name, self.contenders) for name in case.contenders]

    def table(self, results, case):
        return report.table(results, case)

    def conclusion(self, results, _):
        if not self.is_whole:
            return ""
        return "Goals\n" + report.aligned(goals.rows(goals.all_goals(results)))

    def document(self, results, _):
        listed = [{"goal": goal.what, "limit": goal.most, "reached": goal.reached,
                   "met": goal.is_met} for goal in goals.all_goals(results)]
        return {"goals": listed}


class AgainstOlderBuild:
    legend = comparison.LEGEND
    alternates = True

    def __init__(self, new, old):
        self.new, self.old = new, old

    def schedule(self, pace, fixed):
        return Schedule(pace, fixed, least=comparison.REPETITIONS, has_budget=False)

    def entries(self, case):
        return comparison.entries(case, self.new, self.old)

    def table(self, results, case):
        return comparison.table(results, case)

    def conclusion(self, results, chosen):
        return comparison.summary(results, chosen)

    def document(self, results, chosen):
        listed = [{"case": each.case, "contender": each.pair, "figure": each.column,
                   "ratio": each.ratio, "slower": each.is_slower}
                  for each in comparison.findings(results, chosen)]
        return {"compared_with": str(self.old.program), "comparison": listed,
                "old_stripped_bytes": cases.stripped_size(self.old.program, self.old.scratch)}
