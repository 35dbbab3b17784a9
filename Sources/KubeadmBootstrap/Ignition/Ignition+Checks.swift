import ClusterAPI

extension Ignition {
    /// Finds what Ignition would refuse at the machine's first start, where nobody sees it.
    ///
    /// - Throws: ``ControllerStateError`` naming the field.
    func check() throws(ControllerStateError) {
        for (index, file) in spec.files.enumerated() where !file.path.hasPrefix("/") {
            throw Self.error("files[\(index)].path", "path not absolute")
        }
        for (index, partition) in (spec.diskSetup?.partitions ?? []).enumerated()
        where !partition.device.hasPrefix("/") {
            throw Self.error("diskSetup.partitions[\(index)].device", "path not absolute")
        }
        for (index, filesystem) in (spec.diskSetup?.filesystems ?? []).enumerated() {
            let field = "diskSetup.filesystems[\(index)]"
            if !filesystem.device.hasPrefix("/") { throw Self.error("\(field).device", "path not absolute") }
            if let problem = ContainerLinuxChecks.format(filesystem.filesystem) {
                throw Self.error("\(field).filesystem", problem)
            }
            if let problem = ContainerLinuxChecks.label(filesystem.label ?? "", format: filesystem.filesystem) {
                throw Self.error("\(field).label", problem)
            }
        }
    }

    private static func error(_ field: String, _ problem: String) -> ControllerStateError {
        ControllerStateError("spec.\(field): \(problem)")
    }
}
