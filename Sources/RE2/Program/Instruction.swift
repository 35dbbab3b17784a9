/// A step of the automaton. The instruction that follows is `next`, except where there is none.
struct Instruction: Sendable {
    enum Operation: UInt8, Sendable {
        /// Nothing follows.
        case fail
        case match
        /// Goes on at `next`, or else at `argument`.
        case alternative
        /// Notes the position in the slot `argument`.
        case capture
        /// Requires of the position the `Assertions` of raw value `argument`.
        case assertion
        /// Consumes the code point `argument`.
        case scalar
        /// Consumes any character.
        case any
        /// Consumes any character but a newline.
        case anyButNewline
        /// Consumes a character of the class `argument`.
        case characterClass
    }

    var operation: Operation
    var next: Int32 = 0
    var argument: UInt32 = 0

    var alternative: Int32 { Int32(truncatingIfNeeded: argument) }
    var slot: Int { Int(argument) }
    var assertions: Assertions { Assertions(rawValue: UInt8(truncatingIfNeeded: argument)) }

    /// The instruction waits for a character, for what the place is, or for nothing more.
    var waits: Bool {
        switch operation {
        case .fail, .alternative, .capture: false
        case .match, .assertion, .scalar, .any, .anyButNewline, .characterClass: true
        }
    }
}
