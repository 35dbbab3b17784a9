"""What the programs beside this one share: a list of checks, run in order, one line printed for each.

A program makes its checks with `@check("…")` and ends with `sys.exit(run())`, which is 1 if one of them failed. The
plane is the one that the environment variable KUBECONFIG names. What takes time is asked for again until it holds.
"""

import atexit
import contextlib
import json
import sys
import time
import traceback
import uuid

import urllib3
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

PATIENCE = 30.0  # seconds until what must happen counts as what does not

_checks = []


def check(name):
    """Adds a function to what `run` runs. It passes unless it raises."""

    def add(body):
        _checks.append((name, body))
        return body

    return add


def run():
    """Runs all checks, or those whose name has a word given as an argument in it. Returns what to exit with."""
    failed = 0
    for name, body in _checks:
        if len(sys.argv) > 1 and not any(word in name for word in sys.argv[1:]):
            continue
        try:
            body()
        except Exception as error:  # noqa: BLE001: whatever a check ends with is its result
            failed += 1
            print(f"not ok: {name}: {_said(error)}", flush=True)
        else:
            print(f"ok: {name}", flush=True)
    return 1 if failed else 0


def _said(error):
    where = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in where if "/Clients/" in frame.filename] or where
    text = f"{error.status} {error.body}" if isinstance(error, ApiException) else f"{type(error).__name__}: {error}"
    return f"line {here[-1].lineno}: {text}".replace("\n", " | ")[:1500]


def equal(found, expected, what=""):
    """Fails unless two values are equal, and says both."""
    if found != expected:
        raise AssertionError(f"{what + ': ' if what else ''}expected {expected!r}, found {found!r}")


def contains(found, expected):
    """Fails unless a text or collection has something in it."""
    if expected not in found:
        raise AssertionError(f"expected {expected!r} in {found!r}")


@contextlib.contextmanager
def refused(code, reason, *words):
    """Fails unless the block is refused with a `Status` of this code and reason whose message has all words in it.

    Yields a dictionary that is that `Status` afterwards.
    """
    status = {}
    try:
        yield status
    except ApiException as error:
        equal(error.status, code, f"code of {error.body!r}")
        status.update(json.loads(error.body))
        equal((status.get("kind"), status.get("apiVersion"), status.get("status")), ("Status", "v1", "Failure"))
        equal(status.get("code"), code)
        equal(status.get("reason"), reason, f"reason of {status}")
        for word in words:
            contains(status.get("message", ""), word)
        return
    raise AssertionError(f"expected {code} {reason}, but it was accepted")


def send(api, method, path, body=None, **headers):
    """One request as it is, for what the client itself would not send. Returns the answer as a dictionary.

    Raises ApiException for a refusal, like the client's own methods.
    """
    code, fields, text = raw(api, method, path, body, **headers)
    if code >= 300:
        error = ApiException(status=code, reason="")
        error.body, error.headers = text, fields
        raise error
    return json.loads(text)


def plain(value):
    """An answer as a dictionary: the client gives some as objects and some as they came."""
    return value if isinstance(value, dict) else value.to_dict()


def eventually(what, condition):
    """Waits until `condition` returns something true, and returns that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE:.0f} s: {what}")


def connect():
    """A client for the plane."""
    configuration = client.Configuration()
    config.load_kube_config(client_configuration=configuration)
    return client.ApiClient(configuration)


def raw(api, method, path, body=None, **headers):
    """One request as it is: the answer's code, headers and text. Names of headers are given with `_` for `-`."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body)
        fields.setdefault("Content-Type", "application/json")
    # As clients do, what changes nothing is asked again where a connection that was kept has ended meanwhile.
    retries = urllib3.Retry(2, redirect=False, status=0, allowed_methods=["GET", "HEAD"])
    answer = api.rest_client.pool_manager.request(
        method, api.configuration.host + path, body=body, headers=fields, timeout=PATIENCE, retries=retries
    )
    return answer.status, answer.headers, answer.data.decode()


def _delete_at_exit(delete, name):
    def attempt():
        with contextlib.suppress(ApiException):  # of one that a check has deleted
            delete(name)

    atexit.register(attempt)


def make_namespace(core):
    """A new namespace, with a name that is in use nowhere. It goes when the program ends."""
    name = f"check-{uuid.uuid4().hex[:8]}"
    core.create_namespace({"metadata": {"name": name}})
    _delete_at_exit(core.delete_namespace, name)
    return name


def config_map(name, labels=None, **data):
    """A ConfigMap as a dictionary."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, **({"labels": labels} if labels else {})},
        "data": data,
    }


def make_custom_resource(api, plural, kind, schema, group="checks.example.com", **version):
    """Creates a CustomResourceDefinition of one version and returns once it is served. It goes when the program ends."""
    extensions = client.ApiextensionsV1Api(api)
    name = f"{plural}.{group}"
    extensions.create_custom_resource_definition(
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": name},
            "spec": {
                "group": group,
                "scope": "Namespaced",
                "names": {"plural": plural, "singular": plural[:-1], "kind": kind, "listKind": f"{kind}List"},
                "versions": [
                    {
                        "name": "v1",
                        "served": True,
                        "storage": True,
                        "schema": {"openAPIV3Schema": schema},
                        **version,
                    }
                ],
            },
        }
    )

    _delete_at_exit(extensions.delete_custom_resource_definition, name)

    def established():
        conditions = extensions.read_custom_resource_definition(name).status.conditions or []
        return any(condition.type == "Established" and condition.status == "True" for condition in conditions)

    eventually(f"{name} is established", established)
    return name
