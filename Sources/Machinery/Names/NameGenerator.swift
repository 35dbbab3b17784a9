public import Effects

/// Generates names as Kubernetes does for `metadata.generateName`: a base and five random characters.
///
/// The characters are those of Kubernetes' `util/rand`: no vowels, so that no words appear, and none of `0`, `1` and `3`, so
/// that no digit is taken for a letter.
public struct NameGenerator: Sendable {
    /// The most bytes a generated name has.
    public static let maximumLength = 63
    public static let suffixLength = 5

    private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

    private let random: any RandomSource

    public init(random: any RandomSource) {
        self.random = random
    }

    /// The base, cut to leave room for the suffix, and a suffix.
    public func name(base: String) -> String {
        Self.cut(base, to: Self.maximumLength - Self.suffixLength) + suffix()
    }

    public func suffix(length: Int = suffixLength) -> String {
        let bytes = (0..<length).map { _ in Self.alphabet[random.next(in: 0..<Self.alphabet.count)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func cut(_ text: String, to length: Int) -> String {
        guard text.utf8.count > length else { return text }
        var text = text
        while text.utf8.count > length { text.removeLast() }
        return text
    }
}
