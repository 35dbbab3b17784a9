import JSON
import Machinery
import YAML

/// The objects of a provider's components file.
struct ProviderManifest {
    var objects: [Unstructured]

    init(_ objects: [Unstructured]) {
        self.objects = objects
    }

    /// Reads a file of YAML documents after replacing its variables.
    ///
    /// - Throws: ``CommandFailure`` that names every variable without a value, or the place that cannot be read.
    init(_ text: String, named file: String, environment: [String: String]) throws {
        var substitution = VariableSubstitution(environment)
        let text = substitution.substitute(in: text)
        guard substitution.unset.isEmpty else {
            throw CommandFailure.failed(
                "\(file) needs values for the variables \(substitution.unset.sorted().joined(separator: ", ")): "
                    + "set them in the environment")
        }
        guard substitution.unsupported.isEmpty else {
            let list = substitution.unsupported.sorted().joined(separator: ", ")
            throw CommandFailure.failed(
                "\(file) has expressions that are not supported: \(list); only ${VAR} and defaults such as ${VAR:=x} are"
            )
        }
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(text)
        } catch {
            throw CommandFailure.failed("\(file) cannot be read: \(error)")
        }
        objects = []
        for document in documents {
            let items = document.value["kind"] == "List" ? document.value["items"]?.arrayValue : nil
            for json in items ?? [document.value] {
                let object = Unstructured(fields: json.objectValue ?? [:])
                guard !object.apiVersion.isEmpty, !object.kind.isEmpty, !object.name.isEmpty else {
                    throw CommandFailure.failed(
                        "\(file), line \(document.line): this is no Kubernetes object: apiVersion, kind and metadata.name are needed"
                    )
                }
                objects.append(object)
            }
        }
        guard !objects.isEmpty else { throw CommandFailure.failed("\(file) holds no objects") }
    }
}
