import JSON

extension ObjectMeta {
    /// The most bytes that the keys and values of all annotations may have together.
    public static let maximumAnnotationBytes = 256 * 1024

    /// What is wrong with the metadata of an object that is to be created, in the words of Kubernetes'
    /// `ValidateObjectMeta`.
    ///
    /// - Parameters:
    ///   - isNamespaced: Whether objects of this kind live in namespaces.
    ///   - nameRule: The rule that names of this kind follow.
    public func validate(isNamespaced: Bool, nameRule: NameRule = .dns1123Subdomain) -> [FieldError] {
        validateName(nameRule) + validateNamespace(isNamespaced: isNamespaced) + validateGeneration()
            + Self.validate(labels: labels, at: "metadata.labels")
            + Self.validate(annotations: annotations, at: "metadata.annotations") + validateOwnerReferences()
            + validateFinalizers()
    }

    private func validateName(_ rule: NameRule) -> [FieldError] {
        var errors =
            generateName.isEmpty
            ? []
            : rule.problems(inPrefix: generateName).map {
                FieldError.invalid("metadata.generateName", .string(generateName), $0)
            }
        if name.isEmpty {
            if generateName.isEmpty {
                errors.append(.required("metadata.name", "name or generateName is required"))
            }
        } else {
            errors += rule.problems(in: name).map { .invalid("metadata.name", .string(name), $0) }
        }
        return errors
    }

    private func validateNamespace(isNamespaced: Bool) -> [FieldError] {
        guard isNamespaced else {
            return namespace.isEmpty ? [] : [.forbidden("metadata.namespace", "not allowed on this type")]
        }
        guard !namespace.isEmpty else { return [.required("metadata.namespace")] }
        return NameRule.dns1123Label.problems(in: namespace).map {
            .invalid("metadata.namespace", .string(namespace), $0)
        }
    }

    private func validateGeneration() -> [FieldError] {
        guard generation < 0 else { return [] }
        return [.invalid("metadata.generation", .integer(generation), "must be greater than or equal to 0")]
    }

    /// What is wrong with labels, in the words of Kubernetes' `ValidateLabels`.
    public static func validate(labels: [String: String], at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            errors += NameRule.qualifiedName.problems(in: key).map { .invalid(field, .string(key), $0) }
            errors += NameRule.labelValue.problems(in: value).map { .invalid(field, .string(value), $0) }
        }
        return errors
    }

    /// What is wrong with annotations, in the words of Kubernetes' `ValidateAnnotations`.
    public static func validate(annotations: [String: String], at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var size = 0
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            // The case of a key's prefix is not restricted, unlike that of a label's.
            errors += NameRule.qualifiedName.problems(in: key.lowercased()).map {
                .invalid(field, .string(key), $0)
            }
            size += key.utf8.count + value.utf8.count
        }
        if size > maximumAnnotationBytes {
            errors.append(.tooLong(field, maximum: maximumAnnotationBytes))
        }
        return errors
    }

    private func validateOwnerReferences() -> [FieldError] {
        var errors: [FieldError] = []
        var controllers: [OwnerReference] = []
        for (index, owner) in ownerReferences.enumerated() {
            errors += owner.validate(at: "metadata.ownerReferences[\(index)]")
            if owner.controller == true { controllers.append(owner) }
        }
        if controllers.count > 1 {
            errors.append(
                .invalid(
                    "metadata.ownerReferences", ownerReferences.json,
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                        + "\(controllers[0].name) and \(controllers[1].name)"))
        }
        return errors
    }

    private func validateFinalizers() -> [FieldError] {
        var errors: [FieldError] = []
        for (index, finalizer) in finalizers.enumerated() {
            errors += NameRule.qualifiedName.problems(in: finalizer).map {
                .invalid("metadata.finalizers[\(index)]", .string(finalizer), $0)
            }
        }
        if finalizers.contains("orphan"), finalizers.contains("foregroundDeletion") {
            errors.append(
                .invalid(
                    "metadata.finalizers", finalizers.json,
                    "finalizer orphan and foregroundDeletion cannot be both set"))
        }
        return errors
    }
}

extension OwnerReference {
    func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if GroupVersion(apiVersion: apiVersion).version.isEmpty {
            errors.append(.invalid("\(field).apiVersion", .string(apiVersion), "version must not be empty"))
        }
        for (name, value) in [("kind", kind), ("name", self.name), ("uid", uid)] where value.isEmpty {
            errors.append(.invalid("\(field).\(name)", .string(value), "must not be empty"))
        }
        if apiVersion == "v1", kind == "Event" {
            errors.append(.invalid(field, json, "/v1, Kind=Event is disallowed from being an owner"))
        }
        return errors
    }
}
