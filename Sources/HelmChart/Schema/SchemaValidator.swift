import JSON

/// What a validation found, and how well the value fits: among alternatives of which none holds, the complaints of the
/// best are told.
struct SchemaResult {
    private(set) var violations: [String] = []
    private(set) var score = 0

    var isValid: Bool { violations.isEmpty }

    mutating func add(_ description: String, at place: SchemaPlace) {
        violations.append("\(place.field): \(description)")
        // One less than none, after the point that the keyword gets for having been looked at.
        score -= 2
    }

    mutating func merge(_ other: SchemaResult) {
        violations += other.violations
        score += other.score
    }

    mutating func count() { score += 1 }
}

/// Where a value is.
final class SchemaPlace {
    private let name: String
    private let parent: SchemaPlace?

    init(_ name: String = "(root)", in parent: SchemaPlace? = nil) {
        self.name = name
        self.parent = parent
    }

    /// The path with dots, as messages have it.
    var field: String {
        var names: [String] = []
        var place: SchemaPlace? = self
        while let current = place {
            names.append(current.name)
            place = current.parent
        }
        if names.count > 1 { names.removeLast() }
        return names.reversed().joined(separator: ".")
    }
}

/// Holds values against a schema.
struct SchemaValidator {
    /// Schemas and values can be nested in one another, and schemas can refer to themselves.
    private static let maximumDepth = 400
    /// How many times a schema may be held against a value; alternatives in alternatives can ask for endlessly many.
    private static let maximumSteps = 2_000_000

    private var steps = 0
    private var depth = 0

    /// - Returns: Complaints of the form `path: description`.
    /// - Throws: `limit`.
    static func violations(of schema: SchemaNode, by value: JSONValue) throws(ChartError) -> [String] {
        var validator = SchemaValidator()
        return try validator.result(of: value, schema, SchemaPlace()).violations
    }

    mutating func result(
        of value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace
    ) throws(ChartError) -> SchemaResult {
        var result = SchemaResult()
        try validate(value, schema, place, &result)
        return result
    }

    mutating func validate(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) throws(ChartError) {
        depth += 1
        steps += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth, steps <= Self.maximumSteps else {
            throw ChartError(.limit, "the schema takes too many steps to hold against the values, at \(place.field)")
        }
        if let pass = schema.pass {
            if !pass { result.add("False always fails validation", at: place) }
            return
        }
        if let reference = schema.reference {
            try validate(value, reference, place, &result)
            if schema.referenceStandsAlone { return }
        }
        guard hasType(value, of: schema, place, &result) else { return }
        try validateLogic(value, schema, place, &result)
        switch value {
        case .array(let elements):
            try validate(elements, schema, place, &result)
            validateCommon(value, schema, place, &result)
        case .object(let object):
            try validate(object, schema, place, &result)
            validateCommon(value, schema, place, &result)
            for (name, property) in schema.properties {
                guard let member = object[name] else { continue }
                try validate(member, property, SchemaPlace(name, in: place), &result)
            }
        case .integer, .number:
            validateNumber(value, schema, place, &result)
            validateCommon(value, schema, place, &result)
        case .string(let text):
            validateCommon(value, schema, place, &result)
            validate(text, schema, place, &result)
        case .null, .bool:
            validateCommon(value, schema, place, &result)
        }
        result.count()
    }

    private func hasType(
        _ value: JSONValue, of schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) -> Bool {
        guard !schema.types.isEmpty else { return true }
        let given = value.schemaType
        if schema.types.contains(given) || given == "integer" && schema.types.contains("number") { return true }
        let expected = schema.types.count == 1 ? schema.types[0] : "[\(schema.types.joined(separator: ","))]"
        result.add("Invalid type. Expected: \(expected), given: \(given)", at: place)
        return false
    }

    private func validateCommon(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) {
        if let constant = schema.constant, value.canonicalText != constant {
            result.add("\(place.field) does not match: \(constant)", at: place)
        }
        if !schema.enumeration.isEmpty, !schema.enumeration.contains(value.canonicalText) {
            let allowed = schema.enumeration.joined(separator: ", ")
            result.add("\(place.field) must be one of the following: \(allowed)", at: place)
        }
        result.count()
    }
}

extension JSONValue {
    fileprivate var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number(let number): number.doubleValue == number.doubleValue.rounded() ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
