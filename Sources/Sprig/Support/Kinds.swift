import GoTemplate

extension GoValue {
    /// A list's elements.
    ///
    /// - Throws: For anything else, `complaint` and the kind; for nil, what Go says when it looks at the type of nil.
    func elements(orFailing complaint: String) throws(FunctionFailure) -> [GoValue] {
        switch self {
        case .list(let list): return list.elements
        case .null: throw .nilDereference
        default: throw FunctionFailure("\(complaint) \(kindName)")
        }
    }
}

extension FunctionFailure {
    static let nilDereference = FunctionFailure("runtime error: invalid memory address or nil pointer dereference")

    static func sliceBounds(_ what: String) -> FunctionFailure {
        FunctionFailure("runtime error: slice bounds out of range \(what)")
    }
}
