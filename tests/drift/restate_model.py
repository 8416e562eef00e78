#!/usr/bin/python3
"""Restates the facts of an API model of Amazon IVS Chat (botocore's service-2.json) in a compact form of our own.

usage: tests/drift/restate_model.py [MODEL]          writes fixtures/api/ivschat-2020-07-14.json
       tests/drift/restate_model.py --diff [MODEL]   shows what differs from that file; exit status 1 if anything does

MODEL is ../shared/reference/ivschat-2020-07-14.json beside the repository if none is given. Of the model only facts
that show on the wire are kept, none of its prose. There are four tables, one row on a line, sorted:

    operations  method, path, status, input, output, errors
    errors      status
    shapes      type; enum, pattern, min, max; member of lists; key, value of maps; union; timestampFormat
    members     "STRUCTURE.MEMBER": shape, required; location unless it is the body

A fact that is absent from a row does not apply: there is no output, or no bound. A minimum of 0 counts as no bound.
"""

import argparse
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "api" / "ivschat-2020-07-14.json"
MODEL = ROOT.parent / "shared" / "reference" / "ivschat-2020-07-14.json"


def operation_row(operation):
    http = operation["http"]
    row = {"method": http["method"], "path": http["requestUri"], "status": http["responseCode"]}
    for end in ("input", "output"):
        if end in operation:
            row[end] = operation[end]["shape"]
    row["errors"] = sorted(error["shape"] for error in operation["errors"])
    return row


def shape_row(shape):
    row = {"type": shape["type"]}
    for fact in ("enum", "pattern", "min", "max", "union", "timestampFormat"):
        is_bound = fact != "min" or shape["type"] == "integer" or shape.get("min") != 0
        if fact in shape and is_bound:
            row[fact] = shape[fact]
    for part in ("member", "key", "value"):
        if part in shape:
            row[part] = shape[part]["shape"]
    return row


def member_row(structure, name):
    member = structure["members"][name]
    row = {"shape": member["shape"], "required": name in structure.get("required", ())}
    if "location" in member:
        row["location"] = member["location"]
    return row


def wire_name(structure, name):
    return structure["members"][name].get("locationName", name)


def restate(model):
    shapes = model["shapes"]
    structures = {name: shape for name, shape in shapes.items() if shape["type"] == "structure"}
    return {
        "operations": {name: operation_row(operation) for name, operation in model["operations"].items()},
        "errors": {name: {"status": shape["error"]["httpStatusCode"]}
                   for name, shape in structures.items() if shape.get("exception")},
        "shapes": {name: shape_row(shape) for name, shape in shapes.items()},
        "members": {f"{name}.{wire_name(shape, member)}": member_row(shape, member)
                    for name, shape in structures.items() for member in shape["members"]},
    }


def write(tables, file):
    """JSON with one row on a line, so that a changed fact is a changed line."""
    texts = []
    for table, rows in tables.items():
        lines = [f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(rows.items())]
        texts.append(f"{json.dumps(table)}: {{\n" + ",\n".join(lines) + "\n}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{\n" + ",\n".join(texts) + "\n}\n", encoding="utf-8")


def differences(old, new):
    for table in new:
        for name in sorted(old[table].keys() | new[table].keys()):
            before, after = old[table].get(name), new[table].get(name)
            if before is None:
                yield f"added    {table} {name}: {json.dumps(after)}"
            elif after is None:
                yield f"removed  {table} {name}: {json.dumps(before)}"
            elif before != after:
                facts = [fact for fact in sorted(before.keys() | after.keys()) if before.get(fact) != after.get(fact)]
                changes = (f"{fact} {json.dumps(before.get(fact))} -> {json.dumps(after.get(fact))}" for fact in facts)
                yield f"altered  {table} {name}: " + ", ".join(changes)


def main():
    parser = argparse.ArgumentParser(usage="%(prog)s [--diff] [MODEL]")
    parser.add_argument("--diff", action="store_true", help="show what differs from the fixture, write nothing")
    parser.add_argument("model", nargs="?", type=pathlib.Path, default=MODEL, metavar="MODEL")
    arguments = parser.parse_args()
    tables = restate(json.loads(arguments.model.read_text(encoding="utf-8")))
    if not arguments.diff:
        write(tables, FIXTURE)
        print(f"{FIXTURE.relative_to(ROOT)}: {sum(map(len, tables.values()))} rows")
        return 0
    found = list(differences(json.loads(FIXTURE.read_text(encoding="utf-8")), tables))
    print("\n".join(found or ["nothing differs"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
