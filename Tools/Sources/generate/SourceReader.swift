import SwiftParser
import SwiftSyntax

/// Finds the API types of one source file: top-level structs that conform to `Resource`, `JSONRepresentable` or `OpenEnum`.
struct SourceReader {
    private let path: String
    private let file: SourceFileSyntax

    init(path: String, source: String) {
        self.path = path
        file = Parser.parse(source: source)
    }

    func publicImports() -> [String] {
        file.statements.compactMap { statement in
            guard let declaration = statement.item.as(ImportDeclSyntax.self) else { return nil }
            guard declaration.modifiers.contains(where: { $0.name.text == "public" }) else { return nil }
            return declaration.path.trimmedDescription
        }
    }

    func types() throws -> [TypeModel] {
        try file.statements.compactMap { statement in
            guard let declaration = statement.item.as(StructDeclSyntax.self) else { return nil }
            do {
                return try type(declaration)
            } catch let error as GeneratorError {
                throw GeneratorError("\(path): \(declaration.name.text): \(error.description)")
            }
        }
    }

    private func type(_ declaration: StructDeclSyntax) throws -> TypeModel? {
        let conformances = declaration.inheritanceClause?.inheritedTypes.map { $0.type.trimmedDescription } ?? []
        let comments = Comments(declaration.leadingTrivia)
        let markers = try Markers(commentLines: comments.line)
        if conformances.contains("OpenEnum") {
            return TypeModel(
                name: declaration.name.text, documentation: comments.documentation, markers: markers,
                form: .openEnum(values: enumValues(declaration)))
        }
        let isResource = conformances.contains("Resource") || conformances.contains("AdmittedResource")
        guard isResource || conformances.contains("JSONRepresentable") else { return nil }
        guard isResource == markers.has("resource") else {
            throw GeneratorError("a resource needs both the conformance and a '+resource:' marker")
        }
        let unknown = markers.keys(notIn: SchemaWriter.typeMarkers)
        guard unknown.isEmpty else { throw GeneratorError("unknown markers: \(unknown.joined(separator: ", "))") }
        let properties = try storedProperties(declaration)
        guard properties.contains(where: { $0.jsonName == "unknownFields" }) else {
            throw GeneratorError("a property 'unknownFields' is missing")
        }
        let hasInit = declaration.memberBlock.members.contains { member in
            let initializer = member.decl.as(InitializerDeclSyntax.self)
            return initializer?.signature.parameterClause.parameters.isEmpty == false
        }
        return TypeModel(
            name: declaration.name.text, documentation: comments.documentation, markers: markers,
            form: .object(properties.filter { $0.jsonName != "unknownFields" }, hasMemberwiseInit: hasInit),
            resource: try markers.parameters("resource").first)
    }

    private func storedProperties(_ declaration: StructDeclSyntax) throws -> [Property] {
        try declaration.memberBlock.members.flatMap { member -> [Property] in
            guard let variable = member.decl.as(VariableDeclSyntax.self), !variable.isStatic else { return [] }
            let comments = Comments(variable.leadingTrivia)
            return try variable.bindings.compactMap { binding in
                guard binding.accessorBlock == nil else { return nil }
                return try property(binding, comments)
            }
        }
    }

    private func property(_ binding: PatternBindingSyntax, _ comments: Comments) throws -> Property {
        guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else {
            throw GeneratorError("a stored property needs a plain name")
        }
        let markers = try Markers(commentLines: comments.line)
        let unknown = markers.keys(notIn: SchemaWriter.propertyMarkers)
        guard unknown.isEmpty else {
            throw GeneratorError("\(name): unknown markers: \(unknown.joined(separator: ", "))")
        }
        let property = Property(
            swiftName: name, jsonName: markers.value("name") ?? name.filter { $0 != "`" },
            type: try type(of: binding, name),
            defaultValue: binding.initializer?.value.trimmedDescription, documentation: comments.documentation,
            markers: markers)
        if case .named(let type) = property.type, ["Bool", "Int32", "Int64"].contains(type),
            property.defaultValue != nil
        {
            throw GeneratorError(
                "\(name): make it optional: absent and \(property.defaultValue ?? "") must stay distinct")
        }
        return property
    }

    /// The annotated type, or the one of an initializer such as `= ""` or `= ClusterSpec()`.
    private func type(of binding: PatternBindingSyntax, _ name: String) throws -> SwiftType {
        if let annotation = binding.typeAnnotation { return try SwiftType(annotation.type) }
        if binding.initializer?.value.is(StringLiteralExprSyntax.self) == true { return .named("String") }
        if let call = binding.initializer?.value.as(FunctionCallExprSyntax.self) {
            return .named(call.calledExpression.trimmedDescription)
        }
        throw GeneratorError("\(name): write its type")
    }

    /// The literals of `static let x: Self = "X"`, in order.
    private func enumValues(_ declaration: StructDeclSyntax) -> [String] {
        declaration.memberBlock.members.flatMap { member -> [String] in
            guard let variable = member.decl.as(VariableDeclSyntax.self), variable.isStatic else { return [] }
            return variable.bindings.compactMap { binding in
                binding.initializer?.value.as(StringLiteralExprSyntax.self)?.representedLiteralValue
            }
        }
    }
}

extension SwiftType {
    init(_ syntax: TypeSyntax) throws {
        if let optional = syntax.as(OptionalTypeSyntax.self) {
            self = .optional(try SwiftType(optional.wrappedType))
        } else if let array = syntax.as(ArrayTypeSyntax.self) {
            self = .list(try SwiftType(array.element))
        } else if let dictionary = syntax.as(DictionaryTypeSyntax.self) {
            guard dictionary.key.trimmedDescription == "String" else { throw GeneratorError("maps have string keys") }
            self = .map(try SwiftType(dictionary.value))
        } else if let named = syntax.as(IdentifierTypeSyntax.self), named.genericArgumentClause == nil {
            self = .named(named.name.text)
        } else {
            throw GeneratorError("no JSON form for the type \(syntax.trimmedDescription)")
        }
    }
}

extension VariableDeclSyntax {
    var isStatic: Bool { modifiers.contains { $0.name.text == "static" } }
}

/// The comments above a declaration, without their slashes.
private struct Comments {
    /// The `///` text: lines of one paragraph joined, paragraphs and list items on lines of their own.
    var documentation = ""
    /// The `//` lines.
    var line: [String] = []

    init(_ trivia: Trivia) {
        var paragraphs: [String] = []
        var startsParagraph = true
        for piece in trivia {
            switch piece {
            case .docLineComment(let text):
                let content = String(text.dropFirst(3)).trimmed
                if content.isEmpty {
                    startsParagraph = true
                } else if startsParagraph || content.hasPrefix("* ") || content.hasPrefix("- ") {
                    paragraphs.append(content)
                    startsParagraph = false
                } else {
                    paragraphs[paragraphs.count - 1] += " " + content
                }
            case .lineComment(let text): line.append(String(text.dropFirst(2)))
            default: break
            }
        }
        documentation = paragraphs.joined(separator: "\n")
    }
}
