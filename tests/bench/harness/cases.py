"""What is measured: each case starts its contenders in turn, again and again."""
import dataclasses
import os
import pathlib
import subprocess
import typing

from . import machine

IDLE = 50_000  # AWS's quota of connections
MANY_ROOMS = 5_000
HALF_LOAD = 55_000  # deliveries a second: about half of what the raw floor can do
FULL_LOAD = 300  # messages a second into 1000 receivers: the raw floor's core is full
OURS = "ivschat"
FLOOR = "raw_fan_out pass"
TICK = "raw_fan_out tick"
EACH_MESSAGE = "raw_fan_out message"


@dataclasses.dataclass(frozen=True)
class Pace:
    """How thorough a run is."""
    repetitions: int
    seconds: float  # of each measurement
    warmup: float
    budget: float  # seconds after which the remaining cases run once only
    is_quick: bool


FULL = Pace(repetitions=3, seconds=1.2, warmup=0.3, budget=420, is_quick=False)
QUICK = Pace(repetitions=1, seconds=0.4, warmup=0.2, budget=30, is_quick=True)


@dataclasses.dataclass
class Case:
    name: str
    title: str
    contenders: list  # the first of them is ours
    yardstick: str  # what the ratios refer to
    measure: typing.Callable  # (loads, server, is_ours, pace) -> figures
    columns: tuple = ("cpu_us", "operations_per_second", "p50_us", "p99_us", "p999_us",
                      "resident_kb")
    pins: bool = True
    repetitions: int = 0  # 0: the pace's
    in_quick: bool = True


def is_ours(name):
    return name.startswith(OURS)


def talk(rooms, settle=0.05, **flags):
    def measure(loads, server, ours, pace):
        return loads.chat(server, ours, rooms, settle=settle, seconds=pace.seconds,
                          warmup=pace.warmup, **flags)
    return measure


def create_tokens(loads, server, ours, pace):
    return loads.tokens(server, ours, seconds=pace.seconds, warmup=pace.warmup)


def fan_out(size, window):
    batching = [TICK] + ([EACH_MESSAGE] if size == 1000 else []) if window > 1 else []
    return Case(name=f"fanout-{window}-{size}",
                title=f"Fan-out into {size} receivers, {window} in flight; per delivery",
                contenders=[OURS, FLOOR, *batching, "ws", "nchan"],
                yardstick=FLOOR, measure=talk(f"1x{size}", window=window),
                in_quick=size == 1000)


def half_load(size):
    return Case(name=f"half-{size}",
                title=f"Open loop at half load, {HALF_LOAD // size} messages/s into {size}; "
                      "per delivery",
                contenders=[OURS, FLOOR, TICK], yardstick=FLOOR,
                measure=talk(f"1x{size}", rate=HALF_LOAD / size), in_quick=size == 1000)


def open_loop(name, title, rate, in_quick=True):
    return Case(name=name, title=title, contenders=[OURS, FLOOR, TICK], yardstick=FLOOR,
                measure=talk("1x1000", rate=rate), in_quick=in_quick)


def small_rooms(name, count):
    return Case(name=name, title=f"{count} room{'s' * (count > 1)} of 10, {HALF_LOAD // 10} "
                                 "messages/s over all; per delivery",
                contenders=[OURS, FLOOR], yardstick=FLOOR,
                measure=talk(f"{count}x10", rate=HALF_LOAD / 10),
                repetitions=2 if count > 1 else 0)


def idle(count):
    """Silent rooms of 100 around one room that talks."""
    talking = 1000 if count >= 2000 else 100
    rooms = f"1x{talking}+{(count - talking) // 100}x100"
    return Case(name="idle",
                title=f"{count} connections, all but {talking} of them silent, 1 in flight; "
                      "per delivery",
                contenders=[OURS, FLOOR, "ws", "nchan"], yardstick=FLOOR,
                measure=talk(rooms, settle=0.5),
                columns=("bytes_per_connection", "connects_per_second", "cpu_us_per_connect",
                         "cpu_us", "p50_us", "p99_us", "resident_kb"),
                repetitions=2)


def pair(name, title, contenders, window):
    return Case(name=name, title=title, contenders=contenders, yardstick=contenders[0],
                measure=talk("1x1000", window=window, senders=4), in_quick=False)


def start(loads, server, ours, pace):
    return {"start_ms": server.start_seconds * 1000, "resident_kb": server.resident_kb()}


def all_cases(pace):
    most = machine.most_connections()
    idle_count = min(2000 if pace.is_quick else IDLE, most)
    many = min(200 if pace.is_quick else MANY_ROOMS, most // 10)
    cases = [Case(name="token", title="CreateChatToken, SigV4 strict, 64 connections; per request",
                  contenders=[OURS, "beast_http", "epoll_http"], yardstick="beast_http",
                  measure=create_tokens)]
    cases += [fan_out(size, window) for window in (1, 16) for size in (100, 1000, 5000)]
    cases += [half_load(size) for size in (100, 1000, 5000)]
    cases += [open_loop("full-1000", f"Open loop, {FULL_LOAD} messages/s into 1000; per delivery",
                        FULL_LOAD),
              open_loop("quiet-1000", "Open loop, 10 messages/s into 1000; per delivery", 10),
              small_rooms("rooms-1", 1), small_rooms("rooms-many", many), idle(idle_count),
              pair("threads", "Threads: 16 in flight into 1000; per delivery",
                   ["ivschat --threads 1", "ivschat --threads 2"], 16),
              pair("journal", "Journal: 16 in flight into 1000; per delivery",
                   ["ivschat, no journal", "ivschat, journal"], 16),
              pair("review", "Review: 16 in flight into 1000; per delivery",
                   ["ivschat, no review", "ivschat, review"], 16),
              Case(name="start", title="Start to ready, and what is resident then",
                   contenders=[OURS, "epoll_http", "beast_http", "ws"], yardstick="epoll_http",
                   measure=start, columns=("start_ms", "resident_kb"), pins=False,
                   repetitions=5 if pace.is_quick else 15)]
    return [case for case in cases if case.in_quick or not pace.is_quick]


def reduced_sizes(pace):
    """Says which cases are smaller than they should be, and why, or nothing."""
    most = machine.most_connections()
    if pace.is_quick or most >= IDLE:
        return None
    return (f"A process may have {most + machine.LOOPBACK_RESERVE} open files here (ulimit -Hn), "
            f"so `idle` has {most} connections instead of {IDLE} and `rooms-many` {most // 10} "
            f"rooms instead of {MANY_ROOMS}.")


def stripped_size(program, scratch):
    """In bytes."""
    stripped = pathlib.Path(scratch) / "stripped"
    subprocess.run(["strip", "-o", stripped, program], check=True)
    return os.path.getsize(stripped)
