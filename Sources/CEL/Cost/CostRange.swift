/// The least and the most of a size or a cost. Sums and products stop at the greatest number.
struct CostRange: Sendable, Hashable {
    var least: UInt64
    var most: UInt64

    static let zero = CostRange(least: 0, most: 0)
    static let unknown = CostRange(least: 0, most: .max)

    init(least: UInt64, most: UInt64) {
        self.least = least
        self.most = most
    }

    init(_ amount: UInt64) {
        self.init(least: amount, most: amount)
    }

    static func + (left: CostRange, right: CostRange) -> CostRange {
        CostRange(least: sum(left.least, right.least), most: sum(left.most, right.most))
    }

    static func * (left: CostRange, right: CostRange) -> CostRange {
        CostRange(least: product(left.least, right.least), most: product(left.most, right.most))
    }

    /// Rounded up.
    func scaled(_ factor: Double) -> CostRange {
        CostRange(least: CallCost.scaled(least, factor), most: CallCost.scaled(most, factor))
    }

    func union(_ other: CostRange) -> CostRange {
        CostRange(least: min(least, other.least), most: max(most, other.most))
    }

    static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }
}
