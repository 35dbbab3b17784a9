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

    /// Whether a value of one type can stand where another is wanted; binds parameters where it can.
    mutating func isAssignable(_ types: [CELType], to wanted: [CELType]) -> Bool {
        let saved = bindings
        for (type, target) in zip(types, wanted) where !isAssignable(type, to: target) {
            bindings = saved
            return false
        }
        return true
    }

    mutating func isAssignable(_ type: CELType, to wanted: CELType) -> Bool {
        if let name = lastParameter(wanted), let bound = bindings[name] {
            let type = resolve(type)
            guard isAssignable(type, to: bound) else { return false }
            let general = Self.mostGeneral(type, resolve(bound))
            if !contains(general, name) { bindings[name] = general }
            return true
        }
        let type = resolve(type)
        let wanted = resolve(wanted)
        if type == wanted { return true }
        if case .parameter(let name) = wanted { return bind(name, to: type) }
        if case .parameter(let name) = type { return bind(name, to: wanted) }
        if type.isDynamic || wanted.isDynamic { return true }
        switch (type, wanted) {
        case (.null, let other), (let other, .null): return Self.isNullable(other)
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
            return isAssignable(left, to: right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return isAssignable(key, to: otherKey) && isAssignable(value, to: otherValue)
        // Types are values of one type, whatever they are the types of.
        case (.type, .type): return true
        default: return false
        }
    }

    /// The parameter that stands for no other one, where the type is a parameter.
    private func lastParameter(_ type: CELType) -> String? {
        guard case .parameter(let name) = type else { return nil }
        if case .parameter? = bindings[name], let bound = bindings[name] { return lastParameter(bound) }
        return name
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

    private mutating func bind(_ name: String, to type: CELType) -> Bool {
        guard !contains(type, name) else { return false }
        bindings[name] = type
        return true
    }

    private func contains(_ type: CELType, _ name: String) -> Bool {
        switch type {
        case .parameter(let other): other == name
        case .list(let inner), .optional(let inner), .type(let inner): contains(inner, name)
        case .map(let key, let value): contains(key, name) || contains(value, name)
        default: false
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
