/// What one operation may make or look at, whatever it is charged for: values share parts, so that few steps can
/// describe very much.
enum Bounds {
    /// Bytes.
    static let text = 16 * 1024 * 1024
    static let elements = 1_000_000
    /// Values that are compared or walked.
    static let steps = 200_000

    static func check(text size: Int) throws(EvaluationError) {
        if size > text { throw .costExceeded }
    }

    static func check(elements count: Int) throws(EvaluationError) {
        if count > elements { throw .costExceeded }
    }

    /// The product, or the greatest number.
    static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }
}
