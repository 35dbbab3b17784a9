"""Evaluates expressions with cel-cpp: one JSON object a line in, one out.

The first line tells the types of the variables and their values, several sets of them. Every other line names an
expression and a set. What comes out says how far the expression came, its type by the checker, and its value.
"""
import json
import os
import struct
import sys
from datetime import datetime, timedelta, timezone

from cel_expr_python import cel

EXTENSIONS = """
extensions:
- name: optional
- name: strings
  version: 2
- name: sets
- name: lists
- name: two-var-comprehensions
"""
TYPES = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "uint": cel.Type.UINT,
    "double": cel.Type.DOUBLE,
    "string": cel.Type.STRING,
    "list(int)": cel.Type.List(cel.Type.INT),
    "list(string)": cel.Type.List(cel.Type.STRING),
    "map(string, int)": cel.Type.Map(cel.Type.STRING, cel.Type.INT),
    "dyn": cel.Type.DYN,
}
# The bindings give away references to None that are not theirs, until Python would free it; these keep it alive.
NONES = []
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def key(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"s:{value}" if isinstance(value, str) else str(value)


def shown(value):
    kind = value.type().name().split("<")[0]
    inner = value.value()
    if kind == "NULL":
        return ["null"]
    if kind == "BOOL":
        return ["bool", "true" if inner else "false"]
    if kind in ("INT", "UINT"):
        return [kind.lower(), str(value.plain_value())]
    if kind == "DOUBLE":
        return ["double", "nan" if inner != inner else struct.pack(">d", inner).hex()]
    if kind == "STRING":
        return ["string", inner]
    if kind == "BYTES":
        return ["bytes", bytes(inner).hex()]
    if kind == "TIMESTAMP":
        return ["timestamp", str((inner - EPOCH) // timedelta(microseconds=1))]
    if kind == "DURATION":
        return ["duration", str(inner // timedelta(microseconds=1))]
    if kind == "TYPE":
        return ["type", inner.name().split("<")[0]]
    if kind == "LIST":
        return ["list"] + [shown(element) for element in inner]
    if kind == "MAP":
        return ["map"] + [[name, shown(element)] for name, element in sorted((key(k), v) for k, v in inner.items())]
    raise ValueError(f"a value of type {kind}")


def named(kind):
    """The name of a type, where types of types have no parts."""
    while (start := kind.find("TYPE<")) >= 0:
        end, depth = start + 5, 1
        while depth:
            depth += {"<": 1, ">": -1}.get(kind[end], 0)
            end += 1
        kind = kind[: start + 4] + kind[end:]
    return kind


def outcome(environment, text, data):
    try:
        expression = environment.compile(text)
    except RuntimeError as error:
        return {"outcome": "issue", "detail": str(error)}
    result = {}
    try:
        result["type"] = named(expression.return_type().name())
    except RuntimeError:
        # The bindings cannot name maps whose keys are of no type that keys have.
        pass
    try:
        value = expression.eval(data=data)
        if value.type().name() == "ERROR":
            return {"outcome": "error", "detail": value.value(), **result}
        return {"outcome": "value", "value": shown(value), **result}
    except RuntimeError as error:
        return {"outcome": "error", "detail": str(error), **result}


def main():
    setting = json.loads(sys.stdin.readline())
    variables = {name: TYPES[kind] for name, kind in setting["variables"].items()}
    environment = cel.NewEnv(config=cel.NewEnvConfigFromYaml(EXTENSIONS), variables=variables)
    for line in sys.stdin:
        case = json.loads(line)
        if sys.getrefcount(None) < 100_000:
            NONES.extend([None] * 1_000_000)
        print(json.dumps(outcome(environment, case["text"], setting["data"][case["data"]])))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # Without the clean-up of Python, which would count the references.
    os._exit(0)
