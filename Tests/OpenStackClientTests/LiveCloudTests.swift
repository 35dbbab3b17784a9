import Effects
import OpenStackClient
import Testing

extension LiveSuites {
    /// Against a real cloud: `SLIPWAY_TEST_CLOUDS` names a `clouds.yaml` with the cloud `rig`, and an administrator's
    /// `rig-admin`. Needs an external network, an image, a flavour and Octavia; leaves nothing behind.
    @Suite struct LiveCloudTests {
        private func withCloud(
            _ configuration: CloudConfiguration? = nil, _ body: (OpenStackCloud) async throws -> Void
        ) async throws {
            let configuration = try configuration ?? LiveCloud.configuration()
            try await withHTTPTransport(configuration.trust) {
                try await body(OpenStackCloud(configuration, transport: $0))
            }
        }

        @Test func versionsAreNegotiated() async throws {
            try await withCloud { cloud in
                let services: [ServiceType] = [.compute, .blockStorage, .placement]
                let wanted = [Microversion(2, 90), Microversion(3, 59), Microversion(1, 36)]
                for (service, version) in zip(services, wanted) {
                    let negotiated = try await cloud.microversion(of: service)
                    #expect(negotiated == version)
                }
                for service in [ServiceType.identity, .network, .image, .loadBalancer] {
                    #expect(try await !cloud.versions(of: service).isEmpty, "\(service)")
                }
                #expect(try await cloud.loadBalancer.version() >= Microversion(2, 12))
            }
        }

        @Test func everythingCanBeListed() async throws {
            try await withCloud { cloud in
                let project = try #require(try await cloud.token().projectID)
                #expect(try await !cloud.compute.flavors().isEmpty)
                #expect(try await !cloud.compute.availabilityZones().isEmpty)
                _ = try await cloud.compute.limits()
                _ = try await cloud.compute.serverGroups()
                _ = try await cloud.compute.keyPairs()
                #expect(try await cloud.network.networks(NetworkFilter(fields: ["router:external": "true"])).count == 1)
                _ = try await cloud.network.subnets()
                _ = try await cloud.network.trunks()
                #expect(try await cloud.network.extensions().contains { $0.alias == "trunk" })
                #expect(try await cloud.network.quotas(ofProject: project)["port"] != nil)
                #expect(try await !cloud.image.images().isEmpty)
                #expect(try await cloud.image.importMethods().contains("web-download"))
                #expect(try await !cloud.blockStorage.types().isEmpty)
                #expect(try await !cloud.blockStorage.availabilityZones().isEmpty)
                #expect(try await cloud.blockStorage.quotas(ofProject: project)["volumes"] != nil)
                #expect(try await !cloud.loadBalancer.providers().isEmpty)
                _ = try await cloud.loadBalancer.flavors()
                #expect(try await cloud.loadBalancer.quotas(ofProject: project)["load_balancer"] != nil)
                #expect(try await cloud.identity.ownProjects().contains { $0.id == project })
            }
        }

        @Test func administratorsSeeHostsAndPlacement() async throws {
            try await withCloud(try LiveCloud.configuration("rig-admin")) { cloud in
                #expect(try await !cloud.compute.hypervisors().isEmpty)
                let provider = try #require(try await cloud.placement.resourceProviders().first)
                let inventories = try await cloud.placement.inventories(ofProvider: provider.id)
                #expect(try #require(inventories["VCPU"]).capacity > 0)
                #expect(try await cloud.placement.usages(ofProvider: provider.id)["VCPU"] != nil)
                #expect(try await cloud.placement.candidateCount(for: ["VCPU": 1, "MEMORY_MB": 64]) > 0)
            }
        }

        @Test func failuresAreTold() async throws {
            try await withCloud { cloud in
                let calls: [(ServiceType, OpenStackError.Code, () async throws -> Void)] = [
                    (.compute, .notFound, { _ = try await cloud.compute.server("none") }),
                    (.network, .notFound, { _ = try await cloud.network.network("none") }),
                    (.image, .notFound, { _ = try await cloud.image.image("none") }),
                    (.blockStorage, .notFound, { _ = try await cloud.blockStorage.volume("none") }),
                    (.loadBalancer, .notFound, { _ = try await cloud.loadBalancer.loadBalancer("none") }),
                    (.placement, .forbidden, { _ = try await cloud.placement.resourceProviders() }),
                    (
                        .network, .badRequest,
                        {
                            _ = try await cloud.network.createSubnet(
                                NewSubnet(name: "x", networkID: "none", cidr: "10.0.0.0/8"))
                        }
                    ),
                    (.identity, .forbidden, { _ = try await cloud.identity.project("none") }),
                ]
                for (service, code, call) in calls {
                    let error = try await #require(throws: OpenStackError.self, "\(service)") { try await call() }
                    #expect(error.code == code, "\(error)")
                    #expect(error.service == service)
                    #expect(error.requestID?.hasPrefix("req-") == true, "\(error)")
                    #expect(error.message != "the cloud gives no reason", "\(error)")
                }
            }
        }

        @Test func aWrongPasswordIsRefused() async throws {
            var configuration = try LiveCloud.configuration()
            guard case .password(let user, _) = configuration.credential else { return }
            configuration.credential = .password(user: user, password: Redacted("no-such-password"))
            try await withCloud(configuration) { cloud in
                let error = try await #require(throws: OpenStackError.self) { _ = try await cloud.token() }
                #expect(error.code == .unauthorized)
                #expect(error.requestID?.hasPrefix("req-") == true)
            }
        }

        @Test func anApplicationCredentialLogsInUntilItIsDeleted() async throws {
            try await withCloud { cloud in
                for old in try await cloud.identity.applicationCredentials() where old.name.hasPrefix(LiveCloud.prefix)
                {
                    try await cloud.identity.deleteApplicationCredential(old.id)
                }
                var new = NewApplicationCredential(name: LiveCloud.prefix)
                new.expiresAt = (SystemTime().now() + .seconds(3600)).truncatedToSeconds
                let made = try await cloud.identity.createApplicationCredential(new)
                #expect(made.expiresAt == new.expiresAt)
                #expect(!made.isUnrestricted)
                let again = try await #require(throws: OpenStackError.self) {
                    _ = try await cloud.identity.createApplicationCredential(new)
                }
                #expect(again.code == .conflict)
                var configuration = try LiveCloud.configuration()
                configuration.credential = .applicationCredential(.init(id: made.id, secret: try #require(made.secret)))
                configuration.scope = .implied
                try await withCloud(configuration) { limited in
                    _ = try await limited.network.networks()
                    let error = try await #require(throws: OpenStackError.self) {
                        _ = try await limited.identity.createApplicationCredential(
                            NewApplicationCredential(name: LiveCloud.prefix + "-child"))
                    }
                    #expect(error.code == .forbidden)
                }
                let found = try await cloud.identity.applicationCredential(made.id)
                #expect(found?.name == LiveCloud.prefix)
                #expect(try await cloud.identity.deleteApplicationCredential(made.id))
                #expect(try await !cloud.identity.deleteApplicationCredential(made.id))
                try await withCloud(configuration) { limited in
                    let error = try await #require(throws: OpenStackError.self) { _ = try await limited.token() }
                    #expect(error.code == .unauthorized || error.code == .notFound, "\(error)")
                }
            }
        }

        /// Whether a service heeds the rules is its own setting, so they are only read back.
        @Test func accessRulesAreKept() async throws {
            try await withCloud { cloud in
                var new = NewApplicationCredential(name: LiveCloud.prefix + "-rules")
                new.accessRules = [AccessRule(service: "network", method: "GET", path: "/v2.0/networks")]
                let made = try await cloud.identity.createApplicationCredential(new)
                try await cloud.identity.deleteApplicationCredential(made.id)
                #expect(made.accessRules == new.accessRules)
            }
        }

        @Test func pagesAreFollowed() async throws {
            let configuration = try LiveCloud.configuration()
            try await withHTTPTransport(configuration.trust) { transport in
                var options = OpenStackCloud.Options()
                options.pageSize = 1
                let small = OpenStackCloud(configuration, transport: transport, options: options)
                let large = OpenStackCloud(configuration, transport: transport)
                func counts(_ cloud: OpenStackCloud) async throws -> [Int] {
                    [
                        try await cloud.compute.flavors().count, try await cloud.image.images().count,
                        try await cloud.network.networks().count, try await cloud.network.subnets().count,
                        try await cloud.blockStorage.types().count, try await cloud.compute.servers().count,
                    ]
                }
                let (one, many) = (try await counts(small), try await counts(large))
                #expect(one == many)
            }
        }
    }
}
