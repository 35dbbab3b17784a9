/// What stands between the percent sign and the verb of a format.
struct FormatFlags {
    /// Go takes no larger width or precision.
    static let largest = 1_000_000

    var width: Int?
    var precision: Int?
    var minus = false
    var plus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v`
    var plusV = false
    /// `%#v`: Go's syntax for values.
    var sharpV = false

    /// `%v` takes plus and sharp for itself: within it they mean no sign and no prefix.
    mutating func takeForValue() {
        sharpV = sharp
        sharp = false
        plusV = plus
        plus = false
    }
}
