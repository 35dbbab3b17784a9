/// Label values that hold the name of an object.
public enum LabelValue {
    /// The name where it is a valid label value; else `hash_<base64url of its FNV-1a hash>_z`, as Cluster API labels what
    /// belongs to an object with a long name.
    public static func naming(_ name: String) -> String {
        guard !NameRule.labelValue.accepts(name) else { return name }
        let hash = FNV1a.hash32(name.utf8)
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) }
        return "hash_\(Base64.url(bytes))_z"
    }

    /// Whether `value` is what `naming(name)` makes: how a labelled object is found again.
    public static func value(_ value: String, names name: String) -> Bool {
        value == naming(name)
    }
}
