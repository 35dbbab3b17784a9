/// The members of a JSON object in the order they were written. Keys are unique; two objects with the same members in
/// another order are equal.
///
/// Keys are the same when their UTF-8 bytes are, so canonically equivalent spellings are two keys, as for Go. A look-up
/// compares keys one by one in small objects and goes through a hash index in large ones.
public struct JSONObject: Sendable {
    public typealias Element = (key: String, value: JSONValue)

    struct Member: Sendable {
        var key: String
        var value: JSONValue
        var isRemoved = false
    }

    /// The most members that are searched one by one.
    static let linearLimit = 24

    /// In order. Only an object with an index keeps removed members, so that a removal need not renumber the others.
    var slots: [Member]
    /// The slot of every key; `nil` while the object is small.
    private var index: [JSONKey: Int]?

    public init() {
        slots = []
    }

    /// - Parameter elements: Of two elements with one key, the last value wins.
    public init(uniqueKeysWithValues elements: some Sequence<(String, JSONValue)>) {
        self.init()
        slots.reserveCapacity(elements.underestimatedCount)
        for (key, value) in elements { self[key] = value }
    }

    public mutating func reserveCapacity(_ capacity: Int) {
        slots.reserveCapacity(capacity)
    }

    public var count: Int { index?.count ?? slots.count }
    public var isEmpty: Bool { count == 0 }
    public var keys: [String] { map(\.key) }

    /// Reads a member; sets it in place, at the end if it is new; removes it when set to `nil`.
    public subscript(key: String) -> JSONValue? {
        get { slot(of: key).map { slots[$0].value } }
        set { put(newValue, key: key, slot: slot(of: key)) }
        _modify {
            // The value is moved out of its slot and back in, so that a nested change copies nothing.
            let slot = slot(of: key)
            var value = slot.map { take(at: $0) }
            defer { put(value, key: key, slot: slot) }
            yield &value
        }
    }

    /// Sets a member and returns the value it had.
    @discardableResult
    public mutating func updateValue(_ value: JSONValue, forKey key: String) -> JSONValue? {
        let slot = slot(of: key)
        defer { put(value, key: key, slot: slot) }
        return slot.map { slots[$0].value }
    }

    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let slot = slot(of: key) else { return nil }
        defer { remove(at: slot) }
        return take(at: slot)
    }

    /// The members in ascending order of the bytes of their keys, as Go writes a map.
    public func sortedByKey() -> JSONObject {
        var sorted = JSONObject()
        sorted.slots = slots.filter { !$0.isRemoved }
        sorted.slots.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        sorted.buildIndexIfLarge()
        return sorted
    }
}

// MARK: - Storage

extension JSONObject {
    /// - Parameter slots: None removed, and no key twice.
    init(uniqueMembers slots: [Member]) {
        self.slots = slots
        buildIndexIfLarge()
    }

    private func slot(of key: String) -> Int? {
        if let index { return index[JSONKey(key)] }
        return slots.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    private mutating func take(at slot: Int) -> JSONValue {
        var value = JSONValue.null
        swap(&value, &slots[slot].value)
        return value
    }

    private mutating func put(_ value: JSONValue?, key: String, slot: Int?) {
        switch (slot, value) {
        case (let slot?, let value?): slots[slot].value = value
        case (let slot?, nil): remove(at: slot)
        case (nil, let value?): append(Member(key: key, value: value))
        case (nil, nil): break
        }
    }

    private mutating func append(_ member: Member) {
        if index != nil {
            index?[JSONKey(member.key)] = slots.count
            slots.append(member)
        } else {
            slots.append(member)
            buildIndexIfLarge()
        }
    }

    private mutating func remove(at slot: Int) {
        guard index != nil else {
            slots.remove(at: slot)
            return
        }
        index?[JSONKey(slots[slot].key)] = nil
        slots[slot] = Member(key: "", value: .null, isRemoved: true)
        if count < slots.count / 2 {
            slots.removeAll(where: \.isRemoved)
            index = nil
            buildIndexIfLarge()
        }
    }

    private mutating func buildIndexIfLarge() {
        guard slots.count > Self.linearLimit else { return }
        var index = [JSONKey: Int](minimumCapacity: slots.count)
        for (slot, member) in slots.enumerated() {
            index[JSONKey(member.key)] = slot
        }
        self.index = index
    }
}

// MARK: - Conformances

extension JSONObject: Sequence {
    public struct Iterator: IteratorProtocol {
        private var slots: IndexingIterator<[Member]>

        init(slots: [Member]) {
            self.slots = slots.makeIterator()
        }

        public mutating func next() -> Element? {
            while let member = slots.next() {
                if !member.isRemoved { return (member.key, member.value) }
            }
            return nil
        }
    }

    public func makeIterator() -> Iterator { Iterator(slots: slots) }

    public var underestimatedCount: Int { count }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        for (slot, member) in left.slots.enumerated() where !member.isRemoved {
            // Most equal objects were written in one order. Every value is compared once, however the keys are found.
            let isAligned = slot < right.slots.count && right.slots[slot].key.hasSameBytes(as: member.key)
            guard let other = isAligned && !right.slots[slot].isRemoved ? slot : right.slot(of: member.key),
                right.slots[other].value == member.value
            else { return false }
        }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        // Order-independent, as equality is.
        var combined = 0
        for member in self {
            var memberHasher = Hasher()
            memberHasher.combine(member.key)
            memberHasher.combine(member.value)
            combined ^= memberHasher.finalize()
        }
        hasher.combine(combined)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(uniqueKeysWithValues: elements)
    }
}
