import JSON

/// Glance. Every operation throws `OpenStackError` and, where the task is cancelled, `CancellationError`.
public struct ImageService: Sendable {
    let caller: ServiceCaller

    public func images(_ filter: ImageFilter = ImageFilter()) async throws -> [Image] {
        try await caller.list(["images"], "images", query: filter.query)
    }

    public func image(_ id: String) async throws -> Image { try await caller.get(["images", id], nil) }

    /// `nil` where it is gone.
    public func findImage(_ id: String) async throws -> Image? { try await caller.find(["images", id], nil) }

    /// Creates an image without data: it is `queued` until it gets some.
    public func createImage(_ image: NewImage) async throws -> Image {
        try await caller.create(["images"], nil, image.json)
    }

    /// Sends the data of a queued image. Not repeated: where it fails, the image may have to be made anew.
    public func upload(_ data: UploadBody, toImage id: String) async throws {
        var request = CloudRequest(.image, .put, ["images", id, "file"], isIdempotent: false)
        request.body = .stream(data)
        request.contentType = "application/octet-stream"
        _ = try await caller.cloud.send(request)
    }

    /// How images may be imported: `web-download`, `glance-direct`, …
    public func importMethods() async throws -> [String] {
        let info = try await caller.object(["info", "import"])
        return (info["import-methods"]?["value"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Has the cloud fetch a queued image itself. Returns at once; `tasks(ofImage:)` and the image tell how it goes.
    public func importImage(_ id: String, from url: String) async throws {
        _ = try await caller.send(
            .post, ["images", id, "import"], body: ["method": ["name": "web-download", "uri": .string(url)]])
    }

    public func tasks(ofImage id: String) async throws -> [ImageTask] {
        try await caller.list(["images", id, "tasks"], "tasks", isPaged: false)
    }

    /// For administrators in most clouds.
    public func task(_ id: String) async throws -> ImageTask { try await caller.get(["tasks", id], nil) }

    @discardableResult
    public func deleteImage(_ id: String) async throws -> Bool { try await caller.delete(["images", id]) }

    /// Sets properties; `nil` removes one, and fails where there is none.
    public func setProperties(_ properties: [String: String?], ofImage id: String) async throws -> Image {
        try await patch(
            id,
            properties.sorted { $0.key < $1.key }.map { name, value in
                let path = "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
                return value.map { ["op": "add", "path": .string(path), "value": .string($0)] }
                    ?? ["op": "remove", "path": .string(path)]
            })
    }

    public func setVisibility(_ visibility: ImageVisibility, ofImage id: String) async throws -> Image {
        try await patch(id, [["op": "replace", "path": "/visibility", "value": visibility.json]])
    }

    /// A protected image cannot be deleted.
    public func setProtected(_ isProtected: Bool, ofImage id: String) async throws -> Image {
        try await patch(id, [["op": "replace", "path": "/protected", "value": .bool(isProtected)]])
    }

    private func patch(_ id: String, _ operations: [JSONValue]) async throws -> Image {
        let path = ["images", id]
        var request = CloudRequest(.image, .patch, path)
        request.contentType = "application/openstack-images-v2.1-json-patch"
        request.body = .bytes(JSONValue.array(operations).serialized())
        return try caller.decode(try await caller.cloud.send(request), nil, .patch, path)
    }

    public func addTag(_ tag: String, toImage id: String) async throws {
        _ = try await caller.send(.put, ["images", id, "tags", tag])
    }

    @discardableResult
    public func removeTag(_ tag: String, fromImage id: String) async throws -> Bool {
        try await caller.delete(["images", id, "tags", tag])
    }
}

/// What `ImageService.images` lists; everything must hold.
public struct ImageFilter: Sendable, Hashable {
    public var name: String?
    public var status: ImageStatus?
    public var visibility: ImageVisibility?
    public var ownerID: String?
    /// All of these.
    public var tags: [String] = []
    public var properties: [String: String] = [:]

    public init(name: String? = nil, tags: [String] = []) {
        self.name = name
        self.tags = tags
    }

    var query: CloudQuery {
        var query = CloudQuery()
        query.set("name", name)
        query.set("status", status?.rawValue)
        query.set("visibility", visibility?.rawValue)
        query.set("owner", ownerID)
        query.set("tag", each: tags)
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) { query.set(name, value) }
        return query
    }
}
