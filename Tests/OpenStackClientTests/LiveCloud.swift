import Foundation
import OpenStackClient
import Testing

/// Where the live suites find their cloud.
enum LiveCloud {
    static let path = ProcessInfo.processInfo.environment["SLIPWAY_TEST_CLOUDS"]
    static let prefix = "slipway-live"

    static func configuration(_ name: String = "rig") throws -> CloudConfiguration {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: try #require(path))))
        return try CloudsFile(clouds: bytes).cloud(named: name) {
            Array(try Data(contentsOf: URL(fileURLWithPath: $0)))
        }
    }
}

/// One after the other: all work in the same project.
@Suite(.enabled(if: LiveCloud.path != nil), .serialized) enum LiveSuites {}
