public import Machinery
public import ObjectStore

/// A stored object as bytes: nothing is decoded until somebody asks.
///
/// Stored bytes begin `{"apiVersion":…,"kind":…,"metadata":{` and never contain `resourceVersion`, which is the revision
/// of the write and is spliced in on the way out. Copies share the bytes.
public struct EncodedObject: Sendable {
    /// The revision that wrote the object; zero for one that was not stored, as in a dry run.
    public let revision: Revision
    let stored: [UInt8]
    private let layout: StoredLayout
    /// Written in place of the stored `apiVersion`: conversion between versions that differ in nothing else.
    let apiVersion: String?

    /// - Returns: `nil` where the bytes are not in the stored form.
    init?(stored: [UInt8], revision: Revision) {
        guard let layout = StoredLayout(of: stored) else { return nil }
        self.init(stored: stored, revision: revision, layout: layout, apiVersion: nil)
    }

    private init(stored: [UInt8], revision: Revision, layout: StoredLayout, apiVersion: String?) {
        self.stored = stored
        self.revision = revision
        self.layout = layout
        self.apiVersion = apiVersion
    }

    /// Whether the stored bytes are of this `apiVersion`.
    func isStored(in apiVersion: String) -> Bool {
        stored[StoredLayout.opening.count..<layout.apiVersionEnd].elementsEqual(apiVersion.utf8)
    }

    /// The same object under another `apiVersion`.
    func renamed(to apiVersion: String) -> EncodedObject {
        EncodedObject(stored: stored, revision: revision, layout: layout, apiVersion: apiVersion)
    }

    /// How many bytes ``write(into:)`` appends at most.
    public var sizeBound: Int { stored.count + 48 + (apiVersion?.utf8.count ?? 0) }

    /// Appends the object as JSON with its `metadata.resourceVersion`.
    public func write(into buffer: inout [UInt8]) {
        if let apiVersion {
            buffer.append(contentsOf: StoredLayout.opening)
            buffer.append(contentsOf: apiVersion.utf8)
            buffer.append(contentsOf: stored[layout.apiVersionEnd..<layout.metadataStart])
        } else {
            buffer.append(contentsOf: stored[..<layout.metadataStart])
        }
        if revision.rawValue > 0 {
            buffer.append(contentsOf: "\"resourceVersion\":\"".utf8)
            buffer.append(contentsOf: String(revision.rawValue).utf8)
            buffer.append(UInt8(ascii: "\""))
            if stored[layout.metadataStart] != UInt8(ascii: "}") { buffer.append(UInt8(ascii: ",")) }
        }
        buffer.append(contentsOf: stored[layout.metadataStart...])
    }
}

/// Objects of one resource as bytes, all as of one revision.
public struct EncodedList: Sendable {
    /// In the version that was asked for: the list's `kind` is its kind followed by `List`.
    public var resource: ResourceType
    public var items: [EncodedObject]
    public var revision: Revision
    /// Not empty where a `limit` cut the list.
    public var continueToken: String
    /// How many objects follow; `nil` where none do, and where a selector makes it unknown.
    public var remainingItemCount: Int?

    init(
        resource: ResourceType, items: [EncodedObject], revision: Revision, continueToken: String = "",
        remainingItemCount: Int? = nil
    ) {
        self.resource = resource
        self.items = items
        self.revision = revision
        self.continueToken = continueToken
        self.remainingItemCount = remainingItemCount
    }
}
