/// The tree of an expression; classes are named by their place in the `ClassTable`. At most 1000 levels deep.
indirect enum Syntax: Sendable {
    /// Matches the empty text.
    case empty
    case literal([UInt32], foldsCase: Bool)
    case characterClass(Int)
    case assertion(Assertions)
    case capture(Int, Syntax)
    case repetition(Syntax, Repetition)
    case concatenation([Syntax])
    case alternation([Syntax])
}

struct Repetition: Sendable, Hashable {
    var minimum: Int
    /// nil: no limit.
    var maximum: Int?
    var isGreedy: Bool
}

/// What a place between two characters may be required to be.
struct Assertions: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let beginLine = Assertions(rawValue: 1 << 0)
    static let endLine = Assertions(rawValue: 1 << 1)
    static let beginText = Assertions(rawValue: 1 << 2)
    static let endText = Assertions(rawValue: 1 << 3)
    static let wordBoundary = Assertions(rawValue: 1 << 4)
    static let notWordBoundary = Assertions(rawValue: 1 << 5)

    static let aboutLines: Assertions = [.beginLine, .endLine]
    static let aboutWords: Assertions = [.wordBoundary, .notWordBoundary]
}

/// The flags that `(?imsU)` sets.
struct SyntaxFlags: OptionSet {
    let rawValue: UInt8

    static let foldsCase = SyntaxFlags(rawValue: 1 << 0)
    static let multiline = SyntaxFlags(rawValue: 1 << 1)
    static let dotMatchesNewline = SyntaxFlags(rawValue: 1 << 2)
    static let lazy = SyntaxFlags(rawValue: 1 << 3)
}

/// The distinct classes of one expression.
struct ClassTable {
    private(set) var sets: [ScalarSet] = []
    private var indices: [ScalarSet: Int] = [:]
    private var folded: [UInt32: Int] = [:]

    mutating func index(of set: ScalarSet) -> Int {
        if let index = indices[set] { return index }
        indices[set] = sets.count
        sets.append(set)
        return sets.count - 1
    }

    /// The class of a code point and all that folds with it.
    mutating func index(ofOrbitOf scalar: UInt32) -> Int {
        if let index = folded[scalar] { return index }
        let index = index(of: CaseFolding.orbit(of: scalar))
        folded[scalar] = index
        return index
    }
}

/// A tree with the measures that are limited; they are kept as the tree grows, so that none is ever walked for them.
struct MeasuredSyntax: Sendable {
    /// Those of Go's `regexp/syntax`.
    enum Limit {
        static let height = 1000
        /// In instructions.
        static let size = (128 << 20) / 40
        /// The code points of literals and the bounds of classes.
        static let scalars = (128 << 20) / 4
        static let repeats = 1000
        /// Instructions times the positions that a thread notes. Go has no such limit, and no other bound on its memory.
        static let slots = 1 << 24
    }

    var syntax: Syntax
    var height = 1
    /// The instructions of the program.
    var size = 1
    /// The largest product of the repeat counts along a path into the tree.
    var repeats = 1

    static func literal(_ scalars: [UInt32], foldsCase: Bool) -> MeasuredSyntax {
        MeasuredSyntax(syntax: .literal(scalars, foldsCase: foldsCase), size: max(1, scalars.count))
    }

    static func joining(_ parts: [MeasuredSyntax], as make: ([Syntax]) -> Syntax, sizeOfJoint: Int) -> MeasuredSyntax {
        if parts.count == 1, let part = parts.first { return part }
        var joined = MeasuredSyntax(syntax: make(parts.map(\.syntax)), size: sizeOfJoint * max(0, parts.count - 1))
        for part in parts {
            joined.height = max(joined.height, part.height + 1)
            joined.size += part.size
            joined.repeats = max(joined.repeats, part.repeats)
        }
        return joined
    }

    func captured(as index: Int) -> MeasuredSyntax {
        MeasuredSyntax(syntax: .capture(index, syntax), height: height + 1, size: size + 2, repeats: repeats)
    }

    /// The size is at most `Limit.size` and the counts at most `Limit.repeats`: their product does not overflow.
    func repeated(_ repetition: Repetition) -> MeasuredSyntax {
        var repeated = MeasuredSyntax(syntax: .repetition(syntax, repetition), height: height + 1, repeats: repeats)
        switch (repetition.minimum, repetition.maximum) {
        case (0, nil): repeated.size = size + 2
        case (let minimum, nil): repeated.size = minimum * size + 1
        case (let minimum, let maximum?): repeated.size = max(1, maximum * size + maximum - minimum)
        }
        switch repetition.maximum ?? repetition.minimum {
        case 0 where repetition.maximum == 0: repeated.repeats = 1
        case let count: repeated.repeats = max(1, count) * repeats
        }
        return repeated
    }
}
