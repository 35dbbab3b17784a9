// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func slipway(_ product: String) -> Target.Dependency { .product(name: product, package: "slipway") }

// Measures what docs/performance.md promises. A package of its own, so that the product's build graph stays free of it.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    // Besides the project itself only what its build brings along anyway, in the same versions.
    dependencies: [
        .package(name: "slipway", path: ".."),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    ],
    targets: [
        .executableTarget(name: "bench", dependencies: [slipway("JSON"), slipway("YAML")], swiftSettings: settings),
        .executableTarget(
            name: "fleet",
            dependencies: [
                slipway("JSON"), slipway("KubernetesClient"), slipway("KubernetesHTTPClient"), slipway("Machinery"),
            ], swiftSettings: settings),
        .executableTarget(
            name: "load",
            dependencies: [
                slipway("APIServer"), slipway("Effects"), slipway("KubernetesClient"), slipway("PKI"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
