"""The goals, as ratios within one run."""
import dataclasses

from .cases import FLOOR, OURS


@dataclasses.dataclass
class Goal:
    what: str
    most: float  # or `least`, where more is better
    reached: float | None
    unit: str = ""
    is_least: bool = False

    @property
    def is_met(self):
        if self.reached is None:
            return None
        return self.reached >= self.most if self.is_least else self.reached <= self.most


def _growth(results, small, large):
    ours, floor = (results.growth(small, large, each) for each in (OURS, FLOOR))
    return ours / floor if ours and floor else None


def _scaled(value, factor):
    return None if value is None else value * factor


def _thread_gain(results):
    """What two threads can do in the time of one, where the clients leave no core free: twice
    the time, divided by what an operation costs then."""
    ratio = results.ratio("threads", "ivschat --threads 1", "ivschat --threads 2", "cpu_us")
    return _scaled(ratio, 2)


def all_goals(results):
    ratio, median = results.ratio, results.median
    goals = [Goal("CreateChatToken: CPU of Beast with a fixed reply", 1.15,
                  ratio("token", OURS, "beast_http", "cpu_us"), "x")]
    for size in (1000, 5000):
        goals.append(Goal(f"1 in flight, {size}: CPU of the raw floor", 1.10,
                          ratio(f"fanout-1-{size}", OURS, FLOOR, "cpu_us"), "x"))
    for size in (1000, 5000):
        case = f"fanout-16-{size}"
        goals += [Goal(f"16 in flight, {size}: CPU of the raw floor", 0.7,
                       ratio(case, OURS, FLOOR, "cpu_us"), "x"),
                  Goal(f"16 in flight, {size}: CPU of npm ws", 0.08,
                       ratio(case, OURS, "ws", "cpu_us"), "x")]
    goals += [Goal("300 messages/s into 1000: CPU of the raw floor", 0.7,
                   ratio("full-1000", OURS, FLOOR, "cpu_us"), "x"),
              Goal("300 messages/s into 1000: p99", 40,
                   _scaled(median("full-1000", OURS, "p99_us"), 1e-3), " ms"),
              Goal("quiet: p50 of the raw floor (no added latency)", 1.10,
                   ratio("quiet-1000", OURS, FLOOR, "p50_us"), "x")]
    for size in (100, 1000, 5000):
        goals.append(Goal(f"half load, {size}: p99 of the raw floor", 1.20,
                          ratio(f"half-{size}", OURS, FLOOR, "p99_us"), "x"))
    goals += [Goal("growth from N = 100 to 5000, of the floor's", 1.10,
                   _growth(results, "fanout-1-100", "fanout-1-5000"), "x"),
              Goal("growth from 1 room to all, of the floor's", 1.10,
                   _growth(results, "rooms-1", "rooms-many"), "x"),
              Goal("memory of an idle connection", 4,
                   _scaled(median("idle", OURS, "bytes_per_connection"), 1 / 1024), " KB"),
              Goal("2 threads: throughput of 1", 1.6, _thread_gain(results), "x", is_least=True),
              Goal("ready after start", 15, median("start", OURS, "start_ms"), " ms"),
              Goal("resident at start", 8,
                   _scaled(median("start", OURS, "resident_kb"), 1 / 1024), " MB")]
    return goals


def rows(goals):
    words = {True: "met", False: "MISSED", None: "not measured"}
    table = [["goal", "limit", "reached", ""]]
    for goal in goals:
        reached = "-" if goal.reached is None else f"{goal.reached:.2f}{goal.unit}"
        bound = "at least" if goal.is_least else "at most"
        table.append([goal.what, f"{bound} {goal.most:g}{goal.unit}", reached,
                      words[goal.is_met]])
    return table
