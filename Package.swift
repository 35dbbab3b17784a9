// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target: Swift 6 mode, explicit existentials and imports, and no warning survives.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, on dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, with dependencies: Target.Dependency..., excluding: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, exclude: excluding,
        swiftSettings: settings)
}

/// What several test targets share; no product depends on it.
func testSupport(_ name: String, on dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grpcCore = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcHTTP2 = Target.Dependency.product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "slipway",
    platforms: [.macOS(.v15)],
    // For Benchmarks/, which is a package of its own.
    products: ["APIServer", "Effects", "JSON", "KubernetesClient", "KubernetesHTTPClient", "Machinery", "PKI", "YAML"]
        .map {
            .library(name: $0, targets: [$0])
        },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2.git", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", from: "2.9.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    // The floors of docs/architecture.md, lowest first: a target imports only what stands on a lower floor.
    targets: [
        // 0: foundations
        .target(name: "CPlatform"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        library("JSON"),
        library("Protobuf"),
        library("YAML", on: "JSON"),
        library("RE2"),
        library("Effects"),
        library("Simulation", on: "Effects"),
        library("PKI", on: "Effects", asn1, crypto, cryptoExtras, x509),
        // 1: machinery
        library("Machinery", on: "Effects", "JSON", "RE2"),
        library("CEL", on: "JSON", "Machinery", "RE2"),
        library("GoTemplate", on: "JSON"),
        library("Sprig", on: "Effects", "GoTemplate", "PKI", "RE2", crypto),
        library("KubernetesAPI", on: "Effects", "JSON", "Machinery", "Protobuf"),
        // 2: data and protocol
        library("ObjectStore", on: "Effects"),
        library("ObjectStoreSQLite", on: "ObjectStore", grdb),
        library("KubernetesClient", on: "JSON", "Machinery", "YAML"),
        library("HelmChart", on: "CZlib", "Effects", "GoTemplate", "JSON", "Machinery", "RE2", "Sprig", "YAML", crypto),
        library("StreamTLS", on: "Effects", "KubernetesClient", "PKI", nioCore, nioPosix, nioSSL, nioTLS),
        library(
            "EtcdClient", on: "Effects", "KubernetesClient", "PKI", "Protobuf", "StreamTLS", grpcCore, grpcHTTP2,
            nioCore, nioPosix, nioSSL, nioTLS),
        library(
            "EtcdSimulator", on: "Effects", "EtcdClient", "KubernetesClient", "PKI", "StreamTLS", grpcCore, grpcHTTP2,
            nioCore, nioPosix, nioSSL),
        library("WebSocketStreams", on: "KubernetesClient", nioCore, nioWebSocket),
        // 3: API
        library(
            "APIServer", on: "CEL", "CZlib", "Effects", "JSON", "KubernetesAPI", "KubernetesClient", "Machinery",
            "ObjectStore",
            "PKI", "WebSocketStreams", "YAML", httpTypes, hummingbirdCore, hummingbirdHTTP2, lifecycle, logging,
            nioCore, nioHTTP1, nioHTTPTypes, nioPosix, nioSSL, nioTLS, nioWebSocket),
        library(
            "KubernetesHTTPClient", on: "Effects", "JSON", "KubernetesClient", "Machinery", "PKI", "WebSocketStreams",
            asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS, nioWebSocket),
        library("ClientSimulation", on: "KubernetesClient", "Machinery", "Simulation"),
        // 4: runtime
        library(
            "ControllerRuntime", on: "Effects", "JSON", "KubernetesAPI", "KubernetesClient", "Machinery", logging,
            lifecycle),
        library(
            "WorkloadCluster", on: "ControllerRuntime", "Effects", "EtcdClient", "JSON", "KubernetesAPI",
            "KubernetesClient", "Machinery", "PKI", "StreamTLS", logging, lifecycle),
        // 5: types
        library("ClusterAPI", on: "Effects", "JSON", "KubernetesAPI", "Machinery"),
        library("DevAPI", on: "ClusterAPI", "JSON", "Machinery"),
        // 6: outside
        library(
            "ClusterContract", on: "ClusterAPI", "ControllerRuntime", "Effects", "JSON", "KubernetesAPI",
            "KubernetesClient", "Machinery", "PKI"),
        library(
            "OpenStackClient", on: "Effects", "JSON", "YAML", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL),
        // 7: controllers
        library(
            "ClusterControllers", on: "ClusterAPI", "ClusterContract", "ControllerRuntime", "Effects", "JSON",
            "KubernetesAPI", "KubernetesClient", "Machinery", "PKI", "WorkloadCluster", "YAML"),
        library(
            "KubeadmBootstrap", on: "ClusterAPI", "ClusterContract", "ControllerRuntime", "Effects", "JSON",
            "KubernetesAPI", "KubernetesClient", "Machinery", "PKI", "WorkloadCluster", "YAML"),
        library(
            "KubeadmControlPlane", on: "ClusterAPI", "ClusterContract", "ControllerRuntime", "Effects", "JSON",
            "KubernetesAPI", "KubernetesClient", "Machinery", "PKI", "WorkloadCluster", "YAML"),
        library(
            "WorkloadSimulator", on: "APIServer", "ControllerRuntime", "Effects", "EtcdClient", "EtcdSimulator", "JSON",
            "KubernetesAPI", "KubernetesClient", "Machinery", "ObjectStore", "PKI", "StreamTLS", "WorkloadCluster",
            "YAML", lifecycle, logging),
        library(
            "DevProvider", on: "ClusterAPI", "ClusterContract", "ControllerRuntime", "DevAPI", "Effects",
            "KubernetesAPI",
            "KubernetesClient", "Machinery", "WorkloadSimulator"),
        // 8: product
        library(
            "Slipway", on: "APIServer", "CPlatform", "ClusterAPI", "ClusterContract", "ClusterControllers",
            "ControllerRuntime", "DevAPI", "DevProvider", "Effects", "JSON", "KubeadmBootstrap", "KubeadmControlPlane",
            "KubernetesAPI",
            "KubernetesClient", "KubernetesHTTPClient", "Machinery", "ObjectStore", "ObjectStoreSQLite", "PKI",
            "WorkloadCluster", "WorkloadSimulator", lifecycle, logging, unixSignals),
        library(
            "PlaneSimulation", on: "ClientSimulation", "ClusterAPI", "ControllerRuntime", "Effects", "JSON",
            "KubernetesAPI", "KubernetesClient", "Machinery", "ObjectStore", "PKI", "Simulation", "Slipway",
            "WorkloadCluster", "WorkloadSimulator", lifecycle, logging),
        library(
            "SlipwayCLI", on: "Effects", "EtcdClient", "JSON", "KubernetesAPI", "KubernetesClient",
            "KubernetesHTTPClient", "Machinery", "PKI", "PlaneSimulation", "Simulation", "Slipway", "WorkloadCluster",
            "YAML", argumentParser, logging, nioCore, nioPosix),
        .executableTarget(name: "slipway", dependencies: ["SlipwayCLI"], swiftSettings: settings),
        // Tests
        tests(of: "ClusterContract", with: "ClusterAPI", "Effects", "JSON", "KubernetesAPI", "Machinery", "Simulation"),
        tests(
            of: "OpenStackClient", with: "Effects", "JSON", "PKI", "Simulation", nioCore, nioHTTP1, nioPosix, nioSSL),
        tests(
            of: "ClusterControllers", with: "ClusterAPI", "ClusterContract", "ControllerRuntime", "Effects", "JSON",
            "KubernetesAPI", "Machinery", "WorkloadCluster"),
        tests(
            of: "KubeadmBootstrap", with: "ClusterAPI", "ClusterContract", "JSON", "KubernetesAPI", "Machinery", "PKI",
            "Simulation", "YAML", excluding: ["Golden"]),
        tests(
            of: "KubeadmControlPlane", with: "ClusterAPI", "ClusterContract", "Effects", "JSON", "KubernetesAPI",
            "Machinery", "WorkloadCluster"),
        tests(
            of: "Slipway", with: "ClusterAPI", "Effects", "JSON", "KubernetesAPI", "KubernetesClient", "Machinery",
            "ObjectStore", "PKI", "Simulation", "TestSupport", "WorkloadSimulator", "YAML", lifecycle, logging),
        tests(of: "PlaneSimulation", with: "Simulation"),
        tests(
            of: "SlipwayCLI", with: "Effects", "EtcdClient", "JSON", "KubernetesAPI", "Machinery", "PlaneSimulation",
            "Simulation",
            argumentParser),
        .testTarget(name: "EndToEndTests", dependencies: ["slipway"], exclude: ["Clients"], swiftSettings: settings),
        .target(
            name: "TestSupport",
            dependencies: [
                "APIServer", "ClientSimulation", "ControllerRuntime", "Effects", "JSON", "KubernetesClient",
                "Machinery",
                "ObjectStore", "Simulation", inMemoryLogging, lifecycle, logging,
            ],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests(
            of: "ControllerRuntime", with: "Effects", "JSON", "KubernetesAPI", "KubernetesClient", "Machinery",
            "Simulation", "TestSupport", inMemoryLogging, lifecycle, logging),
        tests(
            of: "WorkloadCluster", with: "ControllerRuntime", "Effects", "EtcdClient", "KubernetesAPI",
            "KubernetesClient", "Machinery", "PKI", "Simulation", "TestSupport", inMemoryLogging, logging),
        tests(
            of: "KubernetesAPI", with: "Effects", "JSON", "Machinery", "Protobuf", "SeededRandomness",
            excluding: ["Captured"]),
        tests(of: "Protobuf"),
        tests(of: "RE2", with: "SeededRandomness"),
        tests(of: "JSON", with: "SeededRandomness"),
        tests(of: "YAML", with: "JSON", "SeededRandomness", yams),
        tests(of: "Effects"),
        tests(of: "Machinery", with: "Effects", "JSON", "SeededRandomness"),
        tests(of: "CEL", with: "JSON", "Machinery", excluding: ["Reference"]),
        tests(of: "Simulation", with: "Effects"),
        tests(of: "GoTemplate", with: "JSON", "SeededRandomness"),
        tests(of: "Sprig", with: "Effects", "GoTemplate", "JSON", "PKI", "SeededRandomness"),
        tests(of: "HelmChart", with: "CZlib", "Effects", "GoTemplate", "JSON", "SeededRandomness", "Sprig"),
        tests(of: "PKI", with: "Effects"),
        tests(of: "KubernetesClient", with: "JSON", "Machinery"),
        tests(
            of: "EtcdClient", with: "Effects", "EtcdSimulator", "KubernetesClient", "Machinery", "PKI", "Protobuf",
            "StreamTLS", "WorkloadCluster", grpcCore, nioCore, nioPosix, nioSSL),
        tests(
            of: "KubernetesHTTPClient", with: "APIServer", "Effects", "JSON", "KubernetesClient", "Machinery",
            "ObjectStore", "PKI", lifecycle, logging, nioCore, nioHTTP1, nioPosix, nioSSL),
        testSupport("ObjectStoreTestSuite", on: "ObjectStore"),
        tests(of: "ObjectStore", with: "Effects", "ObjectStoreTestSuite", "Simulation"),
        .executableTarget(
            name: "StoreCrashProbe", dependencies: ["ObjectStore", "ObjectStoreSQLite"], path: "Tests/StoreCrashProbe",
            swiftSettings: settings),
        tests(of: "ObjectStoreSQLite", with: "ObjectStore", "ObjectStoreTestSuite", "StoreCrashProbe", grdb),
        tests(
            of: "APIServer", with: "CEL", "CZlib", "Effects", "JSON", "KubernetesAPI", "KubernetesClient", "Machinery",
            "ObjectStore", "ObjectStoreSQLite", "PKI", "SeededRandomness", "Simulation", httpTypes, lifecycle, logging,
            nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS),
        testSupport("SeededRandomness"),
        testSupport("SchemaSamples", on: "JSON", "Machinery", "SeededRandomness"),
        tests(of: "ClusterAPI", with: "JSON", "Machinery", "SchemaSamples"),
        tests(of: "DevAPI", with: "ClusterAPI", "JSON", "Machinery", "SchemaSamples", excluding: ["Golden"]),
        tests(
            of: "WorkloadSimulator", with: "APIServer", "Effects", "EtcdClient", "JSON", "KubernetesAPI",
            "KubernetesClient",
            "KubernetesHTTPClient", "Machinery", "ObjectStore", "PKI", "Simulation", "WorkloadCluster", "YAML",
            lifecycle,
            logging),
        tests(
            of: "DevProvider", with: "APIServer", "ClientSimulation", "ClusterAPI", "ClusterContract",
            "ClusterControllers", "ControllerRuntime", "DevAPI", "Effects", "JSON", "KubeadmBootstrap",
            "KubeadmControlPlane", "KubernetesAPI", "KubernetesClient",
            "Machinery", "ObjectStore", "PKI", "Simulation", "TestSupport", "WorkloadCluster", "WorkloadSimulator",
            "YAML",
            inMemoryLogging, logging),
    ],
    swiftLanguageModes: [.v6]
)
