import GoTemplate
import JSON
import Sprig

@testable import HelmChart

/// A render that allows so many bytes to be made and has no templates but one.
final class TestCall: FunctionCall {
    private var remaining: Int

    init(budget: Int = 1 << 28) { remaining = budget }

    func charge(bytes: Int) throws(FunctionFailure) {
        guard bytes <= remaining else { throw FunctionFailure("too much output") }
        remaining -= bytes
    }

    func execute(template name: String, data: GoValue) throws(FunctionFailure) -> String {
        guard name == "known" else { throw FunctionFailure("template \"\(name)\" is not defined") }
        return "known"
    }

    func execute(text: String, data: GoValue) throws(FunctionFailure) -> String { text }
}

extension FunctionSet {
    static let helm = HelmFunctions.all(.system)

    func call(
        _ name: String, _ arguments: GoValue..., call: TestCall = TestCall()
    ) throws(FunctionFailure) -> GoValue {
        guard let function = self[name] else { throw FunctionFailure("there is no function \(name)") }
        return try function.body(arguments, call)
    }

    /// A result's text, or the error.
    func text(_ name: String, _ argument: GoValue) -> String {
        do throws(FunctionFailure) {
            guard case .string(let text) = try call(name, argument) else { return "no text" }
            return text.text
        } catch {
            return "error: \(error.message)"
        }
    }

    /// A result as JSON.
    func json(_ name: String, _ argument: String) -> String {
        do throws(FunctionFailure) {
            return text("toJson", try call(name, .text(argument)))
        } catch {
            return "error: \(error.message)"
        }
    }
}
