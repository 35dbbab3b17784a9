import EtcdClient
import Testing

/// Expects an `EtcdError` of this code.
///
/// - Returns: The error.
@discardableResult
func expectError(
    _ code: EtcdError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> EtcdError? {
    do {
        try await body()
        Issue.record("no error came, where \(code) was expected", sourceLocation: sourceLocation)
    } catch let error as EtcdError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        return error
    } catch {
        Issue.record("\(error) instead of \(code)", sourceLocation: sourceLocation)
    }
    return nil
}
