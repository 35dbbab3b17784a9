import GoTemplate
import JSON
import Sprig
import YAML

/// Functions that read texts. What is wrong with a text becomes the value, as in Helm.
extension HelmFunctions {
    static let fromYAML = TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
        do throws(ChartError) {
            return .map(
                try GoDecoder.object(in: try text(arguments, call), as: "map[string]interface {}").withGoFloats.goMap)
        } catch {
            return errorMap(error.description)
        }
    }

    static let fromYAMLArray = TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
        do throws(ChartError) {
            switch try GoDecoder.value(in: try text(arguments, call)) {
            case .null: return .list(GoList([]))
            case .array(let elements): return JSONValue.array(elements).withGoFloats.goValue
            case let other: throw GoDecoder.mismatch(other, "Go value of type []interface {}")
            }
        } catch {
            return .list(GoList([.text(error.description)]))
        }
    }

    /// The text, after what reading it may take has been charged.
    private static func text(
        _ arguments: [GoValue], _ call: any FunctionCall
    ) throws(ChartError) -> [UInt8] {
        do throws(FunctionFailure) {
            let bytes = try arguments.string(at: 0).bytes
            try call.charge(bytes: bytes.count * 4)
            return bytes
        } catch {
            throw ChartError(.limit, error.message)
        }
    }

    static let fromJSON = TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
        do throws(FunctionFailure) {
            switch try JSONReader.value(arguments.string(at: 0).bytes, call) {
            case .null: return .map(GoMap())
            case .map(let map): return .map(map)
            case let other: throw mismatch(other, "map[string]interface {}")
            }
        } catch {
            guard isOfText(error) else { throw error }
            return errorMap(error.message)
        }
    }

    static let fromJSONArray = TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
        do throws(FunctionFailure) {
            switch try JSONReader.value(arguments.string(at: 0).bytes, call) {
            case .null: return .list(.nil)
            case .list(let list): return .list(list)
            case let other: throw mismatch(other, "[]interface {}")
            }
        } catch {
            guard isOfText(error) else { throw error }
            return .list(GoList([.text(error.message)]))
        }
    }

    /// Whether an error is the text's, and not the render's bound.
    private static func isOfText(_ error: FunctionFailure) -> Bool {
        ["json: ", "invalid character ", "unexpected end of JSON input"].contains { error.message.hasPrefix($0) }
    }

    private static func mismatch(_ value: GoValue, _ type: String) -> FunctionFailure {
        let kind =
            switch value {
            case .bool: "bool"
            case .string: "string"
            case .list: "array"
            case .map: "object"
            default: "number"
            }
        return FunctionFailure("json: cannot unmarshal \(kind) into Go value of type \(type)")
    }

    private static func errorMap(_ message: String) -> GoValue { .map(GoMap(["Error": .text(message)])) }
}
