"""The `kubernetes` client's lists: pages that are one snapshot, selectors, versions, and whole collections."""

import sys

from checks import check, config_map, connect, equal, make_namespace, refused, run
from kubernetes import client

core = client.CoreV1Api(connect())
namespace = make_namespace(core)


@check("lists in pages are one snapshot")
def pages():
    labels = {"set": "pages"}
    for index in range(25):
        core.create_namespaced_config_map(namespace, config_map(f"page-{index:02}", labels=labels))
    first = core.list_namespaced_config_map(namespace, label_selector="set=pages", limit=10)
    equal([item.metadata.name for item in first.items], [f"page-{index:02}" for index in range(10)])
    core.create_namespaced_config_map(namespace, config_map("page-15a", labels=labels))
    core.delete_namespaced_config_map("page-20", namespace)
    names = [item.metadata.name for item in first.items]
    versions = {first.metadata.resource_version}
    token = first.metadata._continue
    while token:
        page = core.list_namespaced_config_map(namespace, label_selector="set=pages", limit=10, _continue=token)
        names += [item.metadata.name for item in page.items]
        versions.add(page.metadata.resource_version)
        token = page.metadata._continue
    equal(names, [f"page-{index:02}" for index in range(25)])
    equal(len(versions), 1, "one resource version for all pages")
    whole = core.list_namespaced_config_map(namespace, limit=5)
    assert whole.metadata.remaining_item_count > 0, "an unfiltered page says how many remain"
    equal(first.metadata.remaining_item_count, None, "a filtered page cannot say")
    with refused(400, "BadRequest", "continue"):
        core.list_namespaced_config_map(namespace, limit=5, _continue="garbage")


@check("label and field selectors")
def selectors():
    for name, labels in [("sel-a", {"app": "x", "tier": "1"}), ("sel-b", {"app": "x"}), ("sel-c", {"app": "y"})]:
        core.create_namespaced_config_map(namespace, config_map(name, labels=labels))

    def names(**selection):
        found = core.list_namespaced_config_map(namespace, **selection).items
        return [item.metadata.name for item in found if item.metadata.name.startswith("sel-")]

    equal(names(label_selector="app=x"), ["sel-a", "sel-b"])
    equal(names(label_selector="app in (x, y),!tier"), ["sel-b", "sel-c"])
    equal(names(label_selector="app,app notin (x)"), ["sel-c"])
    equal(names(label_selector="tier!=1,app==x"), ["sel-b"])
    equal(names(field_selector="metadata.name=sel-b"), ["sel-b"])
    equal(names(field_selector=f"metadata.namespace={namespace},metadata.name!=sel-b"), ["sel-a", "sel-c"])
    with refused(400, "BadRequest", '"data.a" is not a known field selector'):
        names(field_selector="data.a=1")
    with refused(400, "BadRequest", "unable to parse requirement"):
        names(label_selector="app in x")


@check("lists at a resource version")
def versions():
    made = core.create_namespaced_config_map(namespace, config_map("version", a="1"))
    core.patch_namespaced_config_map("version", namespace, {"data": {"a": "2"}})
    old = core.list_namespaced_config_map(
        namespace,
        resource_version=made.metadata.resource_version,
        resource_version_match="Exact",
    )
    equal(old.metadata.resource_version, made.metadata.resource_version)
    equal([item.data for item in old.items if item.metadata.name == "version"], [{"a": "1"}])
    recent = core.list_namespaced_config_map(
        namespace, resource_version=made.metadata.resource_version, resource_version_match="NotOlderThan"
    )
    equal([item.data for item in recent.items if item.metadata.name == "version"], [{"a": "2"}])
    with refused(422, "Invalid", "resourceVersionMatch is forbidden unless resourceVersion is provided"):
        core.list_namespaced_config_map(namespace, resource_version_match="Exact")
    with refused(504, "Timeout", "Too large resource version"):
        core.list_namespaced_config_map(namespace, resource_version="999999999")


@check("deletecollection deletes what is selected")
def collection():
    for index in range(12):
        core.create_namespaced_config_map(namespace, config_map(f"many-{index}", labels={"half": str(index % 2)}))
    core.delete_collection_namespaced_config_map(namespace, label_selector="half=0", dry_run="All")
    equal(len(core.list_namespaced_config_map(namespace, label_selector="half").items), 12)
    core.delete_collection_namespaced_config_map(namespace, label_selector="half=0")
    left = core.list_namespaced_config_map(namespace, label_selector="half").items
    equal({item.metadata.labels["half"] for item in left}, {"1"})
    equal(len(left), 6)


sys.exit(run())
