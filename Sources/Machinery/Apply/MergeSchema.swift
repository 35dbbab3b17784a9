public import JSON

/// How the objects of one kind in one version merge: which fields are one value, which lists are told apart by what.
///
/// It is a view that takes no time to make and no room to keep. Every operation takes objects as they are stored;
/// fields that the rules do not know fail where an object is applied or validated.
public struct MergeSchema: Sendable {
    let type: MergeType
    /// The members that an object of the kind has before anything is set.
    let emptyObject: JSONObject

    private init(_ type: MergeType, emptyObject: JSONObject) {
        self.type = type
        self.emptyObject = emptyObject
    }

    /// The rules of a kind: its schema with the metadata that every object has; those of `deduced` for one without.
    ///
    /// - Parameter emptyObject: The members that an object of the kind has before anything is set: whoever creates one does
    ///   not own them as such.
    public init(_ schema: StructuralSchema?, emptyObject: JSONObject = [:]) {
        self.init(
            schema.map { .schema($0, preserves: false, isResource: true) } ?? .deduced, emptyObject: emptyObject)
    }

    /// Objects merge member by member, lists are replaced.
    public static let deduced = MergeSchema(.deduced, emptyObject: [:])
}

/// Why two objects cannot be compared or merged: every place where an object is not what its schema says.
public struct MergeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public struct Violation: Sendable, Hashable {
        /// `.spec.ports[0]`; empty for the object itself.
        public var path: String
        public var message: String
    }

    public var violations: [Violation]

    init(_ violations: [Violation]) {
        self.violations = violations
    }

    /// `.spec.replica: field not declared in schema`; several on lines of their own under `errors:`.
    public var description: String {
        let lines = violations.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }
        return lines.count == 1 ? lines[0] : (["errors:"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }
}

extension MergeFailure {
    /// The most violations that are worth telling.
    static let maximumCount = 100

    static let noType = "schema error: invalid atom: inlined"
}
