/// A string that is compared by its bytes, where `String` compares by canonical equivalence.
struct JSONKey: Hashable, Sendable {
    var text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: JSONKey, right: JSONKey) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    // The hash of canonically equivalent strings is the same, hence that of identical ones too.
    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}

extension String {
    /// Whether both strings have the same UTF-8 bytes.
    @inline(__always)
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count, self == other else { return false }
        let isSame = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { theirs in mine.elementsEqual(theirs) }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
