"""Runs the operator of `pond_webhooks.py` on `kopf`, which registers its webhooks itself, and looks at what they do."""

import contextlib
import datetime
import ipaddress
import pathlib
import sys

from checks import check, contains, equal, eventually, raw, refused, run, send
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from kubernetes import client
from kubernetes.client.exceptions import ApiException
from ponds import GROUP, api, change, customs, dig, directory, exists, namespace, operator, path, pond, read

CONFIGURATION = "ponds.kopf.example.com"
admission = client.AdmissionregistrationV1Api(api)


def write_certificate():
    """A certificate for the webhook server that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ponds")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = {}
    for what, data in [
        ("CERTIFICATE", certificate.public_bytes(serialization.Encoding.PEM)),
        (
            "KEY",
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        ),
    ]:
        files[what] = pathlib.Path(directory.name, what.lower())
        files[what].write_bytes(data)
    return {f"POND_{what}": str(file) for what, file in files.items()}


def webhooks():
    """What is registered under the operator's name, by kind."""
    found = admission.list_mutating_webhook_configuration().items
    found += admission.list_validating_webhook_configuration().items
    return [hook for item in found if item.metadata.name == CONFIGURATION for hook in item.webhooks or []]


def refused_with(code, words):
    """Like `refused`, for a webhook's own code: what reason that has is not Kubernetes' business."""

    @contextlib.contextmanager
    def block():
        try:
            yield
        except ApiException as error:
            equal(error.status, code, error.body)
            contains(error.body, f"denied the request: {words}")
            return
        raise AssertionError(f"expected {code}, but it was accepted")

    return block()


running = contextlib.ExitStack()
process = running.enter_context(operator("pond_webhooks.py", **write_certificate()))


@check("the operator registers its webhooks")
def registers():
    eventually("three webhooks are registered", lambda: len(webhooks()) == 3)
    for hook in webhooks():
        assert hook.client_config.url.startswith("https://127.0.0.1:"), hook.client_config
        assert hook.client_config.ca_bundle, "the server's own authority is written down"
        equal((hook.rules[0].api_groups, hook.rules[0].resources), ([GROUP], ["ponds"]))


@check("a mutating webhook fills in, and its warnings arrive")
def mutated():
    code, headers, text = raw(api, "POST", path, pond("deep", fish=1))
    equal(code, 201, text)
    equal(read("deep")["spec"]["depth"], 2)
    contains(headers.get("Warning", ""), "this pond is two metres deep")
    dig(pond("deeper", depth=9))
    equal(read("deeper")["spec"]["depth"], 9)


@check("a validating webhook refuses with its own code and words")
def validated():
    with refused_with(418, "no sharks"):
        dig(pond("sea", kind="shark"))
    with refused_with(418, "no sharks even in a dry run"):
        send(api, "POST", f"{path}?dryRun=All", pond("sea", kind="shark"))
    with refused_with(418, "no sharks"):
        change("deep", kind="shark")
    assert not exists(read, "sea")
    assert "kind" not in read("deep")["spec"]


@check("a validating webhook guards deletion")
def guarded():
    dig(pond("treasure", kind="treasure"))
    with refused_with(403, "there is a treasure in it"):
        customs.delete_namespaced_custom_object(GROUP, "v1", namespace, "ponds", "treasure")
    change("treasure", kind="plain")


@check("an operator that stops takes its webhooks with it")
def stops():
    running.close()
    equal(webhooks(), [])
    dig(pond("sea", kind="shark"))


with running:
    failed = run()
sys.exit(failed)
