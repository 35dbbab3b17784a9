import GoTemplate
public import JSON
import Sprig

/// Reading of values.
public enum ChartValues {
    /// The values of a YAML text, with every number as Helm has it (see `Chart`). An empty text has none.
    ///
    /// - Throws: `values`.
    public static func parse(_ bytes: [UInt8]) throws(ChartError) -> JSONObject {
        do throws(ChartError) {
            return try GoDecoder.object(in: bytes, as: "map[string]interface {}").withGoFloats
        } catch {
            throw ChartError(.values, error.description)
        }
    }
}

extension JSONValue {
    /// The value with every number as a `float64`, as Go's `encoding/json` reads them into an interface.
    var withGoFloats: JSONValue {
        switch self {
        case .null, .bool, .string: self
        case .integer(let value): .goFloat(Double(value))
        case .number(let number):
            // YAML takes a number that no float holds for a text.
            number.doubleValue.isFinite ? .goFloat(number.doubleValue) : .string(number.literal)
        case .array(let elements): .array(elements.map(\.withGoFloats))
        case .object(let object): .object(object.withGoFloats)
        }
    }

    /// A `float64`, which must be finite.
    static func goFloat(_ value: Double) -> JSONValue {
        .number(JSONNumber(validLiteral: GoFloat.jsonText(value)))
    }
}

extension JSONObject {
    var withGoFloats: JSONObject {
        var object = JSONObject()
        object.reserveCapacity(count)
        for (key, value) in self { object[key] = value.withGoFloats }
        return object
    }
}

extension Double {
    /// As Go's `%v` prints it.
    var goText: String { GoFloatText.text(self, format: "g") }
}
