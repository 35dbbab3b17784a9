"""The `kubernetes` client's own leader election, on a Lease and on a ConfigMap: one leads, another follows when it stops."""

import sys
import threading

from checks import PATIENCE, check, connect, equal, make_namespace, run
from kubernetes import client, config
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.leaderelection.resourcelock.leaselock import LeaseLock

config.load_kube_config()
api = connect()
namespace = make_namespace(client.CoreV1Api(api))


class Candidate:
    """One who wants to lead, in a thread of its own, until `resign`."""

    def __init__(self, make_lock, identity):
        self.leads = threading.Event()
        self.ends = threading.Event()
        self.resigned = threading.Event()
        self.identity = identity
        settings = electionconfig.Config(
            make_lock("lock", namespace, identity),
            lease_duration=4,
            renew_deadline=3,
            retry_period=1,
            onstarted_leading=self.lead,
            onstopped_leading=self.ends.set,
        )
        threading.Thread(target=leaderelection.LeaderElection(settings).run, daemon=True).start()

    def lead(self):
        self.leads.set()
        self.resigned.wait()
        raise InterruptedError("resigned")  # what makes this library give up a lease

    def resign(self):
        self.resigned.set()


def hand_over(make_lock, holder):
    first = Candidate(make_lock, "first")
    assert first.leads.wait(PATIENCE), "the first candidate leads"
    equal(holder(), "first")
    second = Candidate(make_lock, "second")
    first.resign()
    assert first.ends.wait(PATIENCE), "the first candidate stops"
    assert second.leads.wait(PATIENCE), "the second candidate follows"
    equal(holder(), "second")
    second.resign()
    assert second.ends.wait(PATIENCE), "the second candidate stops"


@check("a Lease is handed over")
def lease():
    leases = client.CoordinationV1Api(api)
    hand_over(LeaseLock, lambda: leases.read_namespaced_lease("lock", namespace).spec.holder_identity)
    found = leases.read_namespaced_lease("lock", namespace)
    equal(found.spec.lease_duration_seconds, 4)
    assert found.spec.renew_time.microsecond is not None


@check("a ConfigMap is handed over")
def config_map():
    core = client.CoreV1Api(api)
    key = "control-plane.alpha.kubernetes.io/leader"

    def holder():
        record = core.read_namespaced_config_map("lock", namespace).metadata.annotations[key]
        return "first" if '"first"' in record else "second" if '"second"' in record else record

    hand_over(ConfigMapLock, holder)


sys.exit(run())
