import Effects
import JSON
import Machinery

/// Renders objects of one resource as `meta.k8s.io` Tables, which `kubectl get` prints as they are.
struct TableRenderer: Sendable {
    private let columns: [Column]
    private let includeObject: TableOptions.IncludeObject

    private struct Column: Sendable {
        let definition: TableColumn
        /// Compiled once; `nil` for a path that does not parse, whose cells are empty.
        let path: JSONPath?
    }

    init(_ resource: ServedResource, _ options: TableOptions) {
        columns = Self.columns(of: resource).map { definition in
            guard case .path(let text) = definition.value else { return Column(definition: definition, path: nil) }
            return Column(definition: definition, path: try? JSONPath(parsing: text))
        }
        includeObject = options.includeObject
    }

    /// - Parameters:
    ///   - metadata: The table's `metav1.ListMeta`.
    ///   - version: Of `meta.k8s.io`.
    ///   - withColumns: Whether the table describes its columns, as the first of a watch does.
    /// - Throws: Where stored bytes are no object.
    func table(
        of objects: [EncodedObject], metadata: JSONValue, version: String, at now: Timestamp, withColumns: Bool = true
    ) throws -> JSONValue {
        [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata,
            "columnDefinitions": withColumns ? .array(columns.map { Self.json(of: $0.definition) }) : nil,
            "rows": .array(try objects.map { try row(for: $0.decoded(), version: version, at: now) }),
        ]
    }

    private func row(for object: Unstructured, version: String, at now: Timestamp) -> JSONValue {
        var row: JSONObject = ["cells": .array(columns.map { cell(of: object, in: $0, at: now) })]
        switch includeObject {
        case .none: break
        case .metadata: row["object"] = PartialMetadata.json(of: object, version: version)
        case .object: row["object"] = object.json
        }
        return .object(row)
    }

    private func cell(of object: Unstructured, in column: Column, at now: Timestamp) -> JSONValue {
        switch column.definition.value {
        case .computed(let compute):
            return TableCell.value(compute(object), type: column.definition.type, at: now)
        case .path:
            guard let value = column.path?.first(in: object.json) else { return .null }
            return TableCell.value(value, type: column.definition.type, at: now)
        }
    }

    /// Every table begins with the name; a resource that says nothing more shows its age.
    private static func columns(of resource: ServedResource) -> [TableColumn] {
        let name = TableColumn(
            "Name", format: "name", description: "The name of the object, unique within its resource and namespace.",
            value: .path(".metadata.name"))
        let age = TableColumn(
            "Age", type: "date", description: "How long ago the object was created.",
            value: .path(".metadata.creationTimestamp"))
        let own = resource.version.columns
        if own.first?.format == "name" { return own }
        return [name] + (own.isEmpty ? [age] : own)
    }

    private static func json(of column: TableColumn) -> JSONValue {
        [
            "name": .string(column.name), "type": .string(column.type),
            "format": .string(column.format), "description": .string(column.description),
            "priority": .integer(Int64(column.priority)),
        ]
    }
}

/// One cell of a table.
enum TableCell {
    /// - Parameter type: Of the column. A value of another type leaves the cell empty, but a string cell shows
    ///   anything.
    static func value(_ value: JSONValue, type: String, at now: Timestamp) -> JSONValue {
        switch type {
        case "integer":
            if let integer = value.integerValue { return .integer(integer) }
            return value.doubleValue.flatMap { Int64(exactly: $0.rounded(.towardZero)) }.map(JSONValue.integer) ?? .null
        case "number":
            return value.doubleValue == nil ? .null : value
        case "boolean":
            return value.boolValue == nil ? .null : value
        case "date":
            guard let text = value.stringValue else { return .null }
            if text.isEmpty || text == "null" { return "<unknown>" }
            guard let date = Timestamp(rfc3339: text) else { return "<invalid>" }
            return .string((now - date).shortText)
        default:
            switch value {
            case .null, .string: return value
            default: return .string(value.text)
            }
        }
    }
}
