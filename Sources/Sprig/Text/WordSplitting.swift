/// Words of an identifier in any style, joined in lower case: `HTTPServer2xx` as `http_server_2xx`.
///
/// The rules are those of the Go package `xstrings`, which Sprig uses: a number before lower-case letters begins a
/// word, any other belongs to the word before it.
struct WordSplitting {
    private enum Kind {
        case number, capitals, letters, connector, punctuation, other
    }

    private struct Word {
        var kind: Kind
        var scalars: ArraySlice<Unicode.Scalar>

        /// Whether a joint stands before this word when it follows another.
        var isJoined: Bool { kind != .connector && kind != .punctuation }
        var continuesNumber: Bool { kind == .letters || kind == .number }
    }

    private let joint: Unicode.Scalar
    private var words: ArraySlice<Word>
    private var result: [Unicode.Scalar] = []

    static func joined(_ scalars: [Unicode.Scalar], by joint: Unicode.Scalar) -> [Unicode.Scalar] {
        var splitting = WordSplitting(joint: joint, words: words(of: scalars)[...])
        splitting.run()
        return splitting.result
    }

    private init(joint: Unicode.Scalar, words: ArraySlice<Word>) {
        self.joint = joint
        self.words = words
    }

    private mutating func run() {
        while let word = words.popFirst() {
            write(word)
            guard let next = words.first else { return }
            switch word.kind {
            case .connector, .punctuation:
                break
            case .number:
                finishNumber()
            default:
                if next.kind == .number, words.count > 1 {
                    finishWordBeforeNumber()
                } else if next.kind != .number, next.isJoined {
                    result.append(joint)
                }
            }
        }
    }

    /// Letters and digits that follow a number belong to it.
    private mutating func finishNumber() {
        while let next = words.first, next.continuesNumber {
            write(next)
            words.removeFirst()
        }
        if let next = words.first, next.isJoined { result.append(joint) }
    }

    /// A number stands behind the word, and something behind the number.
    private mutating func finishWordBeforeNumber() {
        let number = words.removeFirst()
        guard words.first?.kind == .letters else {
            write(number)
            if let next = words.first, next.isJoined { result.append(joint) }
            return
        }
        result.append(joint)
        write(number)
        finishNumber()
    }

    private mutating func write(_ word: Word) {
        switch word.kind {
        case .connector: result += word.scalars.map { _ in joint }
        case .capitals: result += word.scalars.map { $0.isUpper ? $0.goLowercased : $0 }
        default: result += word.scalars
        }
    }
}

extension WordSplitting {
    private static func words(of scalars: [Unicode.Scalar]) -> [Word] {
        var words: [Word] = []
        var rest = scalars[...]
        while let first = rest.first {
            let kind = kind(of: first)
            let length = kind == .capitals ? capitalsLength(rest) : rest.prefix { continues($0, kind) }.count
            words.append(Word(kind: kind, scalars: rest.prefix(max(1, length))))
            rest = rest.dropFirst(max(1, length))
        }
        return words
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if Casing.isConnector(scalar) { return .connector }
        if scalar.isPunctuation { return .punctuation }
        if scalar.isUpper { return .capitals }
        if isLetter(scalar) { return .letters }
        return scalar.isNumber ? .number : .other
    }

    private static func continues(_ scalar: Unicode.Scalar, _ kind: Kind) -> Bool { self.kind(of: scalar) == kind }

    /// `HTTP` of `HTTPServer`, `Server` of `ServerName`.
    private static func capitalsLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int {
        let capitals = rest.prefix(while: \.isUpper).count
        let follows = rest.dropFirst(capitals).first.map(isLetter) ?? false
        guard capitals == 1 else { return follows ? capitals - 1 : capitals }
        return 1 + rest.dropFirst().prefix { isLetter($0) && !$0.isUpper }.count
    }

    /// Letters other than the ideographs of East Asia.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isLetter else { return false }
        switch scalar.value {
        case 0x3400...0x4d85, 0x4e00...0x9fcc, 0x20000...0x2b81d: return false
        default: return true
        }
    }
}
