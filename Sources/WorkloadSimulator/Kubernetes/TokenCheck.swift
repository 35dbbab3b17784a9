import Effects
import KubernetesAPI
import PKI

/// What a joining machine makes sure of before it trusts a cluster, and the cluster before it trusts the machine.
enum TokenCheck {
    /// - Parameters:
    ///   - secret: The Secret of the token in `kube-system`, `nil` where there is none.
    ///   - authorities: The authorities that the cluster's API servers show.
    /// - Throws: ``SimulatorError/Code/kubeadmFailed`` in kubeadm's words.
    static func check(
        _ discovery: Discovery, secret: Secret?, authorities: [Certificate], endpoint: SimulatedEndpoint, now: Timestamp
    ) throws(SimulatorError) {
        guard discovery.endpoint == endpoint.description else {
            throw .kubeadm(
                "couldn't validate the identity of the API Server: nothing of this cluster answers at "
                    + "\"\(discovery.endpoint)\"; it is at \(endpoint)")
        }
        try checkAuthority(discovery, authorities)
        try checkToken(discovery.token, secret, now)
    }

    /// The name of the Secret that holds a token: `bootstrap-token-<id>`.
    static func secretName(of token: String) throws(SimulatorError) -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let isAlphanumeric = parts.allSatisfy { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
        }
        guard parts.count == 2, parts[0].utf8.count == 6, parts[1].utf8.count == 16, isAlphanumeric else {
            throw .kubeadm("the bootstrap token was not of the form \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\"")
        }
        return "bootstrap-token-\(parts[0])"
    }

    private static func checkAuthority(
        _ discovery: Discovery, _ authorities: [Certificate]
    ) throws(SimulatorError) {
        if let text = discovery.authority {
            let trusted = (try? Certificate.all(inPEM: text)) ?? []
            guard authorities.contains(where: trusted.contains) else {
                throw .kubeadm(
                    "couldn't validate the identity of the API Server: the authority of the discovery file is not the cluster's"
                )
            }
            return
        }
        if discovery.skipsVerification { return }
        guard !discovery.authorityHashes.isEmpty else {
            throw .kubeadm(
                "discovery.bootstrapToken: Invalid value: \"\": using token-based discovery without caCertHashes can be "
                    + "unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file to continue")
        }
        let shown: [String]
        do {
            shown = try authorities.map { certificate throws(PKIError) in try certificate.publicKey.discoveryHash }
        } catch {
            throw SimulatorError(.kubeadmFailed, error.message, cause: error)
        }
        guard discovery.authorityHashes.contains(where: shown.contains) else {
            throw .kubeadm(
                "couldn't validate the identity of the API Server: cluster CA found in cluster-info ConfigMap is invalid: "
                    + "none of the public keys \"\(shown.joined(separator: ", "))\" are pinned")
        }
    }

    private static func checkToken(_ token: String, _ secret: Secret?, _ now: Timestamp) throws(SimulatorError) {
        let id = token.prefix { $0 != "." }
        guard let secret, secret.type == .bootstrapToken, secret.text("token-id") == String(id),
            secret.text("usage-bootstrap-authentication") == "true"
        else {
            throw .kubeadm(
                "couldn't validate the identity of the API Server: could not find a JWS signature in the cluster-info "
                    + "ConfigMap for token ID \"\(id)\"")
        }
        guard secret.text("token-secret") == String(token.dropFirst(id.count + 1)) else {
            throw .kubeadm(
                "couldn't validate the identity of the API Server: failed to verify JWS signature of received cluster-info "
                    + "object: the token's secret is not that of token ID \"\(id)\"")
        }
        if let expiration = secret.text("expiration") {
            guard let end = Timestamp(rfc3339: expiration), now < end else {
                throw .kubeadm(
                    "couldn't validate the identity of the API Server: the token ID \"\(id)\" expired at \(expiration)")
            }
        }
    }
}
