public import Machinery

/// The verbs for objects of any kind.
extension Client {
    public func get(_ resource: ResourceType, _ name: NamespacedName) async throws -> Unstructured {
        try await object(ClientRequest(.get(name: name.name), of: resource, namespace: name.namespace))
    }

    /// The object, or `nil` where there is none.
    public func find(_ resource: ResourceType, _ name: NamespacedName) async throws -> Unstructured? {
        do {
            return try await get(resource, name)
        } catch let status as APIStatus where status.reason == .notFound {
            return nil
        }
    }

    /// - Parameter namespace: Empty for all namespaces.
    public func list(_ resource: ResourceType, namespace: String = "", _ options: ListOptions = ListOptions())
        async throws
        -> ObjectList
    {
        guard case .list(let list) = try await send(ClientRequest(.list(options), of: resource, namespace: namespace))
        else {
            throw APIStatus.unexpectedAnswer(to: "list", of: resource)
        }
        return list
    }

    public func create(_ resource: ResourceType, _ object: Unstructured, options: WriteOptions = WriteOptions())
        async throws
        -> Unstructured
    {
        var request = ClientRequest(.create(object, name: nil), of: resource, namespace: object.namespace)
        request.write = options
        return try await self.object(request)
    }

    public func update(
        _ resource: ResourceType, _ object: Unstructured, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws -> Unstructured {
        var request = ClientRequest(
            .update(object), of: resource, namespace: object.namespace, subresource: subresource)
        request.write = options
        return try await self.object(request)
    }

    public func patch(
        _ resource: ResourceType, _ name: NamespacedName, _ patch: Patch, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws -> Unstructured {
        var request = ClientRequest(
            .patch(name: name.name, patch), of: resource, namespace: name.namespace, subresource: subresource)
        request.write = options
        return try await object(request)
    }

    /// Deletes an object. One that is already gone is no failure.
    public func delete(_ resource: ResourceType, _ name: NamespacedName, _ options: DeleteOptions = DeleteOptions())
        async throws
    {
        do {
            _ = try await send(
                ClientRequest(.delete(name: name.name, options), of: resource, namespace: name.namespace))
        } catch let status as APIStatus where status.reason == .notFound {
            return
        }
    }

    private func object(_ request: ClientRequest) async throws -> Unstructured {
        guard case .object(let object) = try await send(request) else {
            throw APIStatus.unexpectedAnswer(to: "request", of: request.resource)
        }
        return object
    }
}

/// The verbs for typed objects.
extension Client {
    public func get<R: Resource>(_ type: R.Type, _ name: NamespacedName) async throws -> R {
        try R(try await get(R.resourceType, name))
    }

    /// The object, or `nil` where there is none.
    public func find<R: Resource>(_ type: R.Type, _ name: NamespacedName) async throws -> R? {
        try await find(R.resourceType, name).map { try R($0) }
    }

    public func list<R: Resource>(
        _ type: R.Type, namespace: String = "", _ options: ListOptions = ListOptions()
    ) async throws -> [R] {
        try await list(R.resourceType, namespace: namespace, options).items.map { try R($0) }
    }

    public func create<R: Resource>(_ object: R, options: WriteOptions = WriteOptions()) async throws -> R {
        try R(try await create(R.resourceType, object.unstructured, options: options))
    }

    public func update<R: Resource>(_ object: R, subresource: String? = nil) async throws -> R {
        try R(try await update(R.resourceType, object.unstructured, subresource: subresource))
    }

    public func delete<R: Resource>(_ object: R, _ options: DeleteOptions = DeleteOptions()) async throws {
        try await delete(R.resourceType, object.namespacedName, options)
    }
}

extension APIStatus {
    static func unexpectedAnswer(to verb: String, of resource: ResourceType) -> APIStatus {
        APIStatus(
            code: 500, reason: .internalError,
            message:
                "the server's answer to the \(verb) of \(resource.groupResource) is not of the form the API promises")
    }
}
