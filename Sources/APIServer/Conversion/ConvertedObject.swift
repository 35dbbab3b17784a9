import JSON
import Machinery

/// What a webhook made of an object: the same object in another version, of whose metadata only labels and annotations
/// are the webhook's.
enum ConvertedObject {
    static func checked(
        _ json: JSONValue, against original: Unstructured, _ apiVersion: String, at index: Int
    ) throws(ConversionProblem) -> Unstructured {
        let invalid = "invalid converted object at index \(index): "
        guard let fields = json.objectValue else { throw ConversionProblem("\(invalid)not an object") }
        var converted = Unstructured(fields: fields)
        guard !converted.kind.isEmpty else {
            throw ConversionProblem("\(invalid)Object 'Kind' is missing in '\(json.text.prefix(200))'")
        }
        if converted.apiVersion != apiVersion {
            throw ConversionProblem(
                "\(invalid)invalid groupVersion (expected \(apiVersion), received \(converted.apiVersion))")
        }
        if converted.kind != original.kind {
            throw ConversionProblem(
                "\(invalid)invalid kind (expected \(original.kind), received \(converted.kind))")
        }
        for (what, path) in [
            ("name", \Unstructured.name), ("namespace", \.namespace), ("UID", \.uid),
        ] as [(String, KeyPath<Unstructured, String>)] where original[keyPath: path] != converted[keyPath: path] {
            throw ConversionProblem(
                "\(invalid)must have the same \(what): \(original[keyPath: path]) != \(converted[keyPath: path])")
        }
        do {
            converted.fields["metadata"] = .object(try metadata(of: converted, original))
        } catch {
            throw ConversionProblem("invalid metadata in object at index \(index): \(error.message)")
        }
        return converted
    }

    private static func metadata(
        of converted: Unstructured, _ original: Unstructured
    ) throws(ConversionProblem) -> JSONObject {
        guard let written = converted.fields["metadata"] else {
            throw ConversionProblem("missing metadata in converted object")
        }
        guard let response = written.objectValue else {
            throw ConversionProblem("invalid metadata of type \(written.goType) in converted object")
        }
        var metadata = original.fields["metadata"]?.objectValue ?? [:]
        for key in ["labels", "annotations"] {
            guard let value = response[key], !value.isNull else {
                metadata[key] = nil
                continue
            }
            guard let map = value.objectValue else {
                throw ConversionProblem("invalid metadata.\(key) of type \(value.goType) in converted object")
            }
            for (name, text) in map where text.stringValue == nil {
                throw ConversionProblem(
                    "metadata.\(key)[\(name)] must be a string, but is \(text.goType) in converted object")
            }
            if metadata[key] != value { try check(map, key) }
            metadata[key] = value
        }
        return metadata
    }

    private static func check(_ map: JSONObject, _ key: String) throws(ConversionProblem) {
        let texts = map.reduce(into: [:]) { $0[$1.key] = $1.value.stringValue ?? "" }
        let errors =
            key == "labels"
            ? ObjectMeta.validate(labels: texts, at: "metadata.labels")
            : ObjectMeta.validate(annotations: texts, at: "metadata.annotation")
        guard !errors.isEmpty else { return }
        let messages = errors.map(\.description)
        throw ConversionProblem(messages.count == 1 ? messages[0] : "[\(messages.joined(separator: ", "))]")
    }
}
