"""The webhooks of `pond_operator.py`: they give ponds a depth, refuse sharks and keep treasures."""

import os

import kopf

RESOURCE = ("kopf.example.com", "v1", "ponds")


@kopf.on.startup()
def serve(settings, **_):
    settings.admission.server = kopf.WebhookServer(
        addr="127.0.0.1",
        host="127.0.0.1",
        certfile=os.environ["POND_CERTIFICATE"],
        pkeyfile=os.environ["POND_KEY"],
        cafile=os.environ["POND_CERTIFICATE"],
    )
    settings.admission.managed = "ponds.kopf.example.com"


@kopf.on.mutate(*RESOURCE, id="deepen", operations=["CREATE", "UPDATE"])
def deepen(spec, patch, warnings, **_):
    if "depth" not in spec:
        patch.spec["depth"] = 2
        warnings.append("this pond is two metres deep")


@kopf.on.validate(*RESOURCE, id="no-sharks", operations=["CREATE", "UPDATE"])
def no_sharks(spec, dryrun, userinfo, **_):
    if not userinfo.get("username"):
        raise kopf.AdmissionError("who are you?", code=401)
    if spec.get("kind") == "shark":
        raise kopf.AdmissionError(f"no sharks{' even in a dry run' if dryrun else ''}", code=418)


@kopf.on.validate(*RESOURCE, id="keep-treasures", operations=["DELETE"])
def keep_treasures(spec, **_):
    if spec.get("kind") == "treasure":
        raise kopf.AdmissionError("there is a treasure in it", code=403)
