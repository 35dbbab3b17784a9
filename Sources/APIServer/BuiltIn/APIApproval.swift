import JSON
import Machinery

/// Whether the owners of Kubernetes' own groups have approved of a definition in one of them (KEP-1111).
enum APIApproval: Hashable {
    case missing, invalid, approved, bypassed

    static let annotation = "api-approved.kubernetes.io"
    private static let reference = "see https://github.com/kubernetes/enhancements/pull/1111"

    static func isProtected(_ group: String) -> Bool {
        ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix(".\($0)") }
    }

    init(_ object: Unstructured) {
        let text = object.annotations[Self.annotation] ?? ""
        if text.isEmpty {
            self = .missing
        } else if text.hasPrefix("unapproved") {
            self = .bypassed
        } else if let url = URLText(requestURI: text), !url.scheme.isEmpty, !url.host.isEmpty {
            self = .approved
        } else {
            self = .invalid
        }
    }

    func message(for object: Unstructured) -> String {
        let text = object.annotations[Self.annotation] ?? ""
        return switch self {
        case .missing: "protected groups must have approval annotation \"\(Self.annotation)\", \(Self.reference)"
        case .invalid:
            "protected groups must have approval annotation \"\(Self.annotation)\" with either a URL or a reason "
                + "starting with \"unapproved\", \(Self.reference)"
        case .approved: "approved in \(text)"
        case .bypassed: "not approved: \(JSONValue.string(text).text)"
        }
    }

    /// The condition `KubernetesAPIApprovalPolicyConformant`; `nil` for groups that are not protected.
    static func condition(of object: Unstructured) -> DefinitionCondition? {
        guard isProtected(object.text(at: "spec", "group")) else { return nil }
        let approval = APIApproval(object)
        let (status, reason) =
            switch approval {
            case .missing: (false, "MissingAnnotation")
            case .invalid: (false, "InvalidAnnotation")
            case .approved: (true, "ApprovedAnnotation")
            case .bypassed: (false, "UnapprovedAnnotation")
            }
        return DefinitionCondition(
            "KubernetesAPIApprovalPolicyConformant", status, reason, approval.message(for: object))
    }

    /// What is wrong with the annotation. One that was wrong before may stay.
    static func errors(_ object: Unstructured, old: Unstructured?) -> [FieldError] {
        guard isProtected(object.text(at: "spec", "group")) else { return [] }
        let approval = APIApproval(object)
        if let old, APIApproval(old) == approval { return [] }
        let field = "metadata.annotations[\(annotation)]"
        return switch approval {
        case .approved, .bypassed: []
        case .missing: [.required(field, approval.message(for: object))]
        case .invalid:
            [.invalid(field, .string(object.annotations[annotation] ?? ""), approval.message(for: object))]
        }
    }
}
