public import Effects
public import JSON

/// `metav1.ManagedFieldsEntry`: the fields that one manager set in one way.
public struct ManagedFieldsEntry: JSONRepresentable {
    /// How the fields were set; an open set of which validation allows two.
    public struct Operation: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let apply: Operation = "Apply"
        public static let update: Operation = "Update"
    }

    public var manager = ""
    public var operation: Operation = ""
    public var apiVersion = ""
    /// When the manager last set a field to something else.
    public var time: Timestamp?
    public var fieldsType = ""
    public var fieldsV1: JSONValue?
    public var subresource = ""

    public init() {}

    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        manager = try fields.value("manager", default: "")
        operation = try fields.value("operation", default: "")
        apiVersion = try fields.value("apiVersion", default: "")
        time = try fields.optional("time")
        fieldsType = try fields.value("fieldsType", default: "")
        fieldsV1 = try fields.optional("fieldsV1").flatMap { (json: JSONValue) in json.isNull ? .none : .some(json) }
        subresource = try fields.value("subresource", default: "")
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("manager", manager)
        fields.setUnlessEmpty("operation", operation.rawValue)
        fields.setUnlessEmpty("apiVersion", apiVersion)
        fields.set("time", time)
        fields.setUnlessEmpty("fieldsType", fieldsType)
        fields.set("fieldsV1", fieldsV1)
        fields.setUnlessEmpty("subresource", subresource)
        return fields.json(adding: [:])
    }
}

// MARK: - Validation

extension ManagedFieldsEntry {
    /// The longest name of a field manager, in bytes.
    public static let maximumManagerLength = 128
    static let maximumSubresourceLength = 256

    /// What is wrong with entries that a client sent.
    ///
    /// - Parameter field: The field that the list stands in.
    public static func violations(
        in entries: [ManagedFieldsEntry], field: String = "metadata.managedFields"
    ) -> [FieldError] {
        var errors: [FieldError] = []
        for (index, entry) in entries.enumerated() {
            let field = "\(field)[\(index)]"
            if entry.operation != .apply, entry.operation != .update {
                errors.append(
                    .invalid("\(field).operation", .string(entry.operation.rawValue), "must be `Apply` or `Update`"))
            }
            if !entry.fieldsType.isEmpty, entry.fieldsType != ManagedFields.fieldsType {
                errors.append(.invalid("\(field).fieldsType", .string(entry.fieldsType), "must be `FieldsV1`"))
            }
            errors += violations(inManager: entry.manager, field: "\(field).manager")
            if entry.subresource.utf8.count > maximumSubresourceLength {
                errors.append(.tooLong("\(field).subresource", maximum: maximumSubresourceLength))
            }
        }
        return errors
    }

    /// What is wrong with the name of a field manager, as an option of a request or in an entry.
    public static func violations(inManager manager: String, field: String = "fieldManager") -> [FieldError] {
        var errors: [FieldError] = []
        if manager.utf8.count > maximumManagerLength {
            errors.append(.tooLong(field, maximum: maximumManagerLength))
        }
        var position = 0
        for scalar in manager.unicodeScalars {
            if !scalar.isPrintable {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                errors.append(
                    .invalid(field, .string(manager), "invalid character U+\(code) (at position \(position))"))
            }
            position += UTF8.width(scalar)
        }
        return errors
    }
}
