public import Machinery

/// Hangs the defaults and rules of a typed resource into the API server.
public struct RegisteredAdmission: AdmissionPlugin {
    private let resource: RegisteredResource

    public init(_ resource: RegisteredResource) {
        self.resource = resource
    }

    public func mutate(_ request: inout AdmissionRequest) async throws {
        guard request.subresource == nil, let object = request.object else { return }
        request.object = resource.applyingDefaults(to: object, replacing: request.oldObject)
    }

    public func validate(_ request: inout AdmissionRequest) async throws {
        // A subresource has its own rules; an object on its way out must lose its finalizers whatever its form.
        guard request.subresource == nil, let object = request.object, !object.isBeingDeleted else { return }
        let errors = resource.validate(
            object, replacing: request.oldObject, in: AdmissionContext(isDryRun: request.isDryRun))
        guard errors.isEmpty else {
            throw APIStatus.invalid(resource.resourceType.groupKind, name: request.name, errors)
        }
    }
}
