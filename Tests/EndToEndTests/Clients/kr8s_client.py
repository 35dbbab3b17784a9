"""The asynchronous client `kr8s`: objects, lists, watches, patches, waits and its own notion of custom kinds."""

import asyncio
import sys

import kr8s
from checks import check, connect, contains, equal, make_custom_resource, make_namespace, run
from kr8s.asyncio.objects import ConfigMap, Namespace, Secret, new_class
from kubernetes import client

plain_api = connect()
namespace = make_namespace(client.CoreV1Api(plain_api))
GROUP = "kr8s.example.com"
make_custom_resource(
    plain_api,
    "sprockets",
    "Sprocket",
    {
        "type": "object",
        "properties": {
            "spec": {"type": "object", "properties": {"replicas": {"type": "integer"}}},
            "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        },
    },
    group=GROUP,
    subresources={"status": {}, "scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}},
)
Sprocket = new_class("Sprocket", version=f"{GROUP}/v1", namespaced=True, scalable=True)


def asynchronous(name):
    """Adds a coroutine function as a check that runs in a loop of its own, with half a minute to finish."""

    def add(body):
        async def bounded():
            await asyncio.wait_for(body(await kr8s.asyncio.api()), 30)

        return check(name)(lambda: asyncio.run(bounded()))

    return add


async def config_map(api, name, labels=None, **data):
    item = await ConfigMap(
        {"metadata": {"name": name, "namespace": namespace, "labels": labels or {}}, "data": data}, api=api
    )
    await item.create()
    return item


@asynchronous("version and discovery")
async def discovery(api):
    equal((await api.version())["major"], "1")
    kinds = {(resource["version"], resource["kind"]) for resource in await api.api_resources()}
    contains(kinds, ("v1", "ConfigMap"))
    contains(kinds, (f"{GROUP}/v1", "Sprocket"))
    contains([version async for version in api.api_versions()], "rbac.authorization.k8s.io/v1")
    equal(await api.lookup_kind("sprockets"), (f"sprocket.{GROUP}/v1", "sprockets", True))


@asynchronous("create, refresh, patch, label, annotate and delete")
async def life(api):
    item = await config_map(api, "life", a="1")
    assert await item.exists()
    await item.patch({"data": {"b": "2"}})
    equal(item.data.to_dict(), {"a": "1", "b": "2"})
    await item.patch([{"op": "replace", "path": "/data/a", "value": "3"}], type="json")
    equal(item.data.a, "3")
    await item.label({"x": "y"})
    await item.annotate({"note": "kept"})
    await item.refresh()
    equal((item.labels["x"], item.annotations["note"]), ("y", "kept"))
    await item.delete()
    await item.wait("delete", timeout=20)
    assert not await item.exists()


@asynchronous("lists by selectors, in pages of its own")
async def lists(api):
    for index in range(5):
        await config_map(api, f"list-{index}", labels={"set": "list", "odd": str(index % 2)})
    selector = {"set": "list", "odd": "1"}
    found = [item.name async for item in api.get("configmaps", namespace=namespace, label_selector=selector)]
    equal(sorted(found), ["list-1", "list-3"])
    found = [
        item.name
        async for item in api.get("configmaps", namespace=namespace, field_selector={"metadata.name": "list-4"})
    ]
    equal(found, ["list-4"])


@asynchronous("a watch")
async def watch(api):
    found = []
    ready = asyncio.Event()

    async def follow():
        async for kind, item in api.watch("configmaps", namespace=namespace, label_selector="scene=watch"):
            found.append((kind, item.name))
            ready.set()
            if kind == "DELETED":
                return

    item = await config_map(api, "watched", labels={"scene": "watch"})
    follower = asyncio.create_task(follow())
    await ready.wait()
    await item.patch({"data": {"a": "1"}})
    await item.delete()
    await follower
    equal(found, [("ADDED", "watched"), ("MODIFIED", "watched"), ("DELETED", "watched")])


@asynchronous("waits on conditions and on JSON paths")
async def waits(api):
    item = await Sprocket(
        {"metadata": {"name": "waits", "namespace": namespace}, "spec": {"replicas": 1}}, api=api
    )
    await item.create()
    # An object without a status is an error to this client, and which of both comes first is not ours to say.
    await item.patch({"status": {"phase": "Working"}}, subresource="status")
    waiting = asyncio.create_task(item.wait("condition=Ready", timeout=20))
    other = await Sprocket.get("waits", namespace=namespace, api=api)
    await other.patch(
        {"status": {"conditions": [{"type": "Ready", "status": "True"}], "phase": "Done"}}, subresource="status"
    )
    await waiting
    await item.wait("jsonpath='{.status.phase}'=Done", timeout=20)


@asynchronous("scale")
async def scale(api):
    item = await Sprocket(
        {"metadata": {"name": "scaled", "namespace": namespace}, "spec": {"replicas": 1}}, api=api
    )
    await item.create()
    await item.patch({"spec": {"replicas": 4}}, subresource="scale")
    await item.refresh()
    equal(item.spec.replicas, 4)


@asynchronous("owners")
async def owners(api):
    owner = await config_map(api, "owner")
    part = await Secret({"metadata": {"name": "part", "namespace": namespace}}, api=api)
    await part.create()
    await part.set_owner(owner)
    await owner.delete(propagation_policy="Background")
    await part.wait("delete", timeout=20)


@asynchronous("what is not there is said so")
async def absent(api):
    try:
        await Namespace.get("absent", api=api)
    except kr8s.NotFoundError:
        return
    raise AssertionError("an absent namespace was found")


sys.exit(run())
