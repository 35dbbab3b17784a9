"""The `kubernetes` client's watches: order, resumption, bookmarks, the list as events, and what is too old."""

import json
import sys

from checks import (
    PATIENCE,
    check,
    config_map,
    connect,
    contains,
    equal,
    eventually,
    make_namespace,
    raw,
    refused,
    run,
)
from kubernetes import client, watch
from kubernetes.informer import SharedInformer

api = connect()
core = client.CoreV1Api(api)
namespace = make_namespace(core)


def now():
    return core.list_namespaced_config_map(namespace).metadata.resource_version


def events(count, **options):
    """The next events of a watch as pairs of type and name."""
    stream = watch.Watch()
    found = []
    for event in stream.stream(core.list_namespaced_config_map, namespace, timeout_seconds=int(PATIENCE), **options):
        found.append((event["type"], event["object"].metadata.name))
        if len(found) == count:
            stream.stop()
            return found
    raise AssertionError(f"the watch ended after {found}")


def lines(query, timeout=PATIENCE):
    """A watch as it comes, until it ends: one dictionary an event."""
    answer = api.rest_client.pool_manager.request(
        "GET",
        f"{api.configuration.host}/api/v1/namespaces/{namespace}/configmaps?watch=true&{query}",
        preload_content=False,
        timeout=timeout,
        retries=False,
    )
    equal(answer.status, 200)
    equal(answer.headers["Content-Type"], "application/json")
    rest = b""
    for chunk in answer.stream(4096):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (json.loads(line) for line in whole if line)
    equal(rest, b"", "every event ends with a line feed")


def scene(name):
    """Makes, changes and deletes one object; the resource version before."""
    version = now()
    core.create_namespaced_config_map(namespace, config_map(name, labels={"scene": name}, a="1"))
    core.patch_namespaced_config_map(name, namespace, {"data": {"a": "2"}})
    core.delete_namespaced_config_map(name, namespace)
    return version


@check("a watch tells what happened, in order")
def in_order():
    version = scene("order")
    equal(
        events(3, resource_version=version, label_selector="scene=order"),
        [("ADDED", "order"), ("MODIFIED", "order"), ("DELETED", "order")],
    )


@check("a watch resumes after any event")
def resumes():
    version = scene("resume")
    stream = watch.Watch()
    for event in stream.stream(core.list_namespaced_config_map, namespace, resource_version=version, timeout_seconds=30):
        version = event["object"].metadata.resource_version
        stream.stop()
    equal(events(2, resource_version=version), [("MODIFIED", "resume"), ("DELETED", "resume")])


@check("without a version a watch begins with what is there")
def synthetic():
    core.create_namespaced_config_map(namespace, config_map("there", labels={"scene": "there"}))
    equal(events(1, label_selector="scene=there"), [("ADDED", "there")])
    equal(events(1, label_selector="scene=there", resource_version="0"), [("ADDED", "there")])


@check("objects enter and leave a selection")
def selection():
    version = now()
    core.create_namespaced_config_map(namespace, config_map("moving", labels={"scene": "out"}))
    core.patch_namespaced_config_map("moving", namespace, {"metadata": {"labels": {"scene": "in"}}})
    core.patch_namespaced_config_map("moving", namespace, {"metadata": {"labels": {"scene": "out"}}})
    equal(
        events(2, resource_version=version, label_selector="scene=in"),
        [("ADDED", "moving"), ("DELETED", "moving")],
    )
    equal(events(1, resource_version=version, field_selector="metadata.name=moving"), [("ADDED", "moving")])


@check("the initial list as events ends with an annotated bookmark")
def initial_events():
    core.create_namespaced_config_map(namespace, config_map("initial", labels={"scene": "initial"}))
    query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=30"
    found = []
    for event in lines(f"{query}&labelSelector=scene%3Dinitial"):
        found.append(event)
        if event["type"] == "BOOKMARK":
            break
    equal([event["type"] for event in found], ["ADDED", "BOOKMARK"])
    equal(found[1]["object"]["metadata"]["annotations"], {"k8s.io/initial-events-end": "true"})
    equal((found[1]["object"]["kind"], found[1]["object"]["apiVersion"]), ("ConfigMap", "v1"))
    assert int(found[1]["object"]["metadata"]["resourceVersion"]) >= int(found[0]["object"]["metadata"]["resourceVersion"])
    with refused(422, "Invalid", "resourceVersionMatch"):
        core.list_namespaced_config_map(namespace, send_initial_events=True, watch=True)


@check("a watch that will end says before how far it came")
def bookmarks():
    version = scene("marks")
    found = list(lines(f"resourceVersion={version}&allowWatchBookmarks=true&timeoutSeconds=4"))
    equal([event["type"] for event in found[:3]], ["ADDED", "MODIFIED", "DELETED"])
    equal([event["type"] for event in found if event["type"] != "BOOKMARK"], ["ADDED", "MODIFIED", "DELETED"])
    equal(found[-1]["type"], "BOOKMARK")
    assert int(found[-1]["object"]["metadata"]["resourceVersion"]) >= int(found[2]["object"]["metadata"]["resourceVersion"])


@check("timeoutSeconds ends a watch in good order")
def ends():
    version = now()
    equal(list(lines(f"resourceVersion={version}&timeoutSeconds=1")), [])


@check("a version before the last compaction is gone")
def too_old():
    # 1 is older than all that a plane keeps once its own objects are there; a server may answer with a status or an event.
    code, _, text = raw(
        api, "GET", f"/api/v1/namespaces/{namespace}/configmaps?watch=true&resourceVersion=1&timeoutSeconds=1"
    )
    if code == 200 and text:
        first = json.loads(text.split("\n")[0])
        if first["type"] == "ERROR":
            equal((first["object"]["code"], first["object"]["reason"]), (410, "Expired"))
            contains(first["object"]["message"], "too old resource version")
    else:
        equal(code, 410, text)
        equal(json.loads(text)["reason"], "Expired")


@check("versions that are none are refused")
def not_a_version():
    with refused(400, "BadRequest", "invalid resource version"):
        core.list_namespaced_config_map(namespace, resource_version="garbage")


@check("a watch of one object by its deprecated path and by name")
def by_name():
    version = scene("named")
    code, _, text = raw(
        api,
        "GET",
        f"/api/v1/watch/namespaces/{namespace}/configmaps/named?resourceVersion={version}&timeoutSeconds=1",
    )
    equal(code, 200, text)
    equal([json.loads(line)["type"] for line in text.splitlines()], ["ADDED", "MODIFIED", "DELETED"])


@check("an informer fills, follows and survives the end of its watch")
def informer():
    seen = []
    core.create_namespaced_config_map(namespace, config_map("informed", labels={"scene": "informer"}))
    source = SharedInformer(
        list_func=core.list_namespaced_config_map, namespace=namespace, label_selector="scene=informer"
    )
    for kind in ("ADDED", "MODIFIED", "DELETED"):
        source.add_event_handler(kind, lambda item, kind=kind: seen.append((kind, item.metadata.name)))
    source.start()
    try:
        eventually("the informer is filled", lambda: ("ADDED", "informed") in seen)
        core.patch_namespaced_config_map("informed", namespace, {"data": {"a": "2"}})
        eventually("the informer follows", lambda: ("MODIFIED", "informed") in seen)
        core.delete_namespaced_config_map("informed", namespace)
        eventually("the informer lets go", lambda: ("DELETED", "informed") in seen)
    finally:
        source.stop()


sys.exit(run())
