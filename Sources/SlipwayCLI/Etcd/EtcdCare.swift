import EtcdClient

/// Decides which members are asked for what.
enum EtcdCare {
    /// The node whose member is saved: a follower, so that the leader has no more to do.
    ///
    /// - Throws: ``CommandFailure`` where no member, or not the one that is wanted, is well.
    static func snapshotSource(_ surveys: [EtcdSurvey], wanted: String?) throws(CommandFailure) -> String {
        if let wanted {
            guard let survey = surveys.first(where: { $0.node == wanted }) else {
                let nodes = surveys.map(\.node).joined(separator: ", ")
                throw .failed("there is no member on node \(wanted); the nodes are \(nodes)")
            }
            if let problem = survey.problem { throw .failed("the member on node \(wanted) is not well: \(problem)") }
            return wanted
        }
        let well = surveys.filter { $0.problem == nil && $0.status?.isLearner == false }
        guard let source = well.first(where: { $0.status?.isLeader == false }) ?? well.first else {
            throw .failed("no member can be saved: \(problems(of: surveys))")
        }
        return source.node
    }

    /// The nodes in the order in which their members are defragmented: the leader last.
    ///
    /// A member without space is just the one to be defragmented.
    static func defragmentationOrder(
        _ surveys: [EtcdSurvey], mayInterrupt: Bool
    ) throws(CommandFailure) -> [String] {
        let ill = surveys.filter { survey in
            survey.problem != nil && (survey.alarms.isEmpty || !survey.alarms.allSatisfy { $0.kind == .noSpace })
        }
        guard ill.isEmpty else { throw .failed("nothing was done: \(problems(of: ill))") }
        guard surveys.count > 1 || mayInterrupt else {
            throw .failed(
                "the only member serves nothing while it is defragmented, nor does the cluster's API: add --interrupt to agree"
            )
        }
        return (surveys.filter { $0.status?.isLeader == false } + surveys.filter { $0.status?.isLeader != false })
            .map(\.node)
    }

    private static func problems(of surveys: [EtcdSurvey]) -> String {
        surveys.map { "the member on node \($0.node): \($0.problem ?? "it is a learner")" }.joined(separator: "; ")
    }
}
