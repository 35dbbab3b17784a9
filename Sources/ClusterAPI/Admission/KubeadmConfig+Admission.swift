import JSON
public import Machinery

extension KubeadmConfig: AdmittedResource {
    public mutating func applyDefaults(replacing old: KubeadmConfig?) {
        spec.applyDefaults()
    }

    public func validateCreate() -> [FieldError] {
        spec.validate(at: "spec")
    }

    public func validateUpdate(from old: KubeadmConfig, in context: AdmissionContext) -> [FieldError] {
        spec.validate(at: "spec")
    }
}

extension KubeadmConfigTemplate: AdmittedResource {
    public mutating func applyDefaults(replacing old: KubeadmConfigTemplate?) {
        spec.template.spec.applyDefaults()
    }

    public func validateCreate() -> [FieldError] {
        spec.template.spec.validate(at: "spec.template.spec")
            + FieldChecks.metadata(spec.template.metadata, at: "spec.template.metadata")
    }

    public func validateUpdate(from old: KubeadmConfigTemplate, in context: AdmissionContext) -> [FieldError] {
        validateCreate()
    }
}

extension KubeadmConfigSpec {
    mutating func applyDefaults() {
        format = format ?? .cloudConfig
        initConfiguration?.nodeRegistration.applyDefaults()
        joinConfiguration?.nodeRegistration.applyDefaults()
        if var exec = joinConfiguration?.discovery.file?.kubeConfig?.user.exec {
            exec.apiVersion = exec.apiVersion ?? "client.authentication.k8s.io/v1"
            joinConfiguration?.discovery.file?.kubeConfig?.user.exec = exec
        }
    }

    func validate(at field: String) -> [FieldError] {
        var errors = validateFiles(at: "\(field).files")
        for (index, user) in users.enumerated() { errors += user.validate(at: "\(field).users[\(index)]") }
        for (index, token) in (initConfiguration?.bootstrapTokens ?? []).enumerated() {
            errors += token.validate(at: "\(field).initConfiguration.bootstrapTokens[\(index)]")
        }
        if let user = joinConfiguration?.discovery.file?.kubeConfig?.user {
            errors += user.validate(at: "\(field).joinConfiguration.discovery.file.kubeConfig.user")
        }
        return errors + validateIgnition(at: field)
    }

    private func validateFiles(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var paths: Set<String> = []
        for (index, file) in files.enumerated() {
            errors += file.validate(at: "\(field)[\(index)]")
            if !paths.insert(file.path).inserted {
                errors.append(
                    .invalid(
                        "\(field)[\(index)].path", .string(file.path), "path property must be unique among all files"))
            }
        }
        return errors
    }
}

extension KubeadmNodeRegistration {
    fileprivate mutating func applyDefaults() {
        imagePullPolicy = imagePullPolicy ?? "IfNotPresent"
    }
}

extension BootstrapFile {
    fileprivate func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if content != nil, contentFrom != nil {
            errors.append(
                .invalid(field, .string(path), "only one of content or contentFrom may be specified for a single file"))
        }
        if let contentFrom { errors += contentFrom.validate(at: "\(field).contentFrom") }
        return errors
    }
}

extension BootstrapUser {
    fileprivate func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if passwd != nil, passwdFrom != nil {
            errors.append(
                .invalid(field, .string(name), "only one of passwd or passwdFrom may be specified for a single user"))
        }
        if let passwdFrom { errors += passwdFrom.validate(at: "\(field).passwdFrom") }
        return errors
    }
}

extension KubeadmKubeConfigUser {
    fileprivate func validate(at field: String) -> [FieldError] {
        switch (authProvider, exec) {
        case (nil, nil): [.invalid(field, json, "at least one of authProvider or exec must be defined")]
        case (.some, .some): [.invalid(field, json, "either authProvider or exec must be defined")]
        default: []
        }
    }
}

extension BootstrapSecretSource {
    fileprivate func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if secret.name.isEmpty {
            errors.append(.required("\(field).secret.name", "secret file source must specify non-empty secret name"))
        }
        if secret.key.isEmpty {
            errors.append(.required("\(field).secret.key", "secret file source must specify non-empty secret key"))
        }
        return errors
    }
}

extension KubeadmBootstrapToken {
    fileprivate func validate(at field: String) -> [FieldError] {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(\.utf8)
        let isWellFormed =
            parts.count == 2 && parts[0].count == 6 && parts[1].count == 16
            && parts.joined().allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        if isWellFormed { return [] }
        // The value is a secret: it is not repeated.
        return [FieldError(.invalid, "\(field).token", "must be of the form [a-z0-9]{6}.[a-z0-9]{16}")]
    }
}

/// What Ignition cannot do, or has settings of its own for.
extension KubeadmConfigSpec {
    private static let ignitionConflict = "not supported when spec.format is set to: \"ignition\""

    fileprivate func validateIgnition(at field: String) -> [FieldError] {
        guard format == .ignition else {
            guard ignition != nil else { return [] }
            return [
                .invalid(
                    "\(field).format", .string(format?.rawValue ?? ""),
                    "must be set to \"ignition\" if spec.ignition is set")
            ]
        }
        var errors: [FieldError] = []
        for (index, user) in users.enumerated() where user.inactive == true {
            errors.append(.forbidden("\(field).users[\(index)].inactive", Self.ignitionConflict))
        }
        for (index, file) in files.enumerated() where file.encoding == .gzip || file.encoding == .gzipBase64 {
            errors.append(.forbidden("\(field).files[\(index)].encoding", Self.ignitionConflict))
        }
        if useExperimentalRetryJoin == true {
            errors.append(.forbidden("\(field).useExperimentalRetryJoin", Self.ignitionConflict))
        }
        if !bootCommands.isEmpty { errors.append(.forbidden("\(field).bootCommands", Self.ignitionConflict)) }
        return errors + validateIgnitionDisks(at: "\(field).diskSetup")
    }

    private func validateIgnitionDisks(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (index, partition) in (diskSetup?.partitions ?? []).enumerated() {
            guard let type = partition.tableType, type != "gpt" else { continue }
            errors.append(
                .invalid(
                    "\(field).partitions[\(index)].tableType", .string(type),
                    "only partition type \"gpt\" is supported when spec.format is set to: \"ignition\""))
        }
        for (index, filesystem) in (diskSetup?.filesystems ?? []).enumerated() {
            if filesystem.replaceFS != nil {
                errors.append(.forbidden("\(field).filesystems[\(index)].replaceFS", Self.ignitionConflict))
            }
            if filesystem.partition != nil {
                errors.append(.forbidden("\(field).filesystems[\(index)].partition", Self.ignitionConflict))
            }
        }
        return errors
    }
}
