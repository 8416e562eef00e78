"""What the benchmark needs to know about the machine."""
import os
import platform
import resource
import subprocess

LOOPBACK_RESERVE = 200  # descriptors of a server besides its connections


def most_connections():
    """How many one process may hold."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 10**9 if hard == resource.RLIM_INFINITY else hard - LOOPBACK_RESERVE


def cores():
    return sorted(os.sched_getaffinity(0))


def server_cores():
    """All but the last, which belongs to the load generator."""
    return cores()[:-1] or cores()


def generator_cores():
    return cores()[-1:]


def pinned(command, where):
    return ["taskset", "--cpu-list", ",".join(map(str, where)), *command]


def _busy_seconds():
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _own_seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


class Neighbours:
    """The CPU time that other processes took since the start; it distorts the figures."""

    def __init__(self):
        self.busy, self.own = _busy_seconds(), _own_seconds()

    def share(self, seconds):
        others = (_busy_seconds() - self.busy) - (_own_seconds() - self.own)
        return max(0, others) / (seconds * len(cores()))


def description(repository):
    def first(command):
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    changed = " with changes" if first(["git", "status", "--porcelain"]) else ""
    return {"date": first(["date", "-u", "+%Y-%m-%d %H:%M UTC"]),
            "commit": (first(["git", "rev-parse", "--short", "HEAD"]) or "unknown") + changed,
            "machine": f"{len(cores())} cores, {names[0] if names else platform.machine()}, "
                       f"Linux {platform.release()}"}
