/// Runs `body` for every element, `width` of them at a time.
///
/// - Throws: The first error, after the elements that were begun by then; the others are not begun.
func concurrently<Element: Sendable>(
    _ elements: [Element], width: Int, _ body: @escaping @Sendable (Element) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<min(width, elements.count) {
            group.addTask {
                for index in stride(from: lane, to: elements.count, by: width) { try await body(elements[index]) }
            }
        }
        try await group.waitForAll()
    }
}
