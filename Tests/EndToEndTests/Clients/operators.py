"""Runs `pond_operator.py` on `kopf` and looks at what it does: handlers, finalizers, timers, and a restart half way."""

import contextlib
import sys

from checks import check, equal, eventually, run
from ponds import GROUP, change, core, customs, dig, exists, namespace, operator, phase, pond, read

running = contextlib.ExitStack()
running.enter_context(operator("pond_operator.py"))


@check("a create handler makes an owned object, and the finalizer is there")
def created():
    dig(pond("first", fish=3))
    eventually("the pond is dug", lambda: phase("first") == "Dug")
    equal(read("first")["status"]["dug"], {"fish": 3})
    equal(read("first")["metadata"]["finalizers"], ["kopf.zalando.org/KopfFinalizerMarker"])
    fish = core.read_namespaced_config_map("first-fish", namespace)
    equal(fish.data, {"fish": "3"})
    equal(fish.metadata.owner_references[0].uid, read("first")["metadata"]["uid"])


@check("an update handler sees what changed and posts an event")
def updated():
    change("first", fish=7)
    eventually("the pond is restocked", lambda: phase("first") == "Restocked")
    equal(core.read_namespaced_config_map("first-fish", namespace).data, {"fish": "7"})

    def posted():
        events = core.list_namespaced_event(namespace, field_selector="involvedObject.name=first").items
        return [event for event in events if event.reason == "Restocked"]

    event = eventually("the event is there", posted)[0]
    equal((event.message, event.type), ("3 fish became 7", "Normal"))


@check("a handler that fails for now is tried again")
def retried():
    dig(pond("clumsy", annotations={"kopf.example.com/clumsy": "yes"}))
    eventually("the third try succeeds", lambda: read("clumsy").get("status", {}).get("retries") == 2)


@check("a timer runs until it need not")
def timer():
    dig(pond("hungry", hungry=True))
    eventually("three meals are eaten", lambda: read("hungry").get("status", {}).get("meals") == 3)


@check("deletion runs its handler, the finalizer goes, and so does what was owned")
def deleted():
    customs.delete_namespaced_custom_object(GROUP, "v1", namespace, "ponds", "first")
    eventually("the pond is gone", lambda: not exists(read, "first"))
    core.read_namespaced_config_map("first-was-here", namespace)
    eventually(
        "what it owned is gone", lambda: not exists(core.read_namespaced_config_map, "first-fish", namespace)
    )


@check("a restarted operator finds its objects, and finishes what waited for it")
def restarts():
    for name in ("kept", "leaving"):
        dig(pond(name, fish=1))
        eventually("the pond is dug", lambda: phase(name) == "Dug")
    before = read("kept")["status"].get("resumed", 0)
    running.close()
    change("kept", fish=5)
    customs.delete_namespaced_custom_object(GROUP, "v1", namespace, "ponds", "leaving")
    assert read("leaving")["metadata"]["deletionTimestamp"], "without an operator the finalizer holds it"
    running.enter_context(operator("pond_operator.py"))
    eventually("the pond was found again", lambda: read("kept")["status"].get("resumed", 0) > before)
    eventually("the change was seen", lambda: phase("kept") == "Restocked")
    eventually("the deletion is finished", lambda: not exists(read, "leaving"))


@check("a namespace goes although its objects have finalizers")
def namespace_end():
    core.delete_namespace(namespace)
    eventually("the namespace is gone", lambda: not exists(core.read_namespace, namespace))


with running:
    failed = run()
sys.exit(failed)
