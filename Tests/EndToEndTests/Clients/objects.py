"""The `kubernetes` client on built-in kinds: what it creates, reads, lists, changes and deletes, and how it is refused."""

import sys

from checks import (
    check,
    config_map,
    connect,
    contains,
    equal,
    eventually,
    make_namespace,
    plain,
    raw,
    refused,
    run,
    send,
)
from kubernetes import client

api = connect()
core = client.CoreV1Api(api)
namespace = make_namespace(core)
path = f"/api/v1/namespaces/{namespace}/configmaps"


def read(name):
    return core.read_namespaced_config_map(name, namespace)


@check("create, read, replace and delete")
def life():
    made = core.create_namespaced_config_map(namespace, config_map("life", a="1"))
    assert made.metadata.uid and made.metadata.resource_version and made.metadata.creation_timestamp, made.metadata
    equal(read("life").data, {"a": "1"})
    made.data["b"] = "2"
    changed = core.replace_namespaced_config_map("life", namespace, made)
    equal(changed.data, {"a": "1", "b": "2"})
    equal(changed.metadata.uid, made.metadata.uid)
    assert changed.metadata.resource_version != made.metadata.resource_version
    gone = plain(core.delete_namespaced_config_map("life", namespace))
    equal(gone["status"], "Success")
    equal(gone["details"], {"name": "life", "kind": "configmaps", "uid": made.metadata.uid})
    with refused(404, "NotFound", 'configmaps "life" not found') as status:
        read("life")
    equal(status["details"], {"name": "life", "kind": "configmaps"})


@check("a write that changes nothing keeps the resource version")
def nothing():
    made = core.create_namespaced_config_map(namespace, config_map("still", a="1"))
    again = core.replace_namespaced_config_map("still", namespace, made)
    equal(again.metadata.resource_version, made.metadata.resource_version)
    patched = core.patch_namespaced_config_map("still", namespace, {"data": {"a": "1"}})
    equal(patched.metadata.resource_version, made.metadata.resource_version)


@check("what exists, and what has changed meanwhile, is a conflict")
def conflicts():
    made = core.create_namespaced_config_map(namespace, config_map("conflict", a="1"))
    with refused(409, "AlreadyExists", 'configmaps "conflict" already exists') as status:
        core.create_namespaced_config_map(namespace, config_map("conflict"))
    equal(status["details"], {"name": "conflict", "kind": "configmaps"})
    core.patch_namespaced_config_map("conflict", namespace, {"data": {"a": "2"}})
    with refused(
        409,
        "Conflict",
        'Operation cannot be fulfilled on configmaps "conflict": the object has been modified; please apply your changes'
        " to the latest version and try again",
    ):
        core.replace_namespaced_config_map("conflict", namespace, made)
    with refused(409, "Conflict"):
        core.patch_namespaced_config_map(
            "conflict",
            namespace,
            {"metadata": {"resourceVersion": made.metadata.resource_version}, "data": {"a": "3"}},
        )
    with refused(409, "Conflict", "the UID in the precondition (wrong) does not match the UID in record"):
        core.delete_namespaced_config_map("conflict", namespace, body={"preconditions": {"uid": "wrong"}})
    with refused(409, "Conflict", "the ResourceVersion in the precondition"):
        core.delete_namespaced_config_map(
            "conflict", namespace, body={"preconditions": {"resourceVersion": made.metadata.resource_version}}
        )


@check("wrong objects are refused with the fields that are wrong")
def invalid():
    with refused(422, "Invalid", "metadata.name: Invalid value", "a lowercase RFC 1123 subdomain") as status:
        core.create_namespaced_config_map(namespace, config_map("Bad_Name"))
    cause = status["details"]["causes"][0]
    equal((cause["reason"], cause["field"]), ("FieldValueInvalid", "metadata.name"))
    with refused(422, "Invalid", "name or generateName is required"):
        core.create_namespaced_config_map(namespace, {"metadata": {}})
    with refused(400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request"):
        core.create_namespaced_config_map(namespace, {"metadata": {"name": "x", "namespace": "other"}})
    with refused(404, "NotFound", 'namespaces "absent" not found'):
        core.create_namespaced_config_map("absent", config_map("x"))
    with refused(400, "BadRequest", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap"):
        send(api, "POST", path, {"metadata": {"name": "x"}, "data": {"a": 1}})
    with refused(422, "Invalid", "data: Forbidden: field is immutable when `immutable` is set"):
        core.create_namespaced_config_map(namespace, {**config_map("fixed", a="1"), "immutable": True})
        core.patch_namespaced_config_map("fixed", namespace, {"data": {"a": "2"}})
    with refused(422, "Invalid", "metadata.labels: Invalid value"):
        core.create_namespaced_config_map(namespace, config_map("x", labels={"a": "no spaces here"}))


@check("generated names differ")
def generated():
    body = {"metadata": {"generateName": "made-"}}
    names = {core.create_namespaced_config_map(namespace, body).metadata.name for _ in range(20)}
    equal(len(names), 20)
    assert all(name.startswith("made-") and len(name) == 10 for name in names), names


@check("field validation ignores, warns or refuses")
def field_validation():
    body = {**config_map("unknown"), "dta": {"a": "1"}}
    code, headers, text = raw(api, "POST", f"{path}?dryRun=All&fieldValidation=Ignore", body)
    equal((code, headers.get("Warning")), (201, None), text)
    for query in ["&fieldValidation=Warn", ""]:
        code, headers, text = raw(api, "POST", f"{path}?dryRun=All{query}", body)
        equal((code, headers.get("Warning")), (201, '299 - "unknown field \\"dta\\""'), text)
    with refused(400, "BadRequest", 'strict decoding error: unknown field "dta"'):
        send(api, "POST", f"{path}?fieldValidation=Strict", body)
    twice = '{"metadata": {"name": "twice"}, "data": {"a": "1", "a": "2"}}'
    with refused(400, "BadRequest", 'strict decoding error: duplicate field "data.a"'):
        send(api, "POST", f"{path}?fieldValidation=Strict", twice, Content_Type="application/json")
    with refused(422, "Invalid", 'fieldValidation: Unsupported value: "Loud"'):
        send(api, "POST", f"{path}?fieldValidation=Loud", body)


@check("a dry run answers as if, and changes nothing")
def dry_run():
    made = core.create_namespaced_config_map(namespace, config_map("dry", a="1"), dry_run="All")
    assert made.metadata.uid, made
    with refused(404, "NotFound"):
        read("dry")
    made = core.create_namespaced_config_map(namespace, config_map("dry", a="1"))
    equal(core.patch_namespaced_config_map("dry", namespace, {"data": {"a": "2"}}, dry_run="All").data, {"a": "2"})
    core.delete_namespaced_config_map("dry", namespace, dry_run="All")
    equal(read("dry").data, {"a": "1"})
    equal(read("dry").metadata.resource_version, made.metadata.resource_version)
    with refused(422, "Invalid", "dryRun"):
        core.create_namespaced_config_map(namespace, config_map("dry2"), dry_run="Some")


@check("JSON, merge and strategic patches")
def patches():
    core.create_namespaced_config_map(namespace, config_map("patch", a="1", b="2"))
    # A list is a JSON patch to this client, a dictionary a strategic one.
    json_patch = [
        {"op": "test", "path": "/data/a", "value": "1"},
        {"op": "remove", "path": "/data/a"},
        {"op": "add", "path": "/data/c", "value": "3"},
    ]
    equal(core.patch_namespaced_config_map("patch", namespace, json_patch).data, {"b": "2", "c": "3"})
    with refused(422, "Invalid", "the server rejected our request due to an error in our request"):
        core.patch_namespaced_config_map("patch", namespace, json_patch)
    merge = {"_content_type": "application/merge-patch+json"}
    equal(
        core.patch_namespaced_config_map("patch", namespace, {"data": {"b": None, "d": "4"}}, **merge).data,
        {"c": "3", "d": "4"},
    )
    with refused(422, "Invalid", "metadata.name: Invalid value", "field is immutable"):
        core.patch_namespaced_config_map("patch", namespace, {"metadata": {"name": "other"}}, **merge)
    equal(core.patch_namespaced_config_map("patch", namespace, {"data": {"e": "5"}}).data["e"], "5")
    with refused(404, "NotFound"):
        core.patch_namespaced_config_map("absent", namespace, {"data": {"e": "5"}})
    code, _, text = raw(
        api, "PATCH", f"{path}/patch", "{}", Content_Type="application/json"
    )
    equal(code, 415, text)
    contains(text, "the body of the request was in an unknown format - accepted media types include: ")


@check("strategic patches merge lists by their keys")
def strategic():
    account = {"metadata": {"name": "keys"}, "secrets": [{"name": "a"}, {"name": "b"}]}
    core.create_namespaced_service_account(namespace, account)
    added = core.patch_namespaced_service_account("keys", namespace, {"secrets": [{"name": "c"}]})
    equal(sorted(secret.name for secret in added.secrets), ["a", "b", "c"])
    removed = core.patch_namespaced_service_account(
        "keys", namespace, {"secrets": [{"name": "a", "$patch": "delete"}]}
    )
    equal(sorted(secret.name for secret in removed.secrets), ["b", "c"])
    replaced = core.patch_namespaced_service_account(
        "keys", namespace, {"secrets": [{"$patch": "replace"}, {"name": "z"}]}
    )
    equal([secret.name for secret in replaced.secrets], ["z"])


@check("finalizers hold an object until they are gone")
def finalizers():
    core.create_namespaced_config_map(
        namespace, {"metadata": {"name": "held", "finalizers": ["checks.example.com/hold"]}}
    )
    core.delete_namespaced_config_map("held", namespace)
    held = read("held")
    assert held.metadata.deletion_timestamp, "it is being deleted"
    with refused(422, "Invalid", "no new finalizers can be added if the object is being deleted"):
        core.patch_namespaced_config_map(
            "held", namespace, {"metadata": {"finalizers": ["checks.example.com/hold", "checks.example.com/late"]}}
        )
    core.patch_namespaced_config_map("held", namespace, {"metadata": {"finalizers": None}})
    with refused(404, "NotFound"):
        read("held")


@check("owners take what they own with them, or leave it, or wait for it")
def owners():
    def owned(name, **options):
        owner = core.create_namespaced_config_map(namespace, config_map(name))
        reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": owner.metadata.uid}
        core.create_namespaced_config_map(
            namespace, {"metadata": {"name": f"{name}-part", "ownerReferences": [{**reference, **options}]}}
        )

    def exists(name):
        field = f"metadata.name={name}"
        return bool(core.list_namespaced_config_map(namespace, field_selector=field).items)

    owned("background")
    core.delete_namespaced_config_map("background", namespace, propagation_policy="Background")
    eventually("the part follows its owner", lambda: not exists("background-part"))
    owned("orphaning")
    core.delete_namespaced_config_map("orphaning", namespace, propagation_policy="Orphan")
    eventually("the owner is gone", lambda: not exists("orphaning"))
    equal(read("orphaning-part").metadata.owner_references, None)
    owned("foreground", blockOwnerDeletion=True)
    core.patch_namespaced_config_map("foreground-part", namespace, {"metadata": {"finalizers": ["checks.example.com/hold"]}})
    core.delete_namespaced_config_map("foreground", namespace, propagation_policy="Foreground")
    equal(read("foreground").metadata.finalizers, ["foregroundDeletion"])
    eventually("the part is being deleted", lambda: read("foreground-part").metadata.deletion_timestamp)
    core.patch_namespaced_config_map("foreground-part", namespace, {"metadata": {"finalizers": None}})
    eventually("the owner is gone after its part", lambda: not exists("foreground"))


@check("secrets keep their types' promises")
def secrets():
    made = core.create_namespaced_secret(namespace, {"metadata": {"name": "s"}, "stringData": {"a": "b"}})
    equal((made.type, made.data, made.string_data), ("Opaque", {"a": "Yg=="}, None))
    with refused(422, "Invalid", "data[tls.crt]: Required value", "data[tls.key]: Required value"):
        core.create_namespaced_secret(namespace, {"metadata": {"name": "tls"}, "type": "kubernetes.io/tls"})
    with refused(422, "Invalid", "type: Invalid value", "field is immutable"):
        core.patch_namespaced_secret("s", namespace, {"type": "other"})
    with refused(400, "BadRequest", "illegal base64 data at input byte"):
        send(api, "POST", f"/api/v1/namespaces/{namespace}/secrets", {"metadata": {"name": "no"}, "data": {"a": "!"}})


@check("a namespace goes with all that it holds")
def namespace_end():
    doomed = make_namespace(core)
    core.create_namespaced_config_map(doomed, config_map("inside"))
    gone = plain(core.delete_namespace(doomed))
    equal((gone["kind"], gone["status"]), ("Namespace", {"phase": "Terminating"}))
    eventually("the namespace is gone", lambda: doomed not in {n.metadata.name for n in core.list_namespace().items})
    with refused(403, "Forbidden", "is forbidden"):
        core.delete_namespace("kube-system")


sys.exit(run())
