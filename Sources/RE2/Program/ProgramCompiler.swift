/// A writer of instructions from a tree, from its end to its beginning: what follows a part is known when it is written.
struct ProgramCompiler {
    private(set) var instructions: [Instruction] = []
    private var classes: ClassTable

    init(classes: ClassTable) {
        self.classes = classes
    }

    static func compile(_ syntax: MeasuredSyntax, classes: ClassTable, captureCount: Int) -> Program {
        var compiler = ProgramCompiler(classes: classes)
        compiler.instructions.reserveCapacity(syntax.size + 1)
        let match = compiler.emit(Instruction(operation: .match))
        let start = compiler.write(syntax.syntax, before: match).start
        return Program(
            instructions: compiler.instructions, start: start, sets: compiler.classes.sets, captureCount: captureCount)
    }

    /// Where a part begins, and whether it can match without consuming.
    private typealias Part = (start: Int32, isNullable: Bool)

    private mutating func emit(_ instruction: Instruction) -> Int32 {
        instructions.append(instruction)
        return Int32(truncatingIfNeeded: instructions.count - 1)
    }

    private mutating func write(_ syntax: Syntax, before next: Int32) -> Part {
        switch syntax {
        case .empty:
            return (next, true)
        case .literal(let scalars, let foldsCase):
            var start = next
            for scalar in scalars.reversed() { start = write(scalar, foldsCase: foldsCase, before: start) }
            return (start, scalars.isEmpty)
        case .characterClass(let index):
            return (write(classAt: index, before: next), false)
        case .assertion(let assertions):
            let argument = UInt32(assertions.rawValue)
            return (emit(Instruction(operation: .assertion, next: next, argument: argument)), true)
        case .capture(let index, let body):
            let end = UInt32(index * 2 + 1)
            let close = emit(Instruction(operation: .capture, next: next, argument: end))
            let part = write(body, before: close)
            return (emit(Instruction(operation: .capture, next: part.start, argument: end - 1)), part.isNullable)
        case .concatenation(let parts):
            var whole: Part = (next, true)
            for syntax in parts.reversed() {
                let part = write(syntax, before: whole.start)
                whole = (part.start, whole.isNullable && part.isNullable)
            }
            return whole
        case .alternation(let branches):
            return write(alternation: branches, before: next)
        case .repetition(let body, let repetition):
            return write(body, repetition, before: next)
        }
    }

    private mutating func write(_ scalar: UInt32, foldsCase: Bool, before next: Int32) -> Int32 {
        if foldsCase, CaseFolding.successor(of: scalar) != scalar {
            return write(classAt: classes.index(ofOrbitOf: scalar), before: next)
        }
        return emit(Instruction(operation: .scalar, next: next, argument: scalar))
    }

    private mutating func write(classAt index: Int, before next: Int32) -> Int32 {
        let set = classes.sets[index]
        if set.isEmpty { return emit(Instruction(operation: .fail)) }
        if set == .all { return emit(Instruction(operation: .any, next: next)) }
        if set == .allButNewline { return emit(Instruction(operation: .anyButNewline, next: next)) }
        return emit(Instruction(operation: .characterClass, next: next, argument: UInt32(index)))
    }

    private mutating func write(alternation branches: [Syntax], before next: Int32) -> Part {
        var whole: Part?
        for branch in branches.reversed() {
            let part = write(branch, before: next)
            guard let others = whole else {
                whole = part
                continue
            }
            whole = (
                emitChoice(of: part.start, over: others.start, prefersFirst: true),
                part.isNullable || others.isNullable
            )
        }
        return whole ?? (emit(Instruction(operation: .fail)), false)
    }

    /// x{2,4} becomes xx(x(x)?)?, x{2,} becomes xx+.
    private mutating func write(_ body: Syntax, _ repetition: Repetition, before next: Int32) -> Part {
        var whole: Part = (next, true)
        var copies = repetition.minimum
        if let maximum = repetition.maximum {
            for _ in repetition.minimum..<max(repetition.minimum, maximum) {
                let part = write(body, before: whole.start)
                whole.start = emitChoice(of: part.start, over: next, prefersFirst: repetition.isGreedy)
            }
        } else {
            let choice = emit(Instruction(operation: .alternative))
            let part = write(body, before: choice)
            setChoice(at: choice, of: part.start, over: next, prefersFirst: repetition.isGreedy)
            if copies > 0 {
                whole = part
                copies -= 1
            } else if part.isNullable {
                // (x+)?: the empty match of x comes before none of x.
                whole.start = emitChoice(of: part.start, over: next, prefersFirst: repetition.isGreedy)
            } else {
                whole.start = choice
            }
        }
        for _ in 0..<copies {
            let part = write(body, before: whole.start)
            whole = (part.start, whole.isNullable && part.isNullable)
        }
        return whole
    }

    private mutating func emitChoice(of first: Int32, over second: Int32, prefersFirst: Bool) -> Int32 {
        let choice = emit(Instruction(operation: .alternative))
        setChoice(at: choice, of: first, over: second, prefersFirst: prefersFirst)
        return choice
    }

    private mutating func setChoice(at choice: Int32, of first: Int32, over second: Int32, prefersFirst: Bool) {
        instructions[Int(choice)].next = prefersFirst ? first : second
        instructions[Int(choice)].argument = UInt32(prefersFirst ? second : first)
    }
}
