extension CostEstimator {
    func local(_ name: String) -> Local? { locals.last { $0.name == name } }

    func path(of id: NodeID) -> [String] {
        if case .identifier(let name) = checked.tree[id], let local = local(name) { return local.path }
        return paths[id] ?? []
    }

    func sizeOrUnknown(_ id: NodeID) -> CostRange { size(id) ?? .unknown }

    func size(_ id: NodeID) -> CostRange? {
        if let known = sizes[id] { return known }
        switch checked.tree[id] {
        case .constant(let constant): return CostRange(CELValue(constant).size)
        case .list(let elements, _): return CostRange(UInt64(elements.count))
        case .map(let entries): return CostRange(UInt64(entries.count))
        default: break
        }
        if let declared = declaredSize(at: path(of: id)) { return declared }
        if isScalar(checked.types[id]) { return CostRange(1) }
        if case .identifier(let name) = checked.tree[id] { return local(name)?.size }
        return nil
    }

    func entrySize(_ id: NodeID) -> EntrySize? {
        if let known = entrySizes[id] { return known }
        if case .identifier(let name) = checked.tree[id] { return local(name)?.entrySize }
        return nil
    }

    private func isScalar(_ type: CELType) -> Bool {
        switch type {
        case .bool, .double, .duration, .int, .timestamp, .uint: true
        case .optional(let inner): isScalar(inner)
        default: false
        }
    }

    /// What the schema tells of the size of a value.
    func declaredSize(at path: [String]) -> CostRange? {
        guard !path.isEmpty, var node = root else { return nil }
        for name in path.dropFirst() {
            let next: SchemaDeclaration? =
                switch name {
                case "@items", "@values": node.element
                case "@keys": node.kind == .map ? Self.keys : nil
                default: node.fields[name]?.declaration
                }
            guard let next else { return nil }
            node = next
        }
        return CostRange(least: 0, most: node.maximumElements)
    }

    private static let keys = SchemaDeclaration(.string, minimumSize: 2)
}
