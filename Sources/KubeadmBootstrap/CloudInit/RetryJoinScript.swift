import ClusterAPI

/// The script that joins a machine phase by phase, for `useExperimentalRetryJoin`.
///
/// A phase that fails is tried five times, 15 s apart. A failed preflight check (kubeadm's status 2) or invalid
/// configuration (3) is not tried again, nor is a failed start of etcd, which may have left a member behind. From Kubernetes
/// 1.31 on the phases after `kubelet-start` depend on feature gates: the rest is one `kubeadm join`, tried once. After the
/// last failure the machine is reset and the script ends with kubeadm's status.
struct RetryJoinScript: Sendable {
    var isControlPlane: Bool
    /// v1beta4 stands for Kubernetes 1.31 and later.
    var version: KubeadmAPIVersion
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
        let preparation = [
            "phase 5 control-plane-prepare download-certs", "phase 5 control-plane-prepare certs",
            "phase 5 control-plane-prepare kubeconfig", "phase 5 control-plane-prepare control-plane",
        ]
        let joining = [
            "phase 1 control-plane-join etcd", "phase 5 control-plane-join update-status",
            "phase 5 control-plane-join mark-control-plane",
        ]
        let begun = [preflight] + (isControlPlane ? preparation : []) + ["phase 5 kubelet-start"]
        if version >= .v1beta4 {
            return begun + ["join 1 'the rest' --skip-phases=preflight,control-plane-prepare,kubelet-start"]
        }
        return begun + (isControlPlane ? joining : [])
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

            # join TRIES NAME [ARGUMENT...]
            join() {
              local tries="$1" name="$2" try=1 status
              shift 2
              while true; do
                note "$name, try $try of $tries"
                kubeadm join "$@" --config=\#(CloudInit.joinPath)\#(flags)
                status=$?
                case "$status" in
                  0) note "$name succeeded"; return ;;
                  2) give_up "$name: a preflight check failed" 2 ;;
                  3) give_up "$name: the configuration is not valid" 3 ;;
                esac
                note "$name failed with status $status" >&2
                [ "$try" -lt "$tries" ] || give_up "$name failed $tries times" "$status"
                try=$((try + 1))
                sleep 15
              done
            }

            # phase TRIES PHASE [ARGUMENT...]
            phase() {
              local tries="$1"
              shift
              join "$tries" "phase $*" phase "$@"
            }

            """#
    }
}
