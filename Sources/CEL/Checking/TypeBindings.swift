/// What type parameters stand for, found while checking.
struct TypeBindings {
    private var bindings: [String: CELType] = [:]
    private var count = 0

    /// A parameter that no type knows yet.
    mutating func fresh() -> CELType {
        count += 1
        return .parameter("_var\(count)")
    }

    /// The type with all that is known put in.
    ///
    /// - Parameter makesDynamic: Whether parameters that nothing is known of become `dyn`.
    func resolve(_ type: CELType, makesDynamic: Bool = false) -> CELType {
        switch type {
        case .parameter(let name):
            if let bound = bindings[name] { return resolve(bound, makesDynamic: makesDynamic) }
            return makesDynamic ? .dyn : type
        case .list(let element): return .list(resolve(element, makesDynamic: makesDynamic))
        case .map(let key, let value):
            return .map(resolve(key, makesDynamic: makesDynamic), resolve(value, makesDynamic: makesDynamic))
        case .optional(let inner): return .optional(resolve(inner, makesDynamic: makesDynamic))
        case .type(let inner): return .type(resolve(inner, makesDynamic: makesDynamic))
        default: return type
        }
    }

    /// Whether values of some types can stand where others are wanted; binds parameters where they can, as cel-go does.
    mutating func isAssignable(_ types: [CELType], to wanted: [CELType]) -> Bool {
        let saved = bindings
        for (type, target) in zip(types, wanted) where !fits(type, target) {
            bindings = saved
            return false
        }
        return true
    }

    mutating func isAssignable(_ type: CELType, to wanted: CELType) -> Bool { isAssignable([type], to: [wanted]) }

    private mutating func fits(_ type: CELType, _ wanted: CELType) -> Bool {
        if case .parameter(let name) = wanted {
            if substitute(type, for: name) { return true }
            if bindings[name] != nil { return false }
        }
        if case .parameter(let name) = type { return substitute(wanted, for: name) }
        if type.isDynamic || wanted.isDynamic { return true }
        switch (type, wanted) {
        case (.null, .null): return true
        case (.null, let other), (let other, .null): return Self.isNullable(other)
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): return fits(left, right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return fits(key, otherKey) && fits(value, otherValue)
        // Types are values of one type, whatever they are the types of.
        case (.type, .type): return true
        default: return type == wanted
        }
    }

    /// Whether a parameter can stand for a type. Of two types that fit one another, it stands for the more general.
    private mutating func substitute(_ type: CELType, for name: String) -> Bool {
        if type == .parameter(name) { return true }
        guard let bound = bindings[name] else {
            guard !occurs(name, in: type) else { return false }
            bindings[name] = type
            return true
        }
        if type == bound { return true }
        guard fits(type, bound) else { return false }
        let general = Self.mostGeneral(type, bound)
        if !occurs(name, in: general) { bindings[name] = general }
        return true
    }

    /// Whether a parameter is part of a type, or of what the parameters in it stand for.
    private func occurs(_ name: String, in type: CELType) -> Bool {
        switch type {
        case .parameter(let other): other == name || bindings[other].map { occurs(name, in: $0) } == true
        case .list(let inner), .optional(let inner), .type(let inner): occurs(name, in: inner)
        case .map(let key, let value): occurs(name, in: key) || occurs(name, in: value)
        default: false
        }
    }

    private static func isNullable(_ type: CELType) -> Bool {
        switch type {
        case .object, .timestamp, .duration, .opaque, .optional: true
        default: false
        }
    }

    /// The more general of two types that fit one another.
    static func mostGeneral(_ one: CELType, _ other: CELType) -> CELType {
        isAtMostAsSpecific(one, as: other) ? one : other
    }

    private static func isAtMostAsSpecific(_ type: CELType, as other: CELType) -> Bool {
        switch (type, other) {
        case (.dyn, _), (.parameter, _): true
        case (_, .dyn), (_, .parameter): false
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
            isAtMostAsSpecific(left, as: right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            isAtMostAsSpecific(key, as: otherKey) && isAtMostAsSpecific(value, as: otherValue)
        case (.type, .type): true
        default: type == other
        }
    }

    /// The signature with parameters of its own.
    mutating func instantiate(_ overload: Overload) -> (parameters: [CELType], result: CELType) {
        var names: [String: CELType] = [:]
        let parameters = overload.parameters.map { rename($0, &names) }
        return (parameters, rename(overload.result, &names))
    }

    private mutating func rename(_ type: CELType, _ names: inout [String: CELType]) -> CELType {
        switch type {
        case .parameter(let name):
            if let known = names[name] { return known }
            let fresh = fresh()
            names[name] = fresh
            return fresh
        case .list(let element): return .list(rename(element, &names))
        case .map(let key, let value): return .map(rename(key, &names), rename(value, &names))
        case .optional(let inner): return .optional(rename(inner, &names))
        case .type(let inner): return .type(rename(inner, &names))
        default: return type
        }
    }
}
