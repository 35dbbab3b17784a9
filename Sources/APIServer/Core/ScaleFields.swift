import JSON
import Machinery

/// Why a field that a Scale is made of cannot be read.
struct ScaleFieldProblem: Error {
    var message: String
}

extension JSONValue {
    /// The number at a path; `nil` where there is none.
    func replicas(at path: [String]) -> Result<Int64?, ScaleFieldProblem> {
        switch member(at: path) {
        case .failure(let problem): return .failure(problem)
        case .success(nil): return .success(nil)
        case .success(let value?):
            if let number = value.integerValue { return .success(number) }
            return .failure(Self.problem(with: value, at: path, "int64"))
        }
    }

    /// The text at a path; `nil` where there is none.
    func selector(at path: [String]) -> Result<String?, ScaleFieldProblem> {
        switch member(at: path) {
        case .failure(let problem): return .failure(problem)
        case .success(nil): return .success(nil)
        case .success(let value?):
            if let text = value.stringValue { return .success(text) }
            return .failure(Self.problem(with: value, at: path, "string"))
        }
    }

    func selectorProblem(at path: [String]) -> String? {
        if case .failure(let problem) = selector(at: path) { problem.message } else { nil }
    }

    private func member(at path: [String]) -> Result<JSONValue?, ScaleFieldProblem> {
        var value = self
        for (index, name) in path.enumerated() {
            guard case .object(let object) = value else {
                if value.isNull { return .success(nil) }
                return .failure(Self.problem(with: value, at: Array(path[..<index]), "map[string]interface {}"))
            }
            guard let next = object[name] else { return .success(nil) }
            value = next
        }
        return .success(value)
    }

    private static func problem(with value: JSONValue, at path: [String], _ expected: String) -> ScaleFieldProblem {
        ScaleFieldProblem(
            message: ".\(path.joined(separator: ".")) accessor error: \(value.text) is of the type \(value.goType), "
                + "expected \(expected)")
    }
}
