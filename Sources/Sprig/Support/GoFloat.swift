import GoTemplate

/// Floats in JSON, always with the fewest digits that read as the same float.
package enum GoFloat {
    /// As short as it can be; with an exponent below 1e-6 and from 1e21.
    package static func jsonText(_ value: Double) -> String {
        let magnitude = value.magnitude
        guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else { return GoFloatText.text(value, format: "f") }
        let text = GoFloatText.text(value, format: "e")
        // JSON's exponents below ten have one digit.
        let mantissa = text.dropLast(2)
        return mantissa.hasSuffix("e-") && text.dropLast().hasSuffix("0") ? String(mantissa + text.suffix(1)) : text
    }
}
