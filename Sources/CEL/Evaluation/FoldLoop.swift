/// A loop over a range that keeps its outcome in the slot of the accumulator.
struct FoldLoop: Sendable {
    enum Body: Sendable {
        case assign(Step)
        /// One element more.
        case append(Step)
        case appendIf(Step, Step)
    }

    let accumulator: Int
    let first: Int
    let second: Int?
    let range: Step
    let initial: Step
    /// `nil` where it always holds.
    let condition: Step?
    let step: Body

    func run(_ frame: inout Frame) throws(EvaluationError) {
        let range = try range(&frame)
        let start = try initial(&frame)
        frame.failures[accumulator] = nil
        switch step {
        case .assign: frame.slots[accumulator] = start
        case .append, .appendIf:
            frame.slots[accumulator] = nil
            var collected: [CELValue] = []
            try collect(range, &collected, &frame)
            frame.slots[accumulator] = .list(collected)
            return
        }
        try forEach(in: range, &frame) { (frame: inout Frame) throws(EvaluationError) -> Bool in
            if let condition, case .bool(false) = try condition(&frame) { return false }
            try assign(&frame)
            return true
        }
    }

    private func assign(_ frame: inout Frame) throws(EvaluationError) {
        guard case .assign(let step) = step else { return }
        do throws(EvaluationError) {
            let value = try step(&frame)
            frame.slots[accumulator] = value
            if !frame.failures.isEmpty { frame.failures[accumulator] = nil }
        } catch {
            // A quantifier may still come to an answer in spite of the error.
            guard !error.isCancellation, condition != nil else { throw error }
            frame.failures[accumulator] = error
        }
    }

    private func collect(
        _ range: CELValue, _ collected: inout [CELValue], _ frame: inout Frame
    ) throws(EvaluationError) {
        var elements = collected
        try forEach(in: range, &frame) { (frame: inout Frame) throws(EvaluationError) -> Bool in
            let element: Step
            switch step {
            case .append(let step): element = step
            case .appendIf(let predicate, let step):
                guard case .bool(let holds) = try predicate(&frame) else { throw .noOverload }
                guard holds else { return true }
                element = step
            case .assign: return false
            }
            // The name of the accumulator, a new list, and the sum.
            try frame.charge(12)
            elements.append(try element(&frame))
            return true
        }
        collected = elements
    }

    private func forEach(
        in range: CELValue, _ frame: inout Frame, _ body: (inout Frame) throws(EvaluationError) -> Bool
    ) throws(EvaluationError) {
        defer {
            frame.slots[first] = nil
            if let second { frame.slots[second] = nil }
        }
        switch range {
        case .list(let list):
            for index in 0..<list.count {
                if let second {
                    frame.slots[first] = .int(Int64(index))
                    frame.slots[second] = list[index]
                } else {
                    frame.slots[first] = list[index]
                }
                guard try body(&frame) else { return }
            }
        case .map(let map):
            for (key, value) in map.entries {
                frame.slots[first] = key
                if let second { frame.slots[second] = value }
                guard try body(&frame) else { return }
            }
        default: throw .noOverload
        }
    }
}
