/// A value as a Go template sees it: Go's kinds, kept apart as `text/template` keeps them apart.
///
/// Values are not `Sendable`, because maps are references, as they are in Go (`set` changes what others see). One render owns its
/// values; what tasks share is made from `JSONValue` for each render.
public enum GoValue {
    /// `nil` without a type.
    case null
    case bool(Bool)
    /// A signed or unsigned integer with its Go type, which `printf "%T"`, `kindOf` and comparisons tell apart.
    case integer(Int64, GoIntegerType)
    /// `float64`, which is what every number of a YAML or JSON file is.
    case float(Double)
    case string(GoString)
    case list(GoList)
    case map(GoMap)
    /// Something of the host's with fields and methods, such as Helm's `.Files` and `.Capabilities`.
    /// Indirect, because it would make every value three times as large.
    indirect case object(any GoObject)
}

/// The integer types that values of templates have.
public enum GoIntegerType: String, Sendable {
    /// What literals and `len` have.
    case int
    case int32
    /// What arithmetic of Sprig has.
    case int64
    /// What an element of a string or of bytes has.
    case uint8
    case uint64
}

/// A slice: its elements, and what Go's type says of them.
///
/// A value, unlike Go's: `append` never writes into what another slice sees.
public struct GoList {
    public var elements: [GoValue]
    public var elementType: GoElementType
    /// Whether this is a nil slice, which has no elements and differs from an empty one only in JSON and YAML (`null`) and for
    /// `deepEqual`.
    public var isNil: Bool

    public init(_ elements: [GoValue], of elementType: GoElementType = .any, isNil: Bool = false) {
        self.elements = elements
        self.elementType = elementType
        self.isNil = isNil
    }

    public static var `nil`: GoList { GoList([], isNil: true) }
}

/// The element type of a slice or map, as far as templates can see it (`typeOf` and `printf "%T"`).
public enum GoElementType: String, Sendable {
    case any = "interface {}"
    case string
    case int
    case uint8
    case map = "map[string]interface {}"
}

/// A `map[string]…`: a reference, as in Go.
public final class GoMap {
    public var values: [String: GoValue]
    public let elementType: GoElementType

    public init(_ values: [String: GoValue] = [:], of elementType: GoElementType = .any) {
        self.values = values
        self.elementType = elementType
    }

    /// The keys in the order in which Go's templates range over them: by bytes.
    public var sortedKeys: [String] { values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

/// A value of the host's type.
public protocol GoObject {
    /// What `printf "%T"` says, for example `chartutil.Files`.
    var typeName: String { get }
    /// The field's value, or nil if the type has no such field.
    func field(_ name: String) -> GoValue?
    /// The method as a function, or nil if the type has no such method.
    func method(_ name: String) -> TemplateFunction?
    /// The entries of a type that is a map (`chartutil.Files`), for `range`, `len` and `index`; nil for structs.
    var entries: GoMap? { get }
    /// How `printf "%v"` and an action print it.
    var printed: String { get }
}
