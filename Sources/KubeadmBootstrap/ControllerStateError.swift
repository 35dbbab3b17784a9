/// An object of ours that says something it never should.
struct ControllerStateError: Error, Sendable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
