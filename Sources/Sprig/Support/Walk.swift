package import GoTemplate

/// The bound of what walks through values, which templates can make so that they contain themselves (`set`) or one
/// value in many places, hence exponentially large.
package struct Walk {
    /// No value that means something is deeper.
    static let maximumDepth = 500

    /// What a step is charged with, so that steps end even where nothing is made.
    private static let stepPrice = 16

    package let call: any FunctionCall
    private var depth = 0

    package init(_ call: any FunctionCall) { self.call = call }

    /// A step down, for one value.
    package func descending() throws(FunctionFailure) -> Walk {
        guard depth < Self.maximumDepth else {
            throw FunctionFailure("the value is nested deeper than \(Self.maximumDepth) levels or contains itself")
        }
        try call.charge(bytes: Self.stepPrice)
        var walk = self
        walk.depth += 1
        return walk
    }
}
