import ClusterAPI

/// The script that joins a machine phase by phase, for `useExperimentalRetryJoin`.
///
/// A phase that fails is tried five times, 15 s apart. A failed preflight check (kubeadm's status 2) or invalid
/// configuration (3) is not tried again, nor is a failed start of etcd, which may have left a member behind. After the last
/// failure the machine is reset and the script ends with kubeadm's status.
struct RetryJoinScript: Sendable {
    var isControlPlane: Bool
    /// kubeadm's `--v`; absent, the flag is left out.
    var verbosity: Int?

    static let path = "/usr/local/bin/kubeadm-bootstrap-script"

    var file: BootstrapFile {
        var file = BootstrapFile(path: Self.path)
        file.owner = "root"
        file.permissions = "0755"
        file.content = text
        return file
    }

    /// cloud-init renders the text as a Jinja template: it has no `{{`, `{%` or `{#`.
    var text: String {
        ([preamble] + steps).joined(separator: "\n") + "\nnote 'joined the cluster'\n"
    }

    private var steps: [String] {
        let preflight = "phase 5 preflight --ignore-preflight-errors=DirAvailable--etc-kubernetes-manifests"
        guard isControlPlane else { return [preflight, "phase 5 kubelet-start"] }
        return [
            preflight,
            "phase 5 control-plane-prepare download-certs",
            "phase 5 control-plane-prepare certs",
            "phase 5 control-plane-prepare kubeconfig",
            "phase 5 control-plane-prepare control-plane",
            "phase 5 kubelet-start",
            "phase 1 control-plane-join etcd",
            "phase 5 control-plane-join update-status",
            "phase 5 control-plane-join mark-control-plane",
        ]
    }

    private var preamble: String {
        let flags = verbosity.map { " --v \($0)" } ?? ""
        return #"""
            #!/bin/bash

            note() { printf '%s join: %s\n' "$(date -u +%FT%TZ)" "$1"; }

            give_up() {
              note "$1; resetting the machine" >&2
              kubeadm reset -f
              note "ended with status $2" >&2
              exit "$2"
            }

            # phase TRIES PHASE [ARGUMENT...]
            phase() {
              local tries="$1" try=1 status
              shift
              while true; do
                note "phase $*, try $try of $tries"
                kubeadm join phase "$@" --config=\#(CloudInit.joinPath)\#(flags)
                status=$?
                case "$status" in
                  0) note "phase $* succeeded"; return ;;
                  2) give_up "phase $*: a preflight check failed" 2 ;;
                  3) give_up "phase $*: the configuration is not valid" 3 ;;
                esac
                note "phase $* failed with status $status" >&2
                [ "$try" -lt "$tries" ] || give_up "phase $* failed $tries times" "$status"
                try=$((try + 1))
                sleep 15
              done
            }

            """#
    }
}
