package import Machinery

/// The name of a new Machine by `machineNamingStrategy.template`.
///
/// The template's variables are `.cluster.name`, the name of the object that makes the Machine (`.machineSet.name` or
/// `.kubeadmControlPlane.name`) and `.random`; of the template language, nothing else is understood yet.
package enum MachineNaming {
    /// - Parameters:
    ///   - template: Names the maker and a random end where `nil`.
    ///   - maker: What the template calls the maker: `machineSet` or `kubeadmControlPlane`.
    /// - Throws: ``CloningError`` where the template asks for something else.
    package static func name(
        template: String?, clusterName: String, maker: String, makerName: String, generator: NameGenerator
    ) throws(CloningError) -> String {
        let template = template.flatMap { $0.isEmpty ? nil : $0 } ?? "{{ .\(maker).name }}-{{ .random }}"
        let values = [".cluster.name": clusterName, ".\(maker).name": makerName, ".random": generator.suffix()]
        var rest = template[...]
        var name = ""
        while let opening = rest.firstRange(of: "{{") {
            name += rest[..<opening.lowerBound]
            guard let closing = rest[opening.upperBound...].firstRange(of: "}}") else {
                throw CloningError("the naming template \"\(template)\" has an opening {{ without its }}")
            }
            let variable = rest[opening.upperBound..<closing.lowerBound].filter { $0 != " " }
            guard let value = values[String(variable)] else {
                throw CloningError("the naming template \"\(template)\" uses \(variable), which is not supported")
            }
            name += value
            rest = rest[closing.upperBound...]
        }
        name += rest
        // A name that is too long keeps its beginning and gets a random end of its own.
        return name.utf8.count <= NameGenerator.maximumLength ? name : generator.name(base: name)
    }
}
