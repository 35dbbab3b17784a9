/// Go's `text/template`, as Go 1.23 has it, for the values of `GoValue`: its language, its formatting and its errors to the
/// letter.
///
///     let templates = try Template.parse("Hello {{.name | printf \"%q\"}}", name: "greeting")
///     try templates.execute("greeting", data: .map(GoMap(["name": .string("you")])))
///
/// What differs: there are no complex numbers, functions are no values, addresses (`%p`) are not printed, two objects are
/// equal if they have one type and print alike, nil for a parameter that is a map is an empty map, and what is parsed and
/// executed is bounded.
public enum Template {
    /// A set with the templates of one text.
    public static func parse(
        _ text: String, name: String, functions: FunctionSet = FunctionSet(),
        delimiters: TemplateDelimiters = .standard, limits: ParseLimits = ParseLimits()
    ) throws(TemplateError) -> TemplateSet {
        try TemplateSet(name: name, functions: functions, delimiters: delimiters, limits: limits)
            .adding(text, name: name)
    }
}

/// Templates that can execute each other by name. A value: many tasks can execute one set at the same time.
public struct TemplateSet: Sendable {
    /// The name of the set in errors, and of texts that templates parse (`tpl`).
    public let name: String
    /// The functions that texts can call beside the built-in ones. They are looked up when a text is parsed.
    public let functions: FunctionSet
    public let delimiters: TemplateDelimiters
    public let limits: ParseLimits
    private var definitions: [String: Definition] = [:]

    /// A set without templates.
    public init(
        name: String, functions: FunctionSet = FunctionSet(), delimiters: TemplateDelimiters = .standard,
        limits: ParseLimits = ParseLimits()
    ) {
        self.name = name
        self.functions = functions
        self.delimiters = delimiters
        self.limits = limits
    }

    /// The names of all templates, sorted.
    public var names: [String] { definitions.keys.sorted() }

    public func contains(_ name: String) -> Bool { definitions[name] != nil }

    /// Adds the templates of a text: itself, under its name, and those that it defines.
    ///
    /// A template replaces another of its name, but not if it holds nothing but space and comments. Within one text, two
    /// templates of one name are an error. After an error the set is as it was.
    public mutating func add(_ text: String, name: String) throws(TemplateError) {
        _ = try addText(text, name: name)
    }

    /// The set with the templates of another text.
    public func adding(_ text: String, name: String) throws(TemplateError) -> TemplateSet {
        var set = self
        try set.add(text, name: name)
        return set
    }

    /// - Returns: The template that is the text itself, even where it replaces no other.
    mutating func addText(_ text: String, name: String) throws(TemplateError) -> Definition {
        let source = Source(name: name, text: Array(text.utf8))
        guard source.text.count <= limits.bytes else {
            throw TemplateError(
                parsing: name, line: 1, message: "the text has more than the allowed \(limits.bytes) bytes")
        }
        let context = ParseContext(source, functions, delimiters, limits)
        var parser = Parser(context)
        try parser.parse()
        for definition in context.definitions.values {
            if definition.isEmpty, definitions[definition.name] != nil { continue }
            definitions[definition.name] = definition
        }
        return context.definitions[name] ?? Definition(name: name, source: source, body: [])
    }

    subscript(name: String) -> Definition? { definitions[name] }

    /// Executes a template.
    ///
    /// - Parameter data: What the dot and `$` are worth. Functions can change maps in it (`set`).
    /// - Returns: What was printed, with U+FFFD for bytes that are not UTF-8.
    public func execute(
        _ name: String, data: GoValue, options: ExecutionOptions = ExecutionOptions()
    ) throws(TemplateError) -> String {
        String(decoding: try executeToBytes(name, data: data, options: options), as: UTF8.self)
    }

    /// Executes a template.
    ///
    /// - Returns: What was printed, as it is.
    public func executeToBytes(
        _ name: String, data: GoValue, options: ExecutionOptions = ExecutionOptions()
    ) throws(TemplateError) -> [UInt8] {
        let definition = try definition(name)
        let execution = Execution(self, definition, options, Budget(options.limits))
        return try execution.run(definition, data: data)
    }

    func definition(_ name: String) throws(TemplateError) -> Definition {
        guard let definition = definitions[name] else {
            let (wanted, own) = (GoFormat.quoted(GoString(name)), GoFormat.quoted(GoString(self.name)))
            throw TemplateError(template: name, message: "no template \(wanted) associated with template \(own)")
        }
        return definition
    }
}
