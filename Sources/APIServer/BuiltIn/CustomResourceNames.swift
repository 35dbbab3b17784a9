import JSON
import Machinery

/// The names of a CustomResourceDefinition and the rules by which they are accepted: first come, first served within a group.
struct CustomResourceNames: Sendable, Hashable {
    var plural = ""
    var singular = ""
    var kind = ""
    var listKind = ""
    var shortNames: [String] = []
    var categories: [String] = []

    init() {}

    init(json: JSONValue?) {
        let text = { (key: String) in json?[key]?.stringValue ?? "" }
        let list = { (key: String) in json?[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        (plural, singular, kind, listKind) = (text("plural"), text("singular"), text("kind"), text("listKind"))
        (shortNames, categories) = (list("shortNames"), list("categories"))
    }

    var json: JSONValue {
        var fields = FieldEncoder()
        // Kubernetes' type has no `omitempty` for these two.
        fields.set("plural", plural)
        fields.setUnlessEmpty("singular", singular)
        fields.setUnlessEmpty("shortNames", shortNames)
        fields.set("kind", kind)
        fields.setUnlessEmpty("listKind", listKind)
        fields.setUnlessEmpty("categories", categories)
        return fields.json(adding: [:])
    }

    /// Names that no other resource of the group may have.
    var resources: Set<String> { Set([plural, singular] + shortNames).subtracting([""]) }
    /// Kinds that no other resource of the group may have.
    var kinds: Set<String> { Set([kind, listKind]).subtracting([""]) }

    /// The names and kinds in use in a group.
    struct Used: Sendable {
        var resources: Set<String> = []
        var kinds: Set<String> = []

        mutating func insert(_ names: CustomResourceNames) {
            resources.formUnion(names.resources)
            kinds.formUnion(names.kinds)
        }
    }

    /// Which of the names that a definition wants it gets. What it has already it keeps until it gets something else.
    ///
    /// - Parameter used: What the others have.
    /// - Returns: The names it has then, and what stands against the others: the reason and the message of `NamesAccepted`.
    func accepted(
        over old: CustomResourceNames, used: Used
    ) -> (names: CustomResourceNames, conflict: (reason: String, message: String)?) {
        var used = used
        used.insert(old)
        var names = old
        var conflict: (reason: String, message: String)?
        let isFree = { (wanted: String, has: String, others: Set<String>) in wanted == has || !others.contains(wanted) }
        for (reason, path, others) in [
            ("PluralConflict", \CustomResourceNames.plural, used.resources),
            ("SingularConflict", \.singular, used.resources),
        ] {
            if isFree(self[keyPath: path], old[keyPath: path], others) {
                names[keyPath: path] = self[keyPath: path]
            } else {
                conflict = (reason, Self.inUse(self[keyPath: path]))
            }
        }
        let taken = shortNames.filter { !old.shortNames.contains($0) && used.resources.contains($0) }
        if taken.isEmpty {
            names.shortNames = shortNames
        } else {
            let messages = taken.map(Self.inUse)
            let message = messages.count == 1 ? messages[0] : "[\(messages.joined(separator: ", "))]"
            conflict = ("ShortNamesConflict", message)
        }
        for (reason, path) in [
            ("KindConflict", \CustomResourceNames.kind), ("ListKindConflict", \.listKind),
        ] {
            if isFree(self[keyPath: path], old[keyPath: path], used.kinds) {
                names[keyPath: path] = self[keyPath: path]
            } else {
                conflict = (reason, Self.inUse(self[keyPath: path]))
            }
        }
        names.categories = categories
        return (names, conflict)
    }

    private static func inUse(_ name: String) -> String { "\(JSONValue.string(name).text) is already in use" }
}
