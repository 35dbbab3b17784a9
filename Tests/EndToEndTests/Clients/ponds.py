"""What the programs about the operator on `kopf` share: its kind, and how it is run."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

from checks import PATIENCE, connect, equal, make_custom_resource, make_namespace
from kubernetes import client
from kubernetes.client.exceptions import ApiException

GROUP = "kopf.example.com"
directory = tempfile.TemporaryDirectory(prefix="ponds-")
log = pathlib.Path(directory.name, "operator.log")

api = connect()
core = client.CoreV1Api(api)
customs = client.CustomObjectsApi(api)
namespace = make_namespace(core)
path = f"/apis/{GROUP}/v1/namespaces/{namespace}/ponds"
make_custom_resource(
    api,
    "ponds",
    "Pond",
    {
        "type": "object",
        "properties": {
            "spec": {
                "type": "object",
                "properties": {
                    "fish": {"type": "integer"},
                    "depth": {"type": "integer"},
                    "kind": {"type": "string"},
                    "hungry": {"type": "boolean"},
                },
            },
            "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        },
    },
    group=GROUP,
    subresources={"status": {}},
)


@contextlib.contextmanager
def operator(*files, **environment):
    """Runs the operator of these files for as long as the block takes, and ends it in good order. Yields its process."""
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "kopf", "run", "--namespace", namespace]
            + [str(pathlib.Path(__file__).with_name(file)) for file in files],
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            # Whoever runs this may have started it on a thread that takes no signals, and that is inherited.
            preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, []),
        )
    try:
        yield process
        equal(process.poll(), None, f"the operator ended by itself: {said()}")
        process.send_signal(signal.SIGTERM)
        equal(process.wait(PATIENCE), 0, said())
    except BaseException:
        print(said(), file=sys.stderr)
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def said():
    """The end of what the operator printed."""
    return log.read_text()[-4000:]


def pond(name, annotations=None, **spec):
    metadata = {"name": name, **({"annotations": annotations} if annotations else {})}
    return {"apiVersion": f"{GROUP}/v1", "kind": "Pond", "metadata": metadata, "spec": spec}


def dig(body):
    return customs.create_namespaced_custom_object(GROUP, "v1", namespace, "ponds", body)


def read(name):
    return customs.get_namespaced_custom_object(GROUP, "v1", namespace, "ponds", name)


def change(name, **spec):
    return customs.patch_namespaced_custom_object(GROUP, "v1", namespace, "ponds", name, {"spec": spec})


def exists(read_it, *arguments):
    try:
        read_it(*arguments)
    except ApiException as error:
        if error.status == 404:
            return False
        raise
    return True


def phase(name):
    return read(name).get("status", {}).get("phase")
