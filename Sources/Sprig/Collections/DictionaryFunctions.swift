import GoTemplate

/// Functions of maps. What Go gives in random order is sorted by the keys here.
enum DictionaryFunctions {
    static let all: [String: TemplateFunction] = [
        "dict": .ofValues { (values, call) throws(FunctionFailure) in
            try call.charge(elements: values.count)
            var entries: [String: GoValue] = [:]
            for index in stride(from: 0, to: values.count, by: 2) {
                let key = try GoText.value(values[index], call).text
                entries[key] = index + 1 < values.count ? values[index + 1] : .text("")
            }
            return .dictionary(entries)
        },
        "get": TemplateFunction(.map, .string) { (arguments, _) throws(FunctionFailure) in
            try arguments.map(at: 0).values[arguments.text(at: 1)] ?? .text("")
        },
        "set": TemplateFunction(.map, .string, .any) { (arguments, call) throws(FunctionFailure) in
            let map = try arguments.map(at: 0)
            try call.charge(elements: 1)
            map.values[try arguments.text(at: 1)] = try arguments.value(at: 2)
            return .map(map)
        },
        "unset": TemplateFunction(.map, .string) { (arguments, _) throws(FunctionFailure) in
            let map = try arguments.map(at: 0)
            map.values[try arguments.text(at: 1)] = nil
            return .map(map)
        },
        "hasKey": TemplateFunction(.map, .string) { (arguments, _) throws(FunctionFailure) in
            .bool(try arguments.map(at: 0).values[arguments.text(at: 1)] != nil)
        },
        "pluck": TemplateFunction(.string, variadic: .map) { (arguments, call) throws(FunctionFailure) in
            let key = try arguments.text(at: 0)
            var found: [GoValue] = []
            for index in arguments.indices.dropFirst() {
                if let value = try arguments.map(at: index).values[key] { found.append(value) }
            }
            return try call.made(found)
        },
        "keys": TemplateFunction(variadic: .map) { (arguments, call) throws(FunctionFailure) in
            var keys: [String] = []
            for index in arguments.indices { keys += try arguments.map(at: index).sortedKeys }
            try call.charge(elements: keys.count)
            return .strings(keys.map { GoString($0) })
        },
        "values": TemplateFunction(.map) { (arguments, call) throws(FunctionFailure) in
            let map = try arguments.map(at: 0)
            return try call.made(map.sortedKeys.compactMap { map.values[$0] })
        },
        "pick": TemplateFunction(.map, variadic: .string) { (arguments, call) throws(FunctionFailure) in
            let (map, names) = (try arguments.map(at: 0), try names(arguments))
            return try copy(map, call) { names.contains($0) }
        },
        "omit": TemplateFunction(.map, variadic: .string) { (arguments, call) throws(FunctionFailure) in
            let (map, names) = (try arguments.map(at: 0), try names(arguments))
            return try copy(map, call) { !names.contains($0) }
        },
        "dig": .ofValues { (values, _) throws(FunctionFailure) in try dig(values) },
        "deepCopy": deepCopy, "mustDeepCopy": deepCopy,
        "merge": Merging(overwrites: false).function, "mustMerge": Merging(overwrites: false).function,
        "mergeOverwrite": Merging(overwrites: true).function, "mustMergeOverwrite": Merging(overwrites: true).function,
    ]

    private static let deepCopy = TemplateFunction.ofValue { (value, call) throws(FunctionFailure) in
        if case .null = value { throw FunctionFailure("reflect: call of reflect.Value.Type on zero Value") }
        return try value.deepCopy(Walk(call))
    }

    private static func names(_ arguments: [GoValue]) throws(FunctionFailure) -> Set<String> {
        var names: Set<String> = []
        for index in arguments.indices.dropFirst() { names.insert(try arguments.text(at: index)) }
        return names
    }

    private static func copy(
        _ map: GoMap, _ call: any FunctionCall, where isIncluded: (String) -> Bool
    ) throws(FunctionFailure) -> GoValue {
        try call.charge(elements: map.values.count)
        return .dictionary(map.values.filter { isIncluded($0.key) })
    }

    private static func dig(_ values: [GoValue]) throws(FunctionFailure) -> GoValue {
        guard values.count >= 3 else { throw FunctionFailure("dig needs at least three arguments") }
        var keys: [String] = []
        var value = try conversion(of: values[values.count - 1])
        for index in values.indices.dropLast(2) {
            guard case .string(let key) = values[index] else {
                throw FunctionFailure(
                    "interface conversion: interface {} is \(interfaceType(values[index])), not string")
            }
            keys.append(key.text)
        }
        for (index, key) in keys.enumerated() {
            guard let next = value.values[key] else { return values[values.count - 2] }
            if index == keys.count - 1 { return next }
            value = try conversion(of: next)
        }
        return values[values.count - 2]
    }

    private static func conversion(of value: GoValue) throws(FunctionFailure) -> GoMap {
        if case .map(let map) = value, map.elementType == .any { return map }
        throw FunctionFailure(
            "interface conversion: interface {} is \(interfaceType(value)), not map[string]interface {}")
    }

    private static func interfaceType(_ value: GoValue) -> String {
        if case .null = value { "nil" } else { value.typeName }
    }
}

extension GoValue {
    /// A value that shares no map with this one.
    func deepCopy(_ walk: Walk) throws(FunctionFailure) -> GoValue {
        let walk = try walk.descending()
        switch self {
        case .list(var list):
            try walk.call.charge(elements: list.elements.count)
            for index in list.elements.indices { list.elements[index] = try list.elements[index].deepCopy(walk) }
            return .list(list)
        case .map(let map):
            try walk.call.charge(elements: map.values.count)
            let copy = GoMap([:], of: map.elementType)
            for (key, value) in map.values { copy.values[key] = try value.deepCopy(walk) }
            return .map(copy)
        default:
            return self
        }
    }
}
