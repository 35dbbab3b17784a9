/// Which fields a request through a resource or one of its subresources may set: the others are reset before the object is
/// stored, so nobody gets to own them.
public enum FieldScope: Sendable, Hashable {
    case all
    /// All but these, with what is in them.
    case excluding(FieldSet)
    /// These alone, with what is in them.
    case only(FieldSet)

    /// The whole object of a kind with a status subresource.
    public static let withoutStatus = FieldScope.excluding(FieldSet(fields: "status"))
    /// The status subresource.
    public static let status = FieldScope.only(FieldSet(fields: "status"))

    func filtered(_ set: FieldSet) -> FieldSet {
        switch self {
        case .all: set
        case .excluding(let fields): set.recursiveDifference(fields)
        case .only(let fields): set.under(fields)
        }
    }
}
