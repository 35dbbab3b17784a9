import JSON

extension KeywordCheck {
    /// The rules for `x-kubernetes-list-type` and `x-kubernetes-list-map-keys`.
    mutating func checkListType(_ schema: StructuralSchema, at path: String) {
        let field = "\(path).x-kubernetes-list-type"
        let written = schema.openAPI["x-kubernetes-list-type"]?.stringValue
        if written != nil, schema.type != .array {
            reportType(of: schema, at: path, "must be array if x-kubernetes-list-type is specified")
        } else if schema.listType == .set, let items = schema.items {
            checkItemsOfSet(items, at: "\(path).items")
        }
        if let written, schema.listType == nil {
            report(
                .notSupported(
                    field, .string(written), supported: StructuralSchema.ListType.allCases.map(\.rawValue)))
        }
        if !schema.listMapKeys.isEmpty, schema.listType != .map {
            let detail = "must be map if x-kubernetes-list-map-keys is non-empty"
            report(written.map { .invalid(field, .string($0), detail) } ?? .required(field, detail))
        }
        if schema.listType == .map { checkListMap(schema, at: path) }
        checkNullsAndKeys(schema, at: path)
    }

    private mutating func checkItemsOfSet(_ items: StructuralSchema, at path: String) {
        let detail = "must be atomic as item of a list with x-kubernetes-list-type=set"
        let listType = items.openAPI["x-kubernetes-list-type"] ?? .null
        // A list without a type is atomic, a map without one is not.
        if items.type == .array, !listType.isNull, items.listType != .atomic {
            report(.invalid("\(path).x-kubernetes-list-type", listType, detail))
        }
        if items.type == .object, items.mapType != .atomic {
            report(.invalid("\(path).x-kubernetes-map-type", listType, detail))
        }
    }

    private mutating func checkListMap(_ schema: StructuralSchema, at path: String) {
        let keysField = "\(path).x-kubernetes-list-map-keys"
        if schema.listMapKeys.isEmpty {
            report(.required(keysField, "must not be empty if x-kubernetes-list-type is map"))
        }
        guard let items = schema.items else {
            if let list = schema.openAPI["items"], !list.isNull {
                report(
                    .invalid("\(path).items", list, "must only have a single schema if x-kubernetes-list-type is map"))
            } else {
                report(.required("\(path).items", "must have a schema if x-kubernetes-list-type is map"))
            }
            return
        }
        guard items.type == .object else {
            report(
                .invalid(
                    "\(path).items.type", .string(items.writtenType),
                    "must be object if parent array's x-kubernetes-list-type is map"))
            return
        }
        for (index, key) in schema.listMapKeys.enumerated() {
            if let property = items.properties[key] {
                if property.type == .array || property.type == .object {
                    report(
                        .invalid(
                            "\(path).items.properties[\(key)].type", .string(items.writtenType),
                            "must be a scalar type if parent array's x-kubernetes-list-type is map"))
                }
            } else {
                report(
                    .invalid(keysField, schema.listMapKeys.json, "entries must all be names of item properties"))
            }
            if schema.listMapKeys[..<index].contains(key) {
                report(.invalid(keysField, schema.listMapKeys.json, "must not contain duplicate entries"))
            }
        }
    }

    /// Elements of sets and maps are something, and so are the keys of maps.
    private mutating func checkNullsAndKeys(_ schema: StructuralSchema, at path: String) {
        guard let listType = schema.listType, listType != .atomic, let items = schema.items else { return }
        if items.isNullable {
            report(
                .forbidden(
                    "\(path).items.nullable", "cannot be nullable when x-kubernetes-list-type is \(listType.rawValue)"))
        }
        guard listType == .map else { return }
        for key in schema.listMapKeys {
            guard let property = items.properties[key] else { continue }
            let field = "\(path).items.properties[\(key)]"
            if !items.rules.required.contains(key), property.defaultValue == nil {
                report(
                    .required(
                        "\(field).default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required "
                            + "property"))
            }
            if property.isNullable {
                report(
                    .forbidden(
                        "\(field).nullable",
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"))
            }
        }
    }
}
