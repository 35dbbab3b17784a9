import JSON

extension SchemaCheck {
    /// The rules for `x-kubernetes-list-type` and `x-kubernetes-list-map-keys`.
    mutating func checkListType(_ schema: StructuralSchema, at path: String) {
        let field = "\(path).x-kubernetes-list-type"
        let written = schema.openAPI["x-kubernetes-list-type"]?.stringValue
        if !schema.listMapKeys.isEmpty, schema.listType != .map {
            let detail = "must be map if x-kubernetes-list-map-keys is non-empty"
            report(written.map { .invalid(field, .string($0), detail) } ?? .required(field, detail))
        }
        guard let written else { return }
        guard let listType = schema.listType else {
            let supported = StructuralSchema.ListType.allCases.map(\.rawValue)
            report(.notSupported(field, .string(written), supported: supported))
            return
        }
        if schema.type != .array {
            let detail = "must be array if x-kubernetes-list-type is \(written.goQuoted)"
            let type = schema.openAPI["type"]?.stringValue ?? ""
            report(type.isEmpty ? .required("\(path).type", detail) : .invalid("\(path).type", .string(type), detail))
        }
        switch listType {
        case .map: checkListMap(schema, at: path)
        case .set: checkListSet(schema, at: path)
        case .atomic: break
        }
    }

    private mutating func checkListMap(_ schema: StructuralSchema, at path: String) {
        let keysField = "\(path).x-kubernetes-list-map-keys"
        guard let items = schema.items else {
            report(.required("\(path).items", "must have a schema if x-kubernetes-list-type is map"))
            return
        }
        if items.type != .object {
            report(
                .invalid(
                    "\(path).items.type", items.openAPI["type"] ?? "",
                    "must be object if parent array's x-kubernetes-list-type is map"))
        }
        if schema.listMapKeys.isEmpty {
            report(.required(keysField, "must not be empty if x-kubernetes-list-type is map"))
        }
        for (index, key) in schema.listMapKeys.enumerated() {
            if schema.listMapKeys[..<index].contains(key) {
                report(.duplicate("\(keysField)[\(index)]", .string(key)))
            }
            guard let property = items.properties[key] else {
                report(
                    .invalid("\(keysField)[\(index)]", .string(key), "entries must all be names of item properties"))
                continue
            }
            let field = "\(path).items.properties[\(key)]"
            if property.type == .array || property.type == .object {
                report(
                    .invalid(
                        "\(field).type", property.openAPI["type"] ?? "",
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"))
            }
            if property.isNullable {
                report(
                    .forbidden(
                        "\(field).nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable")
                )
            }
            if property.defaultValue == nil, !items.rules.required.contains(key) {
                report(
                    .required(
                        "\(field).default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required "
                            + "property"))
            }
        }
        if items.isNullable {
            report(.forbidden("\(path).items.nullable", "cannot be nullable when x-kubernetes-list-type is map"))
        }
    }

    private mutating func checkListSet(_ schema: StructuralSchema, at path: String) {
        guard let items = schema.items else { return }
        if items.isNullable {
            report(.forbidden("\(path).items.nullable", "cannot be nullable when x-kubernetes-list-type is set"))
        }
        let detail = "must be atomic as item of a list with x-kubernetes-list-type=set"
        if items.type == .object, items.mapType != .atomic {
            report(
                .invalid(
                    "\(path).items.x-kubernetes-map-type", items.openAPI["x-kubernetes-map-type"] ?? .null, detail))
        }
        // A list without a type is atomic.
        if items.type == .array, let listType = items.listType, listType != .atomic {
            report(.invalid("\(path).items.x-kubernetes-list-type", .string(listType.rawValue), detail))
        }
    }
}
