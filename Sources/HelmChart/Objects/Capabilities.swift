public import GoTemplate
import Sprig

/// `.Capabilities`: what the cluster that a chart is for can do.
public struct Capabilities: Sendable, Hashable {
    /// With a `v`.
    public var kubeVersion: String
    public var kubeMajor: String
    public var kubeMinor: String
    /// Groups with versions, such as `apps/v1`, and kinds of them, such as `apps/v1/Deployment`.
    public var apiVersions: [String]

    public init(kubeVersion: String, kubeMajor: String, kubeMinor: String, apiVersions: [String]) {
        self.kubeVersion = kubeVersion
        self.kubeMajor = kubeMajor
        self.kubeMinor = kubeMinor
        self.apiVersions = apiVersions
    }

    /// Those of `helm template` in version 3.17.
    public static let `default` = Capabilities(
        kubeVersion: "v1.32.0", kubeMajor: "1", kubeMinor: "32", apiVersions: defaultAPIVersions)

    /// Takes a version as `--kube-version` takes it, with or without a `v` and with parts missing.
    ///
    /// - Throws: `validation`, in Helm's words.
    public mutating func setKubeVersion(_ text: String) throws(ChartError) {
        do throws(SemanticVersionError) {
            let version = try SemanticVersion(text)
            kubeVersion = "v\(version)"
            kubeMajor = "\(version.major)"
            kubeMinor = "\(version.minor)"
        } catch {
            throw ChartError(.validation, "invalid kube version '\(text)': \(error)")
        }
    }

    /// The object for templates.
    public var goValue: GoValue {
        let kubeVersion = kubeVersion
        let text = TemplateFunction { _, _ in .text(kubeVersion) }
        let kube = GoStruct(
            typeName: "chartutil.KubeVersion",
            fields: [
                .init(name: "Version", jsonName: "Version", value: .text(kubeVersion), omitsEmpty: false),
                .init(name: "Major", jsonName: "Major", value: .text(kubeMajor), omitsEmpty: false),
                .init(name: "Minor", jsonName: "Minor", value: .text(kubeMinor), omitsEmpty: false),
            ], methods: ["String": text, "GitVersion": text], ownText: kubeVersion)
        let fields = [
            ("KubeVersion", kube as any GoObject), ("APIVersions", VersionSet(apiVersions)), ("HelmVersion", Self.helm),
        ]
        return .object(
            GoStruct(
                typeName: "*chartutil.Capabilities",
                fields: fields.map { .init(name: $0.0, jsonName: $0.0, value: .object($0.1), omitsEmpty: false) }))
    }

    /// The version of Helm whose behaviour this is.
    private static var helm: GoStruct {
        GoStruct(
            typeName: "version.BuildInfo",
            fields: [
                .init(name: "Version", jsonName: "version", value: .text("v3.17.2")),
                .init(name: "GitCommit", jsonName: "git_commit", value: .text("")),
                .init(name: "GitTreeState", jsonName: "git_tree_state", value: .text("")),
                .init(name: "GoVersion", jsonName: "go_version", value: .text("")),
            ])
    }

    private static let defaultAPIVersions = [
        "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1", "internal.apiserver.k8s.io/v1alpha1", "apps/v1", "apps/v1beta1",
        "apps/v1beta2", "authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1",
        "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1", "autoscaling/v1", "autoscaling/v2",
        "autoscaling/v2beta1", "autoscaling/v2beta2", "batch/v1", "batch/v1beta1", "certificates.k8s.io/v1",
        "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1", "coordination.k8s.io/v1alpha2",
        "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1",
        "events.k8s.io/v1", "events.k8s.io/v1beta1", "extensions/v1beta1", "flowcontrol.apiserver.k8s.io/v1",
        "flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1beta2",
        "flowcontrol.apiserver.k8s.io/v1beta3", "networking.k8s.io/v1", "networking.k8s.io/v1alpha1",
        "networking.k8s.io/v1beta1", "node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1",
        "policy/v1beta1", "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1",
        "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3",
        "scheduling.k8s.io/v1alpha1", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "storage.k8s.io/v1beta1",
        "storage.k8s.io/v1", "storage.k8s.io/v1alpha1", "storagemigration.k8s.io/v1alpha1",
        "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1",
    ]
}

/// `.Capabilities.APIVersions`.
private struct VersionSet: GoJSONObject {
    private let versions: [String]

    init(_ versions: [String]) { self.versions = versions }

    var typeName: String { "chartutil.VersionSet" }
    var entries: GoMap? { nil }
    var printed: String { "[\(versions.joined(separator: " "))]" }
    var jsonValue: GoValue { .strings(versions) }

    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> TemplateFunction? {
        guard name == "Has" else { return nil }
        let versions = Set(versions)
        return TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            .bool(versions.contains(try arguments.string(at: 0).text))
        }
    }
}

extension Chart {
    /// Holds the version of Kubernetes against the chart's `kubeVersion`.
    ///
    /// - Throws: `validation`, in Helm's words.
    public func checkKubeVersion(_ capabilities: Capabilities) throws(ChartError) {
        let range = metadata.kubeVersion
        guard !range.isEmpty, !VersionConstraint.isMet(range, by: capabilities.kubeVersion) else { return }
        throw ChartError(
            .validation,
            "chart requires kubeVersion: \(range) which is incompatible with Kubernetes \(capabilities.kubeVersion)")
    }
}
