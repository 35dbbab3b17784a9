import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    func get(_ name: String, _ call: Call) async throws -> CoreResponse {
        guard let stored = try await store.get(call.definition.key(call.namespacedName(name))) else {
            throw APIStatus.notFound(call.groupResource, name: name)
        }
        return .object(try await encoded(stored, as: call.served), created: false)
    }

    func list(_ options: ListOptions, _ call: Call) async throws -> CoreResponse {
        .list(try await encoded(try await select(options, call), as: call.served))
    }

    /// The stored objects that a list shows.
    func select(_ options: ListOptions, _ call: Call) async throws -> SelectedPage {
        let selection = try Selection(
            labelSelector: options.labelSelector, fieldSelector: options.fieldSelector, of: call.served)
        let prefix = call.definition.prefix(namespace: call.request.namespace, name: selection.requiredName)
        let range = try ListRange(options, prefix: prefix)
        do {
            if let minimum = range.minimum {
                let current = try await store.currentRevision()
                if minimum > current { throw APIStatus.tooLargeResourceVersion(minimum, current: current) }
            }
            return try await select(selection, in: range, call.served)
        } catch let error as StoreError where error.code == .compacted && !options.continueToken.isEmpty {
            throw APIStatus.expiredPage(continuingWith: range.inconsistentToken ?? "")
        } catch let error as StoreError where error.code == .futureRevision {
            throw APIStatus.tooLargeResourceVersion(
                range.query.revision ?? Revision(0), current: try await store.currentRevision())
        }
    }

    /// Reads page after page of the store until the limit is reached by objects that match.
    private func select(
        _ selection: Selection, in range: ListRange, _ served: ServedResource
    ) async throws -> SelectedPage {
        var query = range.query
        if selection.selectsAll {
            let page = try await store.list(query)
            return SelectedPage(
                objects: page.objects, revision: page.revision,
                continueToken: page.next.map { range.token(revision: page.revision, after: $0) },
                remainingCount: page.next == nil ? nil : page.remainingCount)
        }
        var objects: [StoredObject] = []
        while true {
            let page = try await store.list(query)
            // The pages of one list show one revision.
            query.revision = page.revision
            let shown = try await selectable(page.objects, by: selection, as: served)
            for (index, object) in page.objects.enumerated() where try selection.matches(shown[index]) {
                objects.append(object)
                let isLast = index == page.objects.count - 1 && page.next == nil
                if objects.count == range.query.limit, !isLast {
                    return SelectedPage(
                        objects: objects, revision: page.revision,
                        continueToken: range.token(revision: page.revision, after: object.key), remainingCount: nil)
                }
            }
            guard let next = page.next else {
                return SelectedPage(objects: objects, revision: page.revision, continueToken: nil, remainingCount: nil)
            }
            query.after = next
        }
    }
}

extension APIStatus {
    /// - Parameter token: Goes on at the newest state instead.
    fileprivate static func expiredPage(continuingWith token: String) -> APIStatus {
        var status = APIStatus.expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the remainder "
                + "of the results. Continuing with the provided token results in an inconsistent list - objects that "
                + "were created, modified, or deleted between the time the first chunk was returned and now may show up "
                + "in the list.")
        status.continueToken = token
        return status
    }
}

/// The objects that a list shows.
struct SelectedPage: Sendable {
    var objects: [StoredObject]
    var revision: Revision
    var continueToken: String?
    /// How many objects follow; `nil` where none do, and where a selector makes it unknown.
    var remainingCount: Int?
}
