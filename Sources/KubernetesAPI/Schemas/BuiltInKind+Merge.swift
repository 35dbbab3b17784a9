import JSON
public import Machinery

extension BuiltInKind {
    /// How objects of the kind merge where somebody applies one.
    public var mergeSchema: MergeSchema { MergeSchema(schema, emptyObject: emptyObject) }

    /// The structs that Go's types write whether or not anything in them is set.
    var emptyObject: JSONObject {
        guard let reference = BuiltInMessage.reference(of: groupVersionKind) else { return [:] }
        return Self.structs(of: BuiltInMessage[reference], isRoot: true)
    }

    private static func structs(of message: BuiltInMessage, isRoot: Bool) -> JSONObject {
        var object = JSONObject()
        for field in message.fields where field.shape == .value && !field.omitsEmpty {
            guard case .message(let reference) = field.type, !(isRoot && field.name == "metadata") else { continue }
            object[field.name] = .object(structs(of: BuiltInMessage[reference], isRoot: false))
        }
        return object
    }
}
