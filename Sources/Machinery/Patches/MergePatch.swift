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
        // Two states of one object mostly have the same members in the same order: no member is then looked up.
        var oldMembers = old.makeIterator()
        var areInStep = old.count == new.count
        for (key, value) in new {
            var oldValue: JSONValue?
            if areInStep, let member = oldMembers.next(), member.key == key {
                oldValue = member.value
            } else {
                areInStep = false
                oldValue = old[key]
            }
            if let change = change(from: oldValue, to: value) { patch[key] = change }
        }
        if !areInStep {
            for (key, _) in old where new[key] == nil { patch[key] = .null }
        }
        return patch
    }

    /// The patch of one member; `nil` where it did not change.
    private static func change(from old: JSONValue?, to new: JSONValue) -> JSONValue? {
        if case .object(let oldMembers)? = old, case .object(let newMembers) = new {
            let patch = diff(from: oldMembers, to: newMembers)
            return patch.isEmpty ? nil : .object(patch)
        }
        // Not `? nil :`, where `nil` would be JSON's null.
        guard new != old else { return nil }
        return new
    }
}
