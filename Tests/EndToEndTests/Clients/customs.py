"""The `kubernetes` client's dynamic half on custom resources: definition, discovery, validation, subresources."""

import sys

from checks import (
    check,
    connect,
    contains,
    equal,
    eventually,
    make_custom_resource,
    make_namespace,
    plain,
    raw,
    refused,
    run,
    send,
)
from kubernetes import client
from kubernetes.dynamic import DynamicClient

GROUP = "checks.example.com"
SCHEMA = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size"],
            "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 10},
                "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
                "name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 8},
                "port": {"x-kubernetes-int-or-string": True},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                "parts": {
                    "type": "array",
                    "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["id"],
                },
            },
        },
        "status": {
            "type": "object",
            "properties": {"ready": {"type": "integer"}, "selector": {"type": "string"}},
        },
    },
}

api = connect()
core = client.CoreV1Api(api)
customs = client.CustomObjectsApi(api)
extensions = client.ApiextensionsV1Api(api)
namespace = make_namespace(core)
definition = make_custom_resource(
    api,
    "gizmos",
    "Gizmo",
    SCHEMA,
    subresources={
        "status": {},
        "scale": {
            "specReplicasPath": ".spec.size",
            "statusReplicasPath": ".status.ready",
            "labelSelectorPath": ".status.selector",
        },
    },
    additionalPrinterColumns=[{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}],
)
dynamic = DynamicClient(api)
gizmos = dynamic.resources.get(api_version=f"{GROUP}/v1", kind="Gizmo")
path = f"/apis/{GROUP}/v1/namespaces/{namespace}/gizmos"


def gizmo(name, /, **spec):
    return {"apiVersion": f"{GROUP}/v1", "kind": "Gizmo", "metadata": {"name": name}, "spec": {"size": 1, **spec}}


def create(name, /, **spec):
    return customs.create_namespaced_custom_object(GROUP, "v1", namespace, "gizmos", gizmo(name, **spec))


@check("a definition is established and discovered")
def discovered():
    found = extensions.read_custom_resource_definition(definition)
    conditions = {condition.type: (condition.status, condition.reason) for condition in found.status.conditions}
    equal(conditions["NamesAccepted"], ("True", "NoConflicts"))
    equal(conditions["Established"], ("True", "InitialNamesAccepted"))
    equal(found.status.stored_versions, ["v1"])
    equal(found.status.accepted_names.plural, "gizmos")
    resources = {resource.name: resource for resource in customs.get_api_resources(GROUP, "v1").resources}
    equal(set(resources), {"gizmos", "gizmos/status", "gizmos/scale"})
    equal((resources["gizmos"].kind, resources["gizmos"].singular_name), ("Gizmo", "gizmo"))
    equal(resources["gizmos/scale"].kind, "Scale")
    equal((gizmos.name, gizmos.namespaced, gizmos.preferred), ("gizmos", True, True))
    groups = [group.name for group in client.ApisApi(api).get_api_versions().groups]
    contains(groups, GROUP)


@check("the dynamic client discovers every built-in kind")
def builtins():
    for version, kind in [
        ("v1", "ConfigMap"),
        ("v1", "Secret"),
        ("v1", "Event"),
        ("coordination.k8s.io/v1", "Lease"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
        ("apiregistration.k8s.io/v1", "APIService"),
        ("events.k8s.io/v1", "Event"),
        ("authorization.k8s.io/v1", "SelfSubjectAccessReview"),
    ]:
        equal(dynamic.resources.get(api_version=version, kind=kind).kind, kind)


@check("the dynamic client's whole life of an object")
def dynamic_life():
    made = gizmos.create(body=gizmo("life", size=2), namespace=namespace)
    equal((made.spec.size, made.spec.color, made.metadata.generation), (2, "red", 1))
    equal(gizmos.get(name="life", namespace=namespace).metadata.uid, made.metadata.uid)
    changed = gizmos.patch(
        body={"spec": {"size": 3}}, name="life", namespace=namespace, content_type="application/merge-patch+json"
    )
    equal((changed.spec.size, changed.metadata.generation), (3, 2))
    replaced = gizmos.replace(
        body={**gizmo("life", size=4), "metadata": {"name": "life", "resourceVersion": changed.metadata.resourceVersion}},
        namespace=namespace,
    )
    equal((replaced.spec.size, replaced.metadata.generation), (4, 3))
    version = gizmos.get(namespace=namespace).metadata.resourceVersion
    gizmos.delete(name="life", namespace=namespace)
    for event in gizmos.watch(namespace=namespace, resource_version=version, timeout=30):
        equal((event["type"], event["object"].metadata.name), ("DELETED", "life"))
        break


@check("schemas are enforced, field by field")
def validation():
    with refused(422, "Invalid", 'Gizmo.checks.example.com "bad" is invalid') as status:
        create("bad", size=11, color="green", name="UPPER", port=True, parts=[{}, {"id": "a"}, {"id": "a"}])
    causes = {(cause["field"], cause["reason"]): cause["message"] for cause in status["details"]["causes"]}
    contains(causes[("spec.size", "FieldValueInvalid")], "should be less than or equal to 10")
    contains(causes[("spec.color", "FieldValueNotSupported")], 'supported values: "red", "blue"')
    contains(causes[("spec.name", "FieldValueInvalid")], "should match '^[a-z]+$'")
    contains(causes[("spec.port", "FieldValueTypeInvalid")], "must be of type integer,string")
    contains(causes[("spec.parts[0].id", "FieldValueRequired")], "Required value")
    with refused(422, "Invalid", "spec.parts[1]: Duplicate value"):
        create("bad", parts=[{"id": "a"}, {"id": "a"}])
    with refused(422, "Invalid", "spec.name: Too long: may not be more than 8 bytes"):
        create("bad", name="abcdefghi")
    with refused(422, "Invalid", "spec: Required value"):
        send(api, "POST", path, {**gizmo("bad"), "spec": None})
    with refused(400, "BadRequest", "does not match the expected API version"):
        send(api, "POST", path, {**gizmo("bad"), "apiVersion": f"{GROUP}/v2"})


@check("unknown fields are pruned, preserved where the schema says so, and warned of")
def pruning():
    body = gizmo("pruned", odd=1, free={"kept": {"deep": [1]}})
    code, headers, text = raw(api, "POST", path, body)
    equal((code, headers.get("Warning")), (201, '299 - "unknown field \\"spec.odd\\""'), text)
    spec = customs.get_namespaced_custom_object(GROUP, "v1", namespace, "gizmos", "pruned")["spec"]
    equal(spec, {"size": 1, "color": "red", "free": {"kept": {"deep": [1]}}})
    with refused(400, "BadRequest", 'strict decoding error: unknown field "spec.odd"'):
        send(api, "POST", f"{path}?fieldValidation=Strict", gizmo("strict", odd=1))


@check("the status has a door of its own")
def status_subresource():
    made = send(api, "POST", path, {**gizmo("status"), "status": {"ready": 9}})
    assert "status" not in made, "a create ignores the status"
    patched = customs.patch_namespaced_custom_object_status(
        GROUP, "v1", namespace, "gizmos", "status", {"spec": {"size": 5}, "status": {"ready": 1}}
    )
    equal((patched["spec"]["size"], patched["status"], patched["metadata"]["generation"]), (1, {"ready": 1}, 1))
    patched = customs.patch_namespaced_custom_object(
        GROUP, "v1", namespace, "gizmos", "status", {"spec": {"size": 5}, "status": {"ready": 7}}
    )
    equal((patched["spec"]["size"], patched["status"], patched["metadata"]["generation"]), (5, {"ready": 1}, 2))
    replaced = customs.replace_namespaced_custom_object_status(
        GROUP, "v1", namespace, "gizmos", "status", {**patched, "status": {"ready": 2}}
    )
    equal(replaced["status"], {"ready": 2})


@check("scale reads and writes through its paths")
def scale():
    create("scale", size=2)
    customs.patch_namespaced_custom_object_status(
        GROUP, "v1", namespace, "gizmos", "scale", {"status": {"ready": 1, "selector": "app=x"}}
    )
    found = plain(customs.get_namespaced_custom_object_scale(GROUP, "v1", namespace, "gizmos", "scale"))
    equal((found["kind"], found["apiVersion"]), ("Scale", "autoscaling/v1"))
    equal((found["spec"], found["status"]), ({"replicas": 2}, {"replicas": 1, "selector": "app=x"}))
    customs.patch_namespaced_custom_object_scale(GROUP, "v1", namespace, "gizmos", "scale", {"spec": {"replicas": 6}})
    equal(customs.get_namespaced_custom_object(GROUP, "v1", namespace, "gizmos", "scale")["spec"]["size"], 6)
    with refused(422, "Invalid", "spec.size"):
        customs.patch_namespaced_custom_object_scale(
            GROUP, "v1", namespace, "gizmos", "scale", {"spec": {"replicas": 60}}
        )


@check("strategic merge is not for custom resources")
def no_strategic():
    create("strategic")
    with refused(415, "UnsupportedMediaType", "accepted media types include: application/json-patch+json"):
        send(api, "PATCH", f"{path}/strategic", "{}", Content_Type="application/strategic-merge-patch+json")


@check("wrong definitions are refused")
def wrong_definitions():
    with refused(422, "Invalid", 'metadata.name: Invalid value: "wrong": must be spec.names.plural+"."+spec.group'):
        send(
            api,
            "POST",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            {
                "metadata": {"name": "wrong"},
                "spec": {
                    "group": GROUP,
                    "scope": "Namespaced",
                    "names": {"plural": "wrongs", "kind": "Wrong"},
                    "versions": [
                        {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
                    ],
                },
            },
        )


@check("a definition goes with its objects")
def gone():
    create("last")
    extensions.delete_custom_resource_definition(definition)

    def is_gone():
        return raw(api, "GET", path)[0] == 404

    eventually("the resource is no longer served", is_gone)
    names = [item.metadata.name for item in extensions.list_custom_resource_definition().items]
    assert definition not in names, names


sys.exit(run())
