import Machinery

extension FieldEncoder {
    /// Begins an object with what all objects begin with.
    init(_ type: ResourceType, _ metadata: ObjectMeta) {
        self.init()
        set("apiVersion", type.apiVersion)
        set("kind", type.kind)
        set("metadata", metadata)
    }
}
