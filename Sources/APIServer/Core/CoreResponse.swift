public import JSON
public import Machinery
public import ObjectStore

/// The answer to one request, with the warnings for its sender.
public struct CoreResult: Sendable {
    public var response: CoreResponse
    /// One sentence each; over HTTP a `Warning` header each.
    public var warnings: [String]

    public init(_ response: CoreResponse, warnings: [String] = []) {
        self.response = response
        self.warnings = warnings
    }
}

public enum CoreResponse: Sendable {
    /// The object got or written. `created` is true when it did not exist before: over HTTP 201 instead of 200.
    case object(EncodedObject, created: Bool)
    case list(EncodedList)
    /// A delete that is complete: the details of the `Status` of success.
    case deleted(APIStatus.Details)
    /// A subresource that is not the stored object, such as `autoscaling/v1` Scale.
    case value(JSONValue)
    /// The same, made by this request: over HTTP 201 instead of 200.
    case created(JSONValue)
}

/// One change of a watch, or one report about it.
public enum CoreWatchEvent: Sendable {
    case added(EncodedObject)
    case modified(EncodedObject)
    /// The object as it was last, at the revision of its deletion (or of the change that took it out of the selection).
    case deleted(EncodedObject)
    /// All changes up to this revision have been delivered. `endsInitialEvents` closes the initial list of a watch with
    /// `sendInitialEvents`.
    case bookmark(Revision, endsInitialEvents: Bool)
    /// The watch failed; no event follows.
    case failure(APIStatus)
}

/// The events of one watch, in order. Called by one task at a time.
public protocol CoreWatch: Sendable {
    /// Waits for the next events: never an empty array; `nil` when the server ends the watch.
    func next() async throws -> [CoreWatchEvent]?
}
