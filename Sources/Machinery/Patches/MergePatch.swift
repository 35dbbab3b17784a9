public import JSON

/// JSON merge patches (RFC 7386): a patch is the shape of the change, and `null` removes a member.
///
/// Both functions recurse as deep as the patch's objects are nested, which `JSONLimits` bounds for everything that was
/// parsed.
public enum MergePatch {
    /// The value after the patch.
    public static func applying(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        var result = target
        apply(patch, to: &result)
        return result
    }

    /// Changes the value in place: what the patch does not touch is not copied.
    public static func apply(_ patch: JSONValue, to target: inout JSONValue) {
        guard case .object(let changes) = patch else {
            target = patch
            return
        }
        // The object is moved out of the enum while it changes, so that it is not copied.
        var object = target.objectValue ?? [:]
        target = .null
        for (key, change) in changes { apply(change, toMember: &object[key]) }
        target = .object(object)
    }

    private static func apply(_ change: JSONValue, toMember member: inout JSONValue?) {
        guard !change.isNull else {
            member = nil
            return
        }
        var value = member.take() ?? .null
        apply(change, to: &value)
        member = value
    }

    /// The patch that turns `old` into `new`; an empty object where nothing differs.
    ///
    /// A list that differs is replaced as a whole. A merge patch cannot say that a member becomes `null`: where `new` has
    /// such a member, the patch removes it.
    public static func diff(from old: JSONValue, to new: JSONValue) -> JSONValue {
        guard case .object(let new) = new else { return new == old ? [:] : new }
        guard case .object(let old) = old else { return .object(new) }
        return .object(diff(from: old, to: new))
    }

    private static func diff(from old: JSONObject, to new: JSONObject) -> JSONObject {
        var patch = JSONObject()
        for (key, value) in new {
            switch (old[key], value) {
            case (.object(let oldMembers)?, .object(let newMembers)):
                let change = diff(from: oldMembers, to: newMembers)
                if !change.isEmpty { patch[key] = .object(change) }
            case (let oldValue?, _) where oldValue == value:
                break
            default:
                patch[key] = value
            }
        }
        for (key, _) in old where new[key] == nil { patch[key] = .null }
        return patch
    }
}
