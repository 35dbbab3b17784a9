"""Server-side apply by the `kubernetes` client: owners, conflicts, force, what is dropped, and status."""

import sys

from checks import check, config_map, connect, contains, equal, make_custom_resource, make_namespace, refused, run
from kubernetes import client
from kubernetes.dynamic import DynamicClient

api = connect()
core = client.CoreV1Api(api)
namespace = make_namespace(core)
GROUP = "applies.example.com"
make_custom_resource(
    api,
    "widgets",
    "Widget",
    {
        "type": "object",
        "properties": {
            "spec": {
                "type": "object",
                "properties": {
                    "set": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
                    "atomic": {"type": "array", "items": {"type": "string"}},
                    "map": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["key"],
                            "properties": {"key": {"type": "string"}, "value": {"type": "integer"}},
                        },
                        "x-kubernetes-list-type": "map",
                        "x-kubernetes-list-map-keys": ["key"],
                    },
                },
            },
            "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        },
    },
    group=GROUP,
    subresources={"status": {}},
)
dynamic = DynamicClient(api)
config_maps = dynamic.resources.get(api_version="v1", kind="ConfigMap")
widgets = dynamic.resources.get(api_version=f"{GROUP}/v1", kind="Widget")


def apply(body, manager, resource=config_maps, **options):
    return resource.server_side_apply(
        body=body, name=body["metadata"]["name"], namespace=namespace, field_manager=manager, **options
    )


def widget(name, **spec):
    return {"apiVersion": f"{GROUP}/v1", "kind": "Widget", "metadata": {"name": name}, "spec": spec}


def managers(item):
    """What is written down in an object: for each manager and operation the fields."""
    return {
        (entry.manager, entry.operation, entry.subresource): entry.fieldsV1.to_dict()
        for entry in item.metadata.managedFields
    }


@check("apply creates, keeps what it is told again, and says who owns what")
def creates():
    first = apply(config_map("owned", a="1", b="2"), "one")
    equal(
        managers(first),
        {("one", "Apply", None): {"f:data": {"f:a": {}, "f:b": {}}}},
    )
    entry = first.metadata.managedFields[0]
    equal((entry.apiVersion, entry.fieldsType), ("v1", "FieldsV1"))
    assert entry.time
    again = apply(config_map("owned", a="1", b="2"), "one")
    equal(again.metadata.resourceVersion, first.metadata.resourceVersion)


@check("what is no longer applied goes, unless somebody else owns it too")
def dropped():
    apply(config_map("dropped", a="1", b="2", c="3"), "one")
    apply(config_map("dropped", b="2"), "two")
    found = apply(config_map("dropped", a="1"), "one")
    equal(found.data.to_dict(), {"a": "1", "b": "2"})
    found = apply(config_map("dropped"), "two")
    equal(found.data.to_dict(), {"a": "1"})


@check("a conflict names the field and its owner, and force takes it over")
def conflict():
    apply(config_map("conflict", a="1"), "one")
    with refused(
        409, "Conflict", 'Apply failed with 1 conflict: conflict with "one": .data.a'
    ) as status:
        core.patch_namespaced_config_map(
            "conflict",
            namespace,
            config_map("conflict", a="2"),
            field_manager="two",
            _content_type="application/apply-patch+yaml",
        )
    equal(
        status["details"]["causes"],
        [{"reason": "FieldManagerConflict", "message": 'conflict with "one"', "field": ".data.a"}],
    )
    forced = apply(config_map("conflict", a="2"), "two", force_conflicts=True)
    equal(forced.data.a, "2")
    equal(managers(forced), {("two", "Apply", None): {"f:data": {"f:a": {}}}})


@check("update and patch own what they set, under the name of the client")
def updates():
    made = core.create_namespaced_config_map(namespace, config_map("updated", a="1"), field_manager="maker")
    entry = made.metadata.managed_fields[0]
    equal((entry.manager, entry.operation), ("maker", "Update"))
    equal(entry.fields_v1, {"f:data": {".": {}, "f:a": {}}})
    patched = core.patch_namespaced_config_map("updated", namespace, {"data": {"b": "2"}})
    found = {entry.manager: entry.fields_v1 for entry in patched.metadata.managed_fields}
    # Without a name given it is the first part of the User-Agent.
    equal(found["OpenAPI-Generator"], {"f:data": {"f:b": {}}})
    with refused(409, "Conflict", 'conflict with "maker"', "using v1", ".data.a"):
        core.patch_namespaced_config_map(
            "updated",
            namespace,
            config_map("updated", a="9"),
            field_manager="two",
            _content_type="application/apply-patch+yaml",
        )


@check("two owners of one value may both say it")
def shared():
    apply(config_map("shared", a="1"), "one")
    found = apply(config_map("shared", a="1"), "two")
    equal(
        managers(found),
        {("one", "Apply", None): {"f:data": {"f:a": {}}}, ("two", "Apply", None): {"f:data": {"f:a": {}}}},
    )


@check("sets, maps and atomic lists of custom resources")
def lists():
    apply(
        widget("lists", set=["a"], map=[{"key": "x", "value": 1}], atomic=["1"]),
        "one",
        widgets,
    )
    found = apply(widget("lists", set=["b"], map=[{"key": "y", "value": 2}]), "two", widgets)
    equal(found.spec.set, ["a", "b"])
    equal([(item.key, item.value) for item in found.spec.map], [("x", 1), ("y", 2)])
    equal(
        managers(found)[("two", "Apply", None)],
        {
            "f:spec": {
                "f:map": {'k:{"key":"y"}': {".": {}, "f:key": {}, "f:value": {}}},
                "f:set": {'v:"b"': {}},
            }
        },
    )
    with refused(409, "Conflict", ".spec.atomic"):
        customs = client.CustomObjectsApi(api)
        customs.patch_namespaced_custom_object(
            GROUP,
            "v1",
            namespace,
            "widgets",
            "lists",
            widget("lists", set=["b"], atomic=["2"]),
            field_manager="two",
            _content_type="application/apply-patch+yaml",
        )
    found = apply(widget("lists", atomic=["1"]), "one", widgets)
    equal(found.spec.set, ["b"])
    equal([item.key for item in found.spec.map], ["y"])


@check("the status subresource has managers of its own")
def status():
    apply(widget("status", set=["a"]), "one", widgets)
    body = {**widget("status"), "status": {"phase": "Ready"}}
    found = widgets.status.server_side_apply(
        body=body, name="status", namespace=namespace, field_manager="controller"
    )
    equal(found.status.phase, "Ready")
    equal(managers(found)[("controller", "Apply", "status")], {"f:status": {"f:phase": {}}})
    equal(managers(found)[("one", "Apply", None)], {"f:spec": {"f:set": {'v:"a"': {}}}})


@check("what apply refuses")
def refusals():
    patch = {"_content_type": "application/apply-patch+yaml"}
    with refused(422, "Invalid", "fieldManager: Required value: is required for apply patch"):
        core.patch_namespaced_config_map("no", namespace, config_map("no"), **patch)
    with refused(400, "BadRequest", "metadata.managedFields must be nil"):
        body = config_map("no")
        body["metadata"]["managedFields"] = [{"manager": "x", "operation": "Apply", "apiVersion": "v1"}]
        core.patch_namespaced_config_map("no", namespace, body, field_manager="one", **patch)
    with refused(400, "BadRequest", "does not match the name on the"):
        core.patch_namespaced_config_map("no", namespace, config_map("other"), field_manager="one", **patch)
    with refused(422, "Invalid", "PatchOptions", "force: Forbidden: may not be specified for non-apply patch"):
        core.patch_namespaced_config_map("no", namespace, {"data": {}}, force=True)


@check("a dry run of an apply tells what would be, and changes nothing")
def dry_run():
    apply(config_map("dry", a="1"), "one")
    equal(apply(config_map("dry", a="2"), "one", dry_run="All").data.a, "2")
    equal(core.read_namespaced_config_map("dry", namespace).data, {"a": "1"})


@check("YAML is what apply is written in")
def yaml():
    body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata:\n  text: |\n    two\n    lines\n"
    answer = api.rest_client.pool_manager.request(
        "PATCH",
        f"{api.configuration.host}/api/v1/namespaces/{namespace}/configmaps/yaml?fieldManager=one",
        body=body,
        headers={"Content-Type": "application/apply-patch+yaml"},
    )
    equal(answer.status, 201, answer.data.decode())
    contains(answer.data.decode(), '"text":"two\\nlines\\n"')


sys.exit(run())
