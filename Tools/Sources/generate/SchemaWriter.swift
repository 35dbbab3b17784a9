/// Writes structural schemas (OpenAPI v3 as apiextensions.k8s.io/v1 restricts it).
///
/// A named type is written as `{"$ref": "Name"}`; the generated code puts the schema of that type in its place when it first
/// reads the text, and members beside `$ref` override those of the type.
enum SchemaWriter {
    /// Markers that give a number or a JSON text as it stands.
    private static let rawMarkers = [
        "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
        "default",
    ]
    private static let textMarkers = ["pattern", "format"]
    private static let extensionMarkers = ["listType": "x-kubernetes-list-type", "mapType": "x-kubernetes-map-type"]
    private static let constraintMarkers: Set<String> =
        Set(rawMarkers + textMarkers).union(extensionMarkers.keys)
        .union(["listMapKey", "enum", "nullable", "preserveUnknownFields"])

    /// Markers a property may carry. `items.` and `values.` before a constraint apply it to the elements.
    static let propertyMarkers: Set<String> = constraintMarkers.union(["name", "required"])
        .union(constraintMarkers.map { "items.\($0)" }).union(constraintMarkers.map { "values.\($0)" })
    static let typeMarkers: Set<String> = [
        "resource", "printColumn", "scale", "minProperties", "maxProperties", "preserveUnknownFields", "mapType",
    ]

    /// The types whose schema is written in place.
    private static let scalars: [String: [(String, String)]] = [
        "String": [("type", #""string""#)],
        "Bool": [("type", #""boolean""#)],
        "Int32": [("type", #""integer""#), ("format", #""int32""#)],
        "Int64": [("type", #""integer""#), ("format", #""int64""#)],
        "Timestamp": [("type", #""string""#), ("format", #""date-time""#)],
        "MetaDuration": [("type", #""string""#), ("format", #""duration""#)],
        "IntOrString": [
            ("anyOf", #"[{"type":"integer"},{"type":"string"}]"#), ("x-kubernetes-int-or-string", "true"),
        ],
        "ObjectMeta": [("type", #""object""#)],
        "JSONValue": [("x-kubernetes-preserve-unknown-fields", "true")],
        "JSONObject": [("type", #""object""#), ("x-kubernetes-preserve-unknown-fields", "true")],
    ]

    static func isReference(_ name: String) -> Bool { scalars[name] == nil }

    /// The schema text of a type, one property a line.
    static func text(of type: TypeModel) -> String {
        var members: [(String, String)] = []
        if !type.documentation.isEmpty { members.append(("description", JSONText.string(type.documentation))) }
        switch type.form {
        case .openEnum(let values):
            members.append(("type", #""string""#))
            if type.markers.has("enum") { members.append(("enum", JSONText.strings(values))) }
        case .object(let properties, _):
            members.append(("type", #""object""#))
            let required = properties.filter(\.isRequired).map(\.jsonName)
            if !required.isEmpty { members.append(("required", JSONText.strings(required))) }
            members += constraints(type.markers, prefix: "")
            let typeMeta = type.resource == nil ? [] : typeMetaProperties
            members.append(("properties", JSONText.lines(typeMeta + properties.map { ($0.jsonName, text(of: $0)) })))
        }
        return JSONText.object(members)
    }

    private static func text(of property: Property) -> String {
        var members: [(String, String)] = []
        if !property.documentation.isEmpty { members.append(("description", JSONText.string(property.documentation))) }
        members += schema(of: property.type, property.markers)
        members += constraints(property.markers, prefix: "")
        return JSONText.object(members)
    }

    private static func schema(of type: SwiftType, _ markers: Markers) -> [(String, String)] {
        switch type {
        case .named(let name):
            scalars[name] ?? [("$ref", JSONText.string(name))]
        case .optional(let wrapped):
            schema(of: wrapped, markers)
        case .list(let element):
            [
                ("type", #""array""#),
                ("items", JSONText.object(schema(of: element, markers) + constraints(markers, prefix: "items."))),
            ]
        case .map(let value):
            [
                ("type", #""object""#),
                (
                    "additionalProperties",
                    JSONText.object(schema(of: value, markers) + constraints(markers, prefix: "values."))
                ),
            ]
        }
    }

    private static func constraints(_ markers: Markers, prefix: String) -> [(String, String)] {
        var members: [(String, String)] = []
        for key in rawMarkers { markers.value(prefix + key).map { members.append((key, $0)) } }
        for key in textMarkers { markers.value(prefix + key).map { members.append((key, JSONText.string($0))) } }
        if let values = markers.value(prefix + "enum"), !values.isEmpty {
            members.append(("enum", JSONText.strings(values.split(separator: ";").map { String($0).trimmed })))
        }
        if markers.has(prefix + "nullable") { members.append(("nullable", "true")) }
        for (key, name) in extensionMarkers.sorted(by: { $0.key < $1.key }) {
            markers.value(prefix + key).map { members.append((name, JSONText.string($0))) }
        }
        let mapKeys = markers.all(prefix + "listMapKey")
        if !mapKeys.isEmpty { members.append(("x-kubernetes-list-map-keys", JSONText.strings(mapKeys))) }
        if markers.has(prefix + "preserveUnknownFields") {
            members.append(("x-kubernetes-preserve-unknown-fields", "true"))
        }
        return members
    }

    private static let typeMetaProperties: [(String, String)] = [
        ("apiVersion", typeMeta("The group and version of the API this object is written in.")),
        ("kind", typeMeta("The kind of this object.")),
    ]

    private static func typeMeta(_ description: String) -> String {
        JSONText.object([("description", JSONText.string(description)), ("type", #""string""#)])
    }
}
