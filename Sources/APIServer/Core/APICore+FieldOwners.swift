import Effects
import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import Synchronization

extension APICore {
    /// A new object with its owners, after a create, an update, or a patch that is no apply: who sets which field.
    ///
    /// - Parameters:
    ///   - sent: In the version of the request, with its defaults.
    ///   - live: The object as it is, in the same version; `nil` where the request creates it.
    func trackingOwners(of sent: Unstructured, from live: Unstructured?, _ call: Call) async throws -> Unstructured {
        let now = time.now().truncatedToSeconds
        let json = try await withConversions(of: call.definition) { versions in
            call.fieldManager(versions)
                .update(from: live?.json, to: sent.json, manager: call.fieldManagerName, at: now)
        }
        return Unstructured(fields: json.objectValue ?? sent.fields)
    }

    /// What an object becomes when somebody applies a configuration, with its owners.
    ///
    /// - Parameter live: As for ``trackingOwners(of:from:_:)``.
    func applying(_ configuration: JSONValue, to live: Unstructured?, _ call: Call) async throws -> Unstructured {
        let now = time.now().truncatedToSeconds
        // A schema may have forgotten a field since the object was stored, which is no fault of the configuration.
        let known = live.map { live in
            var json = live.json
            if !call.definition.isBuiltIn { _ = call.served.version.schema?.prune(&json) }
            return json
        }
        let json = try await withConversions(of: call.definition) { versions in
            try call.fieldManager(versions).apply(
                configuration, to: known, manager: call.fieldManagerName, force: call.request.write.force, at: now)
        }
        return Unstructured(fields: json.objectValue ?? [:])
    }

    /// Runs a pure function of fields that asks for conversions between versions, which may take a webhook's time: it runs
    /// again once the conversions that it missed are there.
    private func withConversions<Result>(
        of definition: ResourceDefinition, _ body: (FieldVersions) throws -> Result
    ) async throws -> Result {
        let conversions = KnownConversions()
        while true {
            let versions = FieldVersions(
                schema: definition.mergeSchema(ofVersion:), convert: { try conversions.value(of: $0, in: $1) })
            let result = Swift.Result { try body(versions) }
            let missing = conversions.takeMissing()
            if missing.isEmpty { return try result.get() }
            for wanted in missing {
                do {
                    let object = Unstructured(fields: wanted.object.objectValue ?? [:])
                    let version = GroupVersion(apiVersion: wanted.apiVersion)
                    let converted = try await converted(object, to: version, definition)
                    conversions.add(.success(converted.json), for: wanted)
                } catch let status as APIStatus {
                    conversions.add(.failure(status), for: wanted)
                }
            }
        }
    }
}

/// The conversions that one piece of work on fields asked for.
private final class KnownConversions: Sendable {
    struct Wanted: Hashable {
        var object: JSONValue
        var apiVersion: String
    }

    /// The conversion was asked for and is not there yet.
    private struct Missing: Error {}

    private struct State {
        var known: [Wanted: Result<JSONValue, APIStatus>] = [:]
        var missing: [Wanted] = []
    }

    private let state = Mutex(State())

    func value(of object: JSONValue, in apiVersion: String) throws -> JSONValue {
        let wanted = Wanted(object: object, apiVersion: apiVersion)
        return try state.withLock { state in
            if let known = state.known[wanted] { return try known.get() }
            state.missing.append(wanted)
            throw Missing()
        }
    }

    func takeMissing() -> [Wanted] {
        state.withLock { state in
            defer { state.missing = [] }
            return state.missing
        }
    }

    func add(_ result: Result<JSONValue, APIStatus>, for wanted: Wanted) {
        state.withLock { $0.known[wanted] = result }
    }
}

extension Call {
    /// The name under which this request's sender owns fields.
    var fieldManagerName: String {
        [request.write.fieldManager, request.write.clientName].first { !$0.isEmpty } ?? "slipway"
    }

    fileprivate func fieldManager(_ versions: FieldVersions) -> FieldManager {
        FieldManager(
            served.type.groupVersionKind, schema: definition.mergeSchema(of: served.version),
            subresource: request.subresource ?? "", scope: fieldScope, versions: versions)
    }

    /// What of the object a request of this path can set.
    private var fieldScope: FieldScope {
        switch request.subresource {
        case "status": .status
        case "scale":
            served.version.subresources.scale.map { .only(FieldSet([$0.specReplicas.map(PathElement.field)])) } ?? .all
        default: served.version.subresources.status ? .withoutStatus : .all
        }
    }
}

extension ResourceDefinition {
    func mergeSchema(of version: ResourceVersion) -> MergeSchema {
        builtInKind(of: version)?.mergeSchema ?? MergeSchema(version.schema)
    }

    /// - Parameter apiVersion: `nil` is the answer to one that is not served.
    fileprivate func mergeSchema(ofVersion apiVersion: String) -> MergeSchema? {
        let groupVersion = GroupVersion(apiVersion: apiVersion)
        guard groupVersion.group == names.group else { return nil }
        return versions.first { $0.name == groupVersion.version }.map(mergeSchema(of:))
    }
}

extension Unstructured {
    /// The object with the old one's times of owners where nothing else differs.
    func keepingTimesOfOwners(of old: Unstructured) -> Unstructured {
        guard metadata("managedFields") != old.metadata("managedFields") else { return self }
        return Unstructured(fields: FieldManager.keepingTimes(of: old.json, in: json).objectValue ?? fields)
    }
}
