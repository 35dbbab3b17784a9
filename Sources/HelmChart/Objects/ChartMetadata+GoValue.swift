public import GoTemplate

extension ChartMetadata {
    /// `.Chart`.
    ///
    /// - Parameter isRoot: Whether the chart is in no other.
    public func goValue(isRoot: Bool) -> GoValue {
        .object(
            GoStruct(
                typeName: "struct { chart.Metadata; IsRoot bool }",
                fields: [.init(name: "IsRoot", jsonName: "IsRoot", value: .bool(isRoot), omitsEmpty: false)],
                embedded: [("Metadata", structure)]))
    }

    var structure: GoStruct {
        func list<Element>(_ elements: [Element], _ value: (Element) -> GoValue) -> GoValue {
            .list(GoList(elements.map(value), isNil: elements.isEmpty))
        }
        let texts = GoMap(annotations.mapValues { .text($0) }, of: .string)
        let fields: [(String, String, GoValue)] = [
            ("Name", "name", .text(name)), ("Home", "home", .text(home)),
            ("Sources", "sources", .list(GoList(sources.map { .text($0) }, of: .string, isNil: sources.isEmpty))),
            ("Version", "version", .text(version)), ("Description", "description", .text(description)),
            ("Keywords", "keywords", .list(GoList(keywords.map { .text($0) }, of: .string, isNil: keywords.isEmpty))),
            ("Maintainers", "maintainers", list(maintainers) { .object($0.structure) }),
            ("Icon", "icon", .text(icon)), ("APIVersion", "apiVersion", .text(apiVersion)),
            ("Condition", "condition", .text(condition)), ("Tags", "tags", .text(tags)),
            ("AppVersion", "appVersion", .text(appVersion)), ("Deprecated", "deprecated", .bool(deprecated)),
            ("Annotations", "annotations", .map(texts)), ("KubeVersion", "kubeVersion", .text(kubeVersion)),
            ("Dependencies", "dependencies", list(dependencies) { .object($0.structure) }),
            ("Type", "type", .text(type)),
        ]
        return GoStruct(
            typeName: "chart.Metadata", fields: fields.map { .init(name: $0.0, jsonName: $0.1, value: $0.2) })
    }
}

extension ChartMetadata.Maintainer {
    var structure: GoStruct {
        GoStruct(
            typeName: "*chart.Maintainer",
            fields: [("Name", "name", name), ("Email", "email", email), ("URL", "url", url)].map {
                .init(name: $0.0, jsonName: $0.1, value: .text($0.2))
            })
    }
}

extension ChartDependency {
    var structure: GoStruct {
        let imported = importValues.map { values -> GoValue in
            switch values {
            case .exported(let name): .text(name)
            case .mapped(let child, let parent):
                .map(GoMap(["child": .text(child), "parent": .text(parent)], of: .string))
            }
        }
        let tags = GoList(tags.map { .text($0) }, of: .string, isNil: tags.isEmpty)
        let fields: [(String, String, GoValue, Bool)] = [
            ("Name", "name", .text(name), false), ("Version", "version", .text(version), true),
            ("Repository", "repository", .text(repository), false), ("Condition", "condition", .text(condition), true),
            ("Tags", "tags", .list(tags), true), ("Enabled", "enabled", .bool(enabled), true),
            ("ImportValues", "import-values", .list(GoList(imported, isNil: imported.isEmpty)), true),
            ("Alias", "alias", .text(alias), true),
        ]
        return GoStruct(
            typeName: "*chart.Dependency",
            fields: fields.map { .init(name: $0.0, jsonName: $0.1, value: $0.2, omitsEmpty: $0.3) })
    }
}
