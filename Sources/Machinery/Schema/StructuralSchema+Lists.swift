import JSON

extension StructuralSchema {
    /// The double elements of lists that `x-kubernetes-list-type` makes sets or maps.
    func listErrors(in value: JSONValue, at path: String = "", under prefix: String = "") -> [FieldError] {
        guard hasUniqueLists else { return [] }
        var walk = ListWalk(path: FieldPath(path, under: prefix))
        walk.visit(value, self)
        return walk.errors
    }
}

private struct ListWalk {
    var path: FieldPath
    private(set) var errors: [FieldError] = []

    mutating func visit(_ value: JSONValue, _ schema: StructuralSchema) {
        guard schema.hasUniqueLists, errors.count < StructuralSchema.maximumErrors else { return }
        switch value {
        case .object(let object):
            for (name, member) in object {
                if let property = schema.properties[name] {
                    path.push(name)
                    visit(member, property)
                    path.pop()
                } else if let additional = schema.additionalProperties?.schema {
                    path.push(key: name)
                    visit(member, additional)
                    path.pop()
                }
            }
        case .array(let elements):
            switch schema.listType {
            case .set: reportDoubles(in: elements)
            case .map: visitMap(elements, schema)
            case .atomic, nil: break
            }
            guard let items = schema.items else { return }
            for (index, element) in elements.enumerated() {
                path.push(index)
                visit(element, items)
                path.pop()
            }
        default: break
        }
    }

    private mutating func visitMap(_ elements: [JSONValue], _ schema: StructuralSchema) {
        for (index, element) in elements.enumerated() where !element.isNull && element.objectValue == nil {
            report(index) { .invalid($0, element, "must be an object for an array of list-type map") }
            return
        }
        reportDoubles(in: elements.map { schema.mapKey(of: $0) ?? [:] })
    }

    /// Every value that comes again is reported once, where it comes the second time.
    private mutating func reportDoubles(in values: [JSONValue]) {
        guard values.count > 1 else { return }
        var seen = [JSONValue: Int](minimumCapacity: values.count)
        for (index, value) in values.enumerated() {
            seen[value, default: 0] += 1
            if seen[value] == 2 { report(index) { .duplicate($0, value) } }
        }
    }

    private mutating func report(_ index: Int, _ error: (String) -> FieldError) {
        path.push(index)
        errors.append(error(path.field))
        path.pop()
    }
}
