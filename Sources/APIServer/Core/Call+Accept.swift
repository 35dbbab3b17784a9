import JSON
import KubernetesAPI
import KubernetesClient
import Machinery

extension Call {
    /// Takes an object that a client sent: of the kind and version that the path names, in the namespace of the path, its
    /// metadata well formed and in canonical order, with the defaults of its schema.
    ///
    /// Fields nobody knows are dropped; `fieldValidation` decides what the client hears of them.
    mutating func accept(_ sent: Unstructured) throws -> Unstructured {
        var object = sent
        try identify(&object, as: served.type.groupVersionKind)
        var problems = decodingProblems
        object.fields["metadata"] = .object(try acceptMetadata(of: object, problems: &problems))
        // Those that a patch repeats are joined once it is admitted, as in Kubernetes.
        if request.verb != .patch { warnings += object.joinRepeatedOwners(isAdmitted: false) }
        do {
            problems += try served.version.canonicalize(&object).map { "unknown field \"\($0)\"" }
        } catch {
            throw cannotBeHandled(error.message)
        }
        try report(problems)
        return object
    }

    /// Takes the body of a subresource that is of another kind than the resource.
    mutating func accept(_ sent: Unstructured, as kind: GroupVersionKind) throws -> Unstructured {
        var object = sent
        try identify(&object, as: kind)
        var problems = decodingProblems
        object.fields["metadata"] = .object(try acceptMetadata(of: object, problems: &problems))
        do {
            problems += try BuiltInKind(kind).canonicalForm(&object).map { "unknown field \"\($0)\"" }
        } catch {
            throw cannotBeHandled(error.message, as: kind)
        }
        try report(problems)
        return object
    }

    private func identify(_ object: inout Unstructured, as expected: GroupVersionKind) throws {
        if object.apiVersion.isEmpty { object.fields["apiVersion"] = .string(expected.apiVersion) }
        if object.kind.isEmpty { object.fields["kind"] = .string(expected.kind) }
        if object.apiVersion != expected.apiVersion {
            throw APIStatus.badRequest(
                "the API version in the data (\(object.apiVersion)) does not match the expected API version "
                    + "(\(expected.apiVersion))")
        }
        if object.kind != expected.kind {
            throw APIStatus.badRequest(
                "the kind in the data (\(object.kind)) does not match the expected kind (\(expected.kind))")
        }
    }

    private func acceptMetadata(of object: Unstructured, problems: inout [String]) throws -> JSONObject {
        var metadata: ObjectMeta
        do {
            metadata = try ObjectMeta(json: object.fields["metadata"] ?? [:])
        } catch {
            throw cannotBeHandled(error.nested(in: "metadata").description)
        }
        for key in metadata.unknownFields.keys where !["managedFields", "selfLink"].contains(key) {
            problems.append("unknown field \"metadata.\(key)\"")
        }
        let owners = metadata.unknownFields["managedFields"].flatMap { $0.isNull ? nil : $0 }
        metadata.unknownFields = owners.map { ["managedFields": $0] } ?? [:]
        if !served.type.isNamespaced {
            metadata.namespace = ""
        } else if metadata.namespace.isEmpty {
            metadata.namespace = request.namespace
        } else if metadata.namespace != request.namespace {
            throw APIStatus.badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        return metadata.json.objectValue ?? [:]
    }

    private mutating func report(_ problems: [String]) throws {
        guard !problems.isEmpty else { return }
        switch request.write.fieldValidation ?? .warn {
        case .ignore: break
        case .warn: warnings += problems
        case .strict: throw cannotBeHandled("strict decoding error: \(problems.joined(separator: ", "))")
        }
    }

    func cannotBeHandled(_ why: String, as kind: GroupVersionKind? = nil) -> APIStatus {
        let kind = kind ?? served.type.groupVersionKind
        return .badRequest("\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(why)")
    }
}
