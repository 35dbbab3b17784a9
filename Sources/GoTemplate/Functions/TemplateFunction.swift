/// A function that templates can call.
public struct TemplateFunction: Sendable {
    /// What the function does with arguments that the engine has checked against `parameters`.
    public typealias Body =
        @Sendable (_ arguments: [GoValue], _ call: any FunctionCall) throws(FunctionFailure) -> GoValue

    public let parameters: [GoParameter]
    /// The type of all further arguments; nil if there are none.
    public let variadic: GoParameter?
    public let body: Body

    public init(_ parameters: GoParameter..., variadic: GoParameter? = nil, body: @escaping Body) {
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
    }
}

/// The type of a parameter, which the engine holds arguments against before a function is called, with Go's words where they do
/// not fit. Constants fit every numeric type that can hold them, as in Go.
public enum GoParameter: Sendable {
    /// `interface{}`: anything, also nil.
    case any
    case bool
    case int
    case int64
    case float
    case string
    /// `[]interface{}`
    case list
    /// `[]string`
    case strings
    /// `map[string]interface{}`; an object with entries of any type fits too, as a named map type does in Go. For nil stands an
    /// empty map.
    case map
    /// `[]byte`
    case bytes
}

/// Why a function failed: the text of Go's error, to which the engine adds `error calling NAME: ` and the position.
public struct FunctionFailure: Error {
    public let message: String
    /// The error of the template that the function executed, if it failed for that.
    public let cause: TemplateError?

    public init(_ message: String) {
        self.message = message
        cause = nil
    }

    /// The failure of a template that a function executed.
    public init(_ cause: TemplateError) {
        message = cause.description
        self.cause = cause
    }
}

/// What a function may ask of the render that calls it.
public protocol FunctionCall {
    /// Takes bytes that the function is about to make from what the render may still make, and fails when they are more.
    func charge(bytes: Int) throws(FunctionFailure)
    /// Runs a defined template and gives what it printed (`include`).
    func execute(template name: String, data: GoValue) throws(FunctionFailure) -> String
    /// Parses a text as a template beside those that are defined and gives what it printed (`tpl`).
    func execute(text: String, data: GoValue) throws(FunctionFailure) -> String
}

/// Named functions.
public struct FunctionSet: Sendable {
    private var functions: [String: TemplateFunction]

    public init(_ functions: [String: TemplateFunction] = [:]) { self.functions = functions }

    public subscript(name: String) -> TemplateFunction? {
        get { functions[name] }
        set { functions[name] = newValue }
    }

    public var names: [String] { functions.keys.sorted() }

    /// Both sets; where both have a name, the other's function wins.
    public func merging(_ other: FunctionSet) -> FunctionSet {
        FunctionSet(functions.merging(other.functions) { $1 })
    }

    public func removing(_ names: Set<String>) -> FunctionSet {
        FunctionSet(functions.filter { !names.contains($0.key) })
    }
}
