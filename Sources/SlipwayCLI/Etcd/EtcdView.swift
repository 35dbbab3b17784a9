import ArgumentParser
import EtcdClient
import JSON
import YAML

/// Shows how the members of an etcd fare.
struct EtcdView: Sendable {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case table, json, yaml
    }

    private let surveys: [EtcdSurvey]

    init(_ surveys: [EtcdSurvey]) {
        self.surveys = surveys
    }

    func text(_ format: Format, for terminal: Terminal) -> String {
        switch format {
        case .table: table.render(for: terminal)
        case .json: String(decoding: json.serialized(), as: UTF8.self) + "\n"
        case .yaml: json.yaml()
        }
    }

    private var table: TextTable {
        var table = TextTable(columns: ["NODE", "MEMBER", "ROLE", "VERSION", "SIZE", "IN USE", "RAFT INDEX", "HEALTH"])
        for survey in surveys {
            let status = survey.status
            let health = TextTable.Cell(survey.problem ?? "well", survey.problem == nil ? .good : .bad)
            table.append(
                [
                    survey.node, status.map { String($0.memberID, radix: 16) } ?? "-", status.map(Self.role) ?? "-",
                    status?.version ?? "-", status.map { "\(ByteSize($0.databaseSize))" } ?? "-",
                    status.map { "\(ByteSize($0.databaseSizeInUse))" } ?? "-", status.map { "\($0.raftIndex)" } ?? "-",
                ].map { TextTable.Cell($0) } + [health])
        }
        return table
    }

    private static func role(_ status: EtcdStatus) -> String {
        if status.isLearner { return "learner" }
        return status.isLeader ? "leader" : "follower"
    }

    private var json: JSONValue {
        let members = surveys.map { survey -> JSONValue in
            var fields: JSONObject = ["node": .string(survey.node), "healthy": .bool(survey.problem == nil)]
            if let problem = survey.problem { fields["problem"] = .string(problem) }
            guard let status = survey.status else { return .object(fields) }
            fields["memberID"] = .string(String(status.memberID, radix: 16))
            fields["role"] = .string(Self.role(status))
            fields["version"] = .string(status.version)
            fields["databaseSizeBytes"] = .integer(status.databaseSize)
            fields["databaseSizeInUseBytes"] = .integer(status.databaseSizeInUse)
            fields["raftIndex"] = .integer(Int64(clamping: status.raftIndex))
            fields["raftTerm"] = .integer(Int64(clamping: status.raftTerm))
            fields["revision"] = .integer(status.revision)
            fields["alarms"] = .array(survey.alarms.map { .string($0.kind.description) })
            return .object(fields)
        }
        return ["members": .array(members)]
    }
}

/// A number of bytes for people, in powers of 1024 with one decimal: `20.5 MiB`.
struct ByteSize: Sendable, Hashable, CustomStringConvertible {
    let bytes: Int64

    init(_ bytes: Int64) {
        self.bytes = bytes
    }

    var description: String {
        var (value, unit) = (Double(bytes), 0)
        while value >= 1024, unit < Self.units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(Self.units[unit])"
    }

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB"]
}
