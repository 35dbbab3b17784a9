"""What clients may ask an answer to look like: tables, metadata, YAML, gzip; and documents about the server."""

import gzip
import json
import sys

from checks import check, config_map, connect, contains, equal, make_namespace, raw, run
from kubernetes import client

api = connect()
core = client.CoreV1Api(api)
namespace = make_namespace(core)
path = f"/api/v1/namespaces/{namespace}/configmaps"
core.create_namespaced_config_map(namespace, config_map("one", labels={"a": "b"}, key="value"))
core.create_namespaced_config_map(namespace, config_map("two", key="value"))


def ask(path, accept, expected=200):
    code, headers, text = raw(api, "GET", path, Accept=accept)
    equal(code, expected, text)
    return headers["Content-Type"], json.loads(text)


def accept(kind, version="v1"):
    return f"application/json;as={kind};g=meta.k8s.io;v={version},application/json"


@check("a list as a table, in every version that clients ask for")
def table():
    for version in ("v1", "v1beta1"):
        kind, found = ask(path, accept("Table", version))
        equal(kind, "application/json")
        equal((found["kind"], found["apiVersion"]), ("Table", f"meta.k8s.io/{version}"))
        equal([column["name"] for column in found["columnDefinitions"]], ["Name", "Data", "Age"])
        rows = {row["cells"][0]: row for row in found["rows"]}
        equal(set(rows), {"one", "two"})
        equal(rows["one"]["cells"][1], 1)
        equal(rows["one"]["object"]["kind"], "PartialObjectMetadata")
        equal(rows["one"]["object"]["metadata"]["labels"], {"a": "b"})
        assert found["metadata"]["resourceVersion"]
    whole = ask(f"{path}?includeObject=Object", accept("Table"))[1]
    equal(whole["rows"][0]["object"]["data"], {"key": "value"})
    none = ask(f"{path}?includeObject=None", accept("Table"))[1]
    equal(none["rows"][0].get("object"), None)
    single = ask(f"{path}/one", accept("Table"))[1]
    equal(len(single["rows"]), 1)


@check("metadata alone, of one object and of a list")
def metadata():
    for version in ("v1", "v1beta1"):
        found = ask(f"{path}/one", accept("PartialObjectMetadata", version))[1]
        equal((found["kind"], found["apiVersion"]), ("PartialObjectMetadata", f"meta.k8s.io/{version}"))
        equal(set(found), {"kind", "apiVersion", "metadata"})
        equal(found["metadata"]["labels"], {"a": "b"})
        found = ask(path, accept("PartialObjectMetadataList", version))[1]
        equal((found["kind"], found["apiVersion"]), ("PartialObjectMetadataList", f"meta.k8s.io/{version}"))
        equal([item["metadata"]["name"] for item in found["items"]], ["one", "two"])
        assert all("data" not in item for item in found["items"])


@check("a watch of metadata alone")
def metadata_watch():
    code, _, text = raw(api, "GET", f"{path}?watch=true&timeoutSeconds=1", Accept=accept("PartialObjectMetadata"))
    equal(code, 200, text)
    found = [json.loads(line) for line in text.splitlines()]
    equal([event["object"]["kind"] for event in found], ["PartialObjectMetadata"] * 2)


@check("a watch of tables names its columns once")
def table_watch():
    code, _, text = raw(api, "GET", f"{path}?watch=true&timeoutSeconds=1", Accept=accept("Table"))
    equal(code, 200, text)
    found = [json.loads(line)["object"] for line in text.splitlines()]
    equal([len(item["rows"]) for item in found], [1, 1])
    equal([bool(item.get("columnDefinitions")) for item in found], [True, False])


@check("what nobody can give is not acceptable")
def not_acceptable():
    found = ask(path, "application/json;as=Table;g=meta.k8s.io;v=v9", 406)[1]
    equal(found["reason"], "NotAcceptable")
    contains(found["message"], "only the following media types are accepted: ")
    equal(ask(path, "image/png", 406)[1]["reason"], "NotAcceptable")


@check("YAML, there and back")
def yaml():
    code, headers, text = raw(api, "GET", f"{path}/one", Accept="application/yaml")
    equal((code, headers["Content-Type"]), (200, "application/yaml"), text)
    contains(text, "key: value")
    body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-yaml}\ndata: {a: '1'}\n"
    code, _, text = raw(api, "POST", path, body, Content_Type="application/yaml")
    equal(code, 201, text)
    core.delete_namespaced_config_map("from-yaml", namespace)


@check("large answers are compressed for who wants it")
def compressed():
    big = {"k": "abcdefgh" * 40000}
    core.create_namespaced_config_map(namespace, config_map("big", **big))
    answer = api.rest_client.pool_manager.request(
        "GET",
        f"{api.configuration.host}{path}/big",
        headers={"Accept-Encoding": "gzip"},
        decode_content=False,
    )
    equal(answer.headers.get("Content-Encoding"), "gzip")
    equal(json.loads(gzip.decompress(answer.data))["data"], big)
    core.delete_namespaced_config_map("big", namespace)


@check("documents about the server")
def documents():
    equal(raw(api, "GET", "/healthz")[2], "ok")
    contains(raw(api, "GET", "/readyz?verbose")[2], "[+]")
    contains(raw(api, "GET", "/livez?verbose")[2], "livez check passed")
    version = client.VersionApi(api).get_code()
    equal(version.major, "1")
    paths = ask("/", "application/json")[1]["paths"]
    for path in ("/api/v1", "/apis/rbac.authorization.k8s.io/v1", "/openapi/v2", "/openapi/v3", "/version", "/healthz"):
        contains(paths, path)
    legacy = ask("/api", "application/json")[1]
    equal((legacy["kind"], legacy["versions"]), ("APIVersions", ["v1"]))
    aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
    equal(ask("/apis", aggregated)[1]["kind"], "APIGroupDiscoveryList")


@check("OpenAPI documents say when nothing has changed")
def openapi():
    for path in ("/openapi/v2", "/openapi/v3"):
        code, headers, text = raw(api, "GET", path, Accept="application/json")
        equal(code, 200, text)
        code, _, text = raw(api, "GET", path, Accept="application/json", If_None_Match=headers["ETag"])
        equal((code, text), (304, ""))
    v2 = ask("/openapi/v2", "application/json")[1]
    equal(v2["swagger"], "2.0")
    contains(v2["definitions"], "io.k8s.api.core.v1.ConfigMap")
    v3 = ask("/openapi/v3", "application/json")[1]
    document = ask(v3["paths"]["api/v1"]["serverRelativeURL"], "application/json")[1]
    contains(document["components"]["schemas"], "io.k8s.api.core.v1.ConfigMap")
    contains(document["paths"], "/api/v1/namespaces/{namespace}/configmaps/{name}")


@check("unknown paths and methods")
def unknown():
    for method, path, expected, reason in [
        ("GET", "/api/v1/gadgets", 404, "NotFound"),
        ("GET", "/apis/absent.example.com/v1/gadgets", 404, "NotFound"),
        ("POST", "/api/v1/namespaces/default/configmaps/named", 405, "MethodNotAllowed"),
        ("DELETE", "/apis/absent.example.com/v1/namespaces/x/gadgets/y", 404, "NotFound"),
    ]:
        code, _, text = raw(api, method, path, {} if method == "POST" else None)
        equal(code, expected, f"{method} {path}: {text}")
        if text.startswith("{"):
            equal(json.loads(text)["reason"], reason, f"{method} {path}")


sys.exit(run())
