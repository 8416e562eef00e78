"""Runs the cases: starts their servers in turn and collects what is measured."""
import contextlib
import dataclasses
import time

from . import cases, report
from .contenders import Contenders, NotAvailable, StartFailure
from .loads import Churn, Loads, WrongReplies


@dataclasses.dataclass(frozen=True)
class Entry:
    """A server that takes part in a case, and the name under which its figures are kept."""
    label: str
    name: str
    contenders: Contenders


@dataclasses.dataclass(frozen=True)
class Schedule:
    """How often each case runs. `fixed` is what the user asked for, or 0."""
    pace: cases.Pace
    fixed: int = 0
    least: int = 0
    has_budget: bool = True

    def repetitions(self, case):
        own = 0 if self.pace.is_quick else case.repetitions
        return self.fixed or max(own or self.pace.repetitions, self.least)

    def is_over(self, seconds):
        return self.has_budget and not self.fixed and seconds > self.pace.budget


class Runner:
    def __init__(self, loads: Loads, schedule: Schedule, churns=False):
        self.loads, self.schedule, self.churns = loads, schedule, churns
        self.results = report.Results()
        self.errors = []
        self.began = time.monotonic()
        self.shortened = []

    def seconds(self):
        return time.monotonic() - self.began

    def run(self, case, entries, alternates=False):
        """With `alternates`, every second repetition runs the entries in reverse order."""
        for repetition in range(self.schedule.repetitions(case)):
            if repetition > 0 and self.schedule.is_over(self.seconds()):
                self.shortened.append(case.name)
                return
            backwards = alternates and repetition % 2 == 1
            for entry in reversed(entries) if backwards else entries:
                if (case.name, entry.label) not in self.results.absent:
                    self._run_once(case, entry)

    def _run_once(self, case, entry):
        ours = cases.is_ours(entry.name)
        try:
            server = entry.contenders.start(entry.name, case.pins)
        except NotAvailable as reason:
            self.results.absent[case.name, entry.label] = str(reason)
            if ours and isinstance(reason, StartFailure):
                self._fail(case, entry, str(reason))
            return
        churns = self.churns and ours and case.name != "start"
        try:
            with Churn(self.loads, server) if churns else contextlib.nullcontext() as churn:
                figures = case.measure(self.loads, server, ours, self.schedule.pace)
            self.results.add(case.name, entry.label, figures)
            if churn and churn.error:
                self._fail(case, entry, f"clients that come and go: {churn.error}")
        except WrongReplies as wrong:
            self._fail(case, entry, str(wrong))
        finally:
            status = server.stop()
        if ours and status != 0:
            self._fail(case, entry, f"exit status {status}\n{server.log.read_text()[-4000:]}")

    def _fail(self, case, entry, what):
        self.errors.append(f"{case.name}, {entry.label}: {what}")
        self.results.absent[case.name, entry.label] = "something was wrong; see below"
