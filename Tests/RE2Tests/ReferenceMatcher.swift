@testable import RE2

/// A matcher that says what a pattern means: for each part, all the ends of its matches from a place, the preferred first.
///
/// Of two ways to one place only the preferred counts.
struct ReferenceMatcher {
    struct Path {
        var end: Int
        var slots: [Int]
    }

    private let syntax: Syntax
    private let classes: ClassTable
    private let slotCount: Int
    private let scalars: [Unicode.Scalar]
    private let offsets: [Int]

    init(_ pattern: String, text: String) throws {
        var parser = SyntaxParser(pattern, sizeLimit: .max)
        syntax = try parser.parse().syntax
        classes = parser.classes
        slotCount = parser.captureNames.count * 2
        scalars = Array(text.unicodeScalars)
        offsets = scalars.reduce(into: [0]) { $0.append(($0.last ?? 0) + UTF8.width($1)) }
    }

    /// The UTF-8 offsets of the first match and its groups.
    func firstMatch(isLongest: Bool) -> [Int]? {
        for start in 0...scalars.count {
            let ends = paths(syntax, from: Path(end: start, slots: [Int](repeating: -1, count: slotCount)))
            let best = isLongest ? ends.max { $0.end < $1.end } : ends.first
            guard let best else { continue }
            return [offsets[start], offsets[best.end]] + best.slots.dropFirst(2).map { $0 < 0 ? -1 : offsets[$0] }
        }
        return nil
    }

    private func paths(_ syntax: Syntax, from path: Path) -> [Path] {
        switch syntax {
        case .empty:
            return [path]
        case .literal(let literal, let foldsCase):
            var end = path.end
            for scalar in literal {
                guard end < scalars.count, Self.isEqual(scalars[end].value, scalar, foldsCase) else { return [] }
                end += 1
            }
            return [Path(end: end, slots: path.slots)]
        case .characterClass(let index):
            guard path.end < scalars.count else { return [] }
            let scalar = scalars[path.end].value
            guard classes.sets[index].ranges.contains(where: { $0.contains(scalar) }) else { return [] }
            return [Path(end: path.end + 1, slots: path.slots)]
        case .assertion(let assertion):
            return holds(assertion, at: path.end) ? [path] : []
        case .capture(let index, let body):
            var opened = path
            opened.slots[index * 2] = path.end
            return paths(body, from: opened).map {
                var closed = $0
                closed.slots[index * 2 + 1] = $0.end
                return closed
            }
        case .concatenation(let parts):
            return parts.reduce([path]) { paths, part in Self.distinct(paths.flatMap { self.paths(part, from: $0) }) }
        case .alternation(let branches):
            return Self.distinct(branches.flatMap { paths($0, from: path) })
        case .repetition(let body, let repetition):
            return repeated(body, repetition, from: path)
        }
    }

    private func repeated(_ body: Syntax, _ repetition: Repetition, from path: Path) -> [Path] {
        var starts = [path]
        let copies = repetition.maximum == nil ? max(0, repetition.minimum - 1) : repetition.minimum
        for _ in 0..<copies { starts = Self.distinct(starts.flatMap { paths(body, from: $0) }) }
        if let maximum = repetition.maximum {
            let count = maximum - repetition.minimum
            return Self.distinct(starts.flatMap { optional(body, count, repetition.isGreedy, from: $0) })
        }
        var entered: Set<Int> = []
        var left: Set<Int> = []
        return starts.flatMap { start -> [Path] in
            let more = loop(body, repetition.isGreedy, from: start, entered: &entered, left: &left)
            if repetition.minimum > 0 { return more }
            return Self.distinct(repetition.isGreedy ? more + [start] : [start] + more)
        }
    }

    private func optional(_ body: Syntax, _ count: Int, _ isGreedy: Bool, from path: Path) -> [Path] {
        guard count > 0 else { return [path] }
        let more = Self.distinct(paths(body, from: path)).flatMap { optional(body, count - 1, isGreedy, from: $0) }
        return Self.distinct(isGreedy ? more + [path] : [path] + more)
    }

    /// At least one of the body; each place is entered and left once.
    private func loop(
        _ body: Syntax, _ isGreedy: Bool, from path: Path, entered: inout Set<Int>, left: inout Set<Int>
    ) -> [Path] {
        guard entered.insert(path.end).inserted else { return [] }
        var result: [Path] = []
        for next in Self.distinct(paths(body, from: path)) where left.insert(next.end).inserted {
            if !isGreedy { result.append(next) }
            result += loop(body, isGreedy, from: next, entered: &entered, left: &left)
            if isGreedy { result.append(next) }
        }
        return result
    }

    private static func distinct(_ paths: [Path]) -> [Path] {
        var seen: Set<Int> = []
        return paths.filter { seen.insert($0.end).inserted }
    }

    private static func isEqual(_ one: UInt32, _ other: UInt32, _ foldsCase: Bool) -> Bool {
        one == other || (foldsCase && CaseFolding.orbit(of: one) == CaseFolding.orbit(of: other))
    }

    private func holds(_ assertion: Assertions, at place: Int) -> Bool {
        let before = place > 0 ? scalars[place - 1] : nil
        let after = place < scalars.count ? scalars[place] : nil
        return switch assertion {
        case .beginText: before == nil
        case .endText: after == nil
        case .beginLine: before == nil || before == "\n"
        case .endLine: after == nil || after == "\n"
        case .wordBoundary: (before?.isWord ?? false) != (after?.isWord ?? false)
        default: (before?.isWord ?? false) == (after?.isWord ?? false)
        }
    }
}
