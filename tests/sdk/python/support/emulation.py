"""The clock and the fault rules of the emulator, under /_ivschat/."""

import json
import urllib.request

from . import environment


def ask(method, path, document=None):
    request = urllib.request.Request(
        f"{environment.service.endpoint}/_ivschat{path}", json.dumps(document or {}).encode(),
        {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=environment.PATIENCE) as reply:
        return json.load(reply)


def set_clock(**change):
    """One of freeze=True, resume=True, set=TIME and advance=DURATION."""
    return ask("POST", "/clock", change)


def set_faults(*rules, **seed):
    """Replaces all rules. `seed` is for rules with a probability."""
    return ask("PUT", "/faults", {"rules": rules, **seed})


def clear_faults():
    return ask("DELETE", "/faults")


def hits():
    """How often each rule was applied, by its name."""
    return {rule["name"]: rule["counts"]["hits"] for rule in ask("GET", "/faults")["rules"]}
