import Machinery

/// Which mutating webhooks are called a second time for one write: those that ask for it and were called before somebody
/// changed the object.
struct Reinvocation {
    /// Whether this is the second round.
    private(set) var isRepeating = false
    /// Whether a webhook changed the object, so that a second round is due.
    private(set) var isRequested = false
    /// The webhooks that ask for it, called since the object was changed last.
    private var called: Set<String> = []
    private var due: Set<String> = []
    /// The object when the webhooks were done with it.
    private var output: Unstructured?

    /// Begins the second round, before which the plugins in this process have run again.
    mutating func beginRepeating(with object: Unstructured?) {
        isRepeating = true
        if object != output { callAgain() }
    }

    /// A webhook that did not see the object in the first round does not in the second.
    func mayCall(_ webhook: AdmissionWebhook) -> Bool { !isRepeating || due.contains(webhook.id) }

    mutating func didCall(_ webhook: AdmissionWebhook, changed: Bool) {
        if changed {
            callAgain()
            isRequested = true
        }
        if webhook.reinvocationPolicy == .ifNeeded { called.insert(webhook.id) }
    }

    mutating func endRound(with object: Unstructured?) { output = object }

    private mutating func callAgain() {
        due.formUnion(called)
        called = []
    }
}
