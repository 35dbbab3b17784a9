import JSON
import Machinery

/// Where an object that exists is not what was asked for. What the server and controllers have set besides is no difference.
struct SpecDifference: Sendable, Hashable, CustomStringConvertible {
    /// `spec.replicas`
    var path: String
    var wanted: JSONValue
    /// `nil` where the object has nothing there.
    var found: JSONValue?

    var description: String { "\(path) is \(found.map(\.text) ?? "not set"), and not \(wanted.text)" }

    /// Those of the whole `spec`, in the order of the wanted one.
    static func all(between found: Unstructured, and wanted: Unstructured) -> [SpecDifference] {
        differences(found.fields["spec"], wanted.fields["spec"] ?? [:], at: "spec")
    }

    private static func differences(_ found: JSONValue?, _ wanted: JSONValue, at path: String) -> [SpecDifference] {
        guard let members = wanted.objectValue else {
            return found == wanted ? [] : [SpecDifference(path: path, wanted: wanted, found: found)]
        }
        // A server may leave an empty object out.
        return members.flatMap { differences(found?[$0.key], $0.value, at: "\(path).\($0.key)") }
    }
}
