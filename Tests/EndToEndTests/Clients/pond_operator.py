"""A small operator on `kopf`, as somebody would write it: ponds with fish in them. `operators.py` runs it and looks
at what it does.

A pond gets a ConfigMap of its own, which tells how many fish live in it; its status tells what the operator did. A
timer feeds the fish, and a daemon waits by the pond until it goes. Its webhooks are in `pond_webhooks.py`.
"""

import kopf
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

RESOURCE = ("kopf.example.com", "v1", "ponds")
config.load_kube_config()
core = client.CoreV1Api()


@kopf.on.login()
def login(**options):
    return kopf.login_with_kubeconfig(**options)


@kopf.on.startup()
def configure(settings, **_):
    settings.posting.enabled = True
    # The store of the last handled configuration is an annotation; progress goes into the status.
    settings.persistence.progress_storage = kopf.StatusProgressStorage(field="status.kopf.progress")


def config_map(name, fish):
    return {"metadata": {"name": f"{name}-fish"}, "data": {"fish": str(fish)}}


@kopf.on.create(*RESOURCE)
def dug(name, namespace, spec, patch, **_):
    body = config_map(name, spec.get("fish", 0))
    kopf.adopt(body)
    core.create_namespaced_config_map(namespace, body)
    patch.status["phase"] = "Dug"
    return {"fish": spec.get("fish", 0)}


@kopf.on.update(*RESOURCE, field="spec.fish")
def restocked(name, namespace, old, new, patch, body, **_):
    core.patch_namespaced_config_map(f"{name}-fish", namespace, {"data": {"fish": str(new)}})
    patch.status["phase"] = "Restocked"
    kopf.info(body, reason="Restocked", message=f"{old} fish became {new}")


@kopf.on.create(*RESOURCE, annotations={"kopf.example.com/clumsy": kopf.PRESENT}, id="retried")
def stumble(retry, patch, **_):
    if retry < 2:
        raise kopf.TemporaryError("stumbled", delay=0.1)
    patch.status["retries"] = retry


@kopf.on.resume(*RESOURCE)
def found_again(status, patch, **_):
    patch.status["resumed"] = status.get("resumed", 0) + 1


@kopf.timer(*RESOURCE, interval=0.5, field="spec.hungry", value=True)
def feed(status, patch, **_):
    if status.get("meals", 0) < 3:
        patch.status["meals"] = status.get("meals", 0) + 1


@kopf.daemon(*RESOURCE, cancellation_timeout=5)
async def wait_by(stopped, **_):
    await stopped.wait()


@kopf.on.delete(*RESOURCE)
def filled_in(name, namespace, **_):
    try:
        core.create_namespaced_config_map(namespace, {"metadata": {"name": f"{name}-was-here"}})
    except ApiException as error:
        if error.status != 403:  # the namespace goes too, and takes nothing new
            raise
