/// A set of fields of an object: a tree of path elements, of which any may be a member (`fieldpath.Set`).
///
/// A value: sets share what they have in common, and every operation is linear in what it must look at.
public struct FieldSet: Sendable, Hashable {
    public typealias Path = [PathElement]

    struct Entry: Sendable, Hashable {
        var element: PathElement
        /// Whether the path that ends here is in the set, besides those that go on.
        var isMember: Bool
        var children: FieldSet

        init(_ element: PathElement, isMember: Bool = false, children: FieldSet = FieldSet()) {
            self.element = element
            self.isMember = isMember
            self.children = children
        }

        var isEmpty: Bool { !isMember && children.isEmpty }
    }

    /// In the order of their elements, each once, none empty.
    private(set) var entries: [Entry]

    public init() {
        entries = []
    }

    public init(_ paths: some Sequence<Path>) {
        self.init()
        for path in paths { insert(path) }
    }

    /// The fields that names alone lead to, joined by dots: `spec`, `metadata.labels`.
    public init(fields paths: String...) {
        self.init(paths.map { $0.split(separator: ".").map { PathElement.field(String($0)) } })
    }

    init(unsorted entries: [Entry]) {
        guard entries.count > 1 else {
            self.entries = entries.filter { !$0.isEmpty }
            return
        }
        self.entries = []
        self.entries.reserveCapacity(entries.count)
        for entry in entries.sorted(by: { $0.element < $1.element }) where !entry.isEmpty {
            if let last = self.entries.indices.last, self.entries[last].element == entry.element {
                self.entries[last].isMember = self.entries[last].isMember || entry.isMember
                self.entries[last].children = self.entries[last].children.union(entry.children)
            } else {
                self.entries.append(entry)
            }
        }
    }

    /// - Parameter entries: In order, each element once, none empty.
    init(sorted entries: [Entry]) {
        self.entries = entries
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// The number of paths.
    public var count: Int {
        entries.reduce(0) { $0 + ($1.isMember ? 1 : 0) + $1.children.count }
    }

    /// Adds a path; the empty one, which is the whole object, nobody can own.
    public mutating func insert(_ path: some Collection<PathElement>) {
        guard let first = path.first else { return }
        let rest = path.dropFirst()
        let (place, isFound) = search(first)
        if !isFound { entries.insert(Entry(first), at: place) }
        if rest.isEmpty {
            entries[place].isMember = true
        } else {
            entries[place].children.insert(rest)
        }
    }

    public func contains(_ path: some Collection<PathElement>) -> Bool {
        guard let first = path.first, let entry = entry(of: first) else { return false }
        let rest = path.dropFirst()
        return rest.isEmpty ? entry.isMember : entry.children.contains(rest)
    }

    /// What the set says of one element.
    func entry(of element: PathElement) -> Entry? {
        let (place, isFound) = search(element)
        return isFound ? entries[place] : nil
    }

    private func search(_ element: PathElement) -> (place: Int, isFound: Bool) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            let order = entries[middle].element.order(to: element)
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    /// Calls `body` with every path: at each level first those that end there.
    public func forEach(_ body: (Path) -> Void) {
        var path: Path = []
        forEach(from: &path, body)
    }

    private func forEach(from path: inout Path, _ body: (Path) -> Void) {
        for entry in entries where entry.isMember {
            path.append(entry.element)
            body(path)
            path.removeLast()
        }
        for entry in entries where !entry.children.isEmpty {
            path.append(entry.element)
            entry.children.forEach(from: &path, body)
            path.removeLast()
        }
    }

    public var paths: [Path] {
        var paths: [Path] = []
        forEach { paths.append($0) }
        return paths
    }
}

// MARK: - Algebra

extension FieldSet {
    public func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return combined(with: other, keepsLeft: true, keepsRight: true) { left, right in
            Entry(
                left.element, isMember: left.isMember || right.isMember, children: left.children.union(right.children))
        }
    }

    public func intersection(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return FieldSet() }
        return combined(with: other, keepsLeft: false, keepsRight: false) { left, right in
            Entry(
                left.element, isMember: left.isMember && right.isMember,
                children: left.children.intersection(right.children))
        }
    }

    /// The paths that are not in `other`; a path below one of `other`'s stays.
    public func difference(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(with: other, keepsLeft: true, keepsRight: false) { left, right in
            Entry(
                left.element, isMember: left.isMember && !right.isMember,
                children: left.children.difference(right.children))
        }
    }

    /// The paths that are neither in `other` nor below one that is.
    public func recursiveDifference(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(with: other, keepsLeft: true, keepsRight: false) { left, right in
            right.isMember
                ? Entry(left.element)
                : Entry(
                    left.element, isMember: left.isMember, children: left.children.recursiveDifference(right.children))
        }
    }

    /// The paths of which none goes on.
    public var leaves: FieldSet {
        FieldSet(
            sorted: entries.map { entry in
                Entry(
                    entry.element, isMember: entry.isMember && entry.children.isEmpty, children: entry.children.leaves)
            })
    }

    /// The paths in or below `prefixes`.
    func under(_ prefixes: FieldSet) -> FieldSet {
        combined(with: prefixes, keepsLeft: false, keepsRight: false) { left, right in
            right.isMember
                ? left : Entry(left.element, isMember: false, children: left.children.under(right.children))
        }
    }

    /// Goes through two sets in step; entries that come out empty are dropped.
    private func combined(
        with other: FieldSet, keepsLeft: Bool, keepsRight: Bool, both: (Entry, Entry) -> Entry
    ) -> FieldSet {
        var result: [Entry] = []
        var left = entries[...]
        var right = other.entries[...]
        while let first = left.first, let second = right.first {
            let order = first.element.order(to: second.element)
            if order < 0 {
                if keepsLeft { result.append(first) }
                left.removeFirst()
            } else if order > 0 {
                if keepsRight { result.append(second) }
                right.removeFirst()
            } else {
                let entry = both(first, second)
                if !entry.isEmpty { result.append(entry) }
                left.removeFirst()
                right.removeFirst()
            }
        }
        if keepsLeft { result.append(contentsOf: left) }
        if keepsRight { result.append(contentsOf: right) }
        return FieldSet(sorted: result)
    }
}

extension FieldSet: CustomStringConvertible {
    /// One path a line.
    public var description: String { paths.map(\.fieldPath).joined(separator: "\n") }
}
