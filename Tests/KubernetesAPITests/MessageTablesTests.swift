import Machinery
import Testing

@testable import KubernetesAPI

@Suite("Protobuf tables") struct MessageTablesTests {
    private let schema = MessageTables.schema

    @Test func areReadWithoutProblems() {
        #expect(MessageTableReader.read(MessageTables.all).problems == [])
    }

    @Test func numberAndNameFieldsOnce() {
        for message in schema.messages {
            let numbers = message.fields.map(\.number)
            #expect(Set(numbers).count == numbers.count, "\(message.name)")
            let names = memberNames(of: message)
            #expect(Set(names).count == names.count, "\(message.name): \(names)")
            for (place, number) in numbers.enumerated() { #expect(message.place(of: number) == place) }
        }
    }

    /// A message that nothing refers to is a mistake, or should be a kind.
    @Test func reachEveryMessage() {
        var reached: Set<String> = []
        func visit(_ message: MessageSchema.Message) {
            guard reached.insert(message.name).inserted else { return }
            for field in message.fields {
                switch field.type {
                case .message(let next), .schemaOrArray(let next), .schemaOrBool(let next), .schemaOrStrings(let next):
                    visit(schema[next])
                default: break
                }
            }
        }
        let options = ["Create", "Delete", "Get", "List", "Patch", "Update"].map {
            GroupVersionKind(apiVersion: "v1", kind: "\($0)Options")
        }
        for kind in schema.allKinds + options {
            guard let message = schema.message(of: kind) else {
                Issue.record("no message of \(kind)")
                continue
            }
            visit(message)
        }
        // A shared type that is sent for itself only in part.
        #expect(Set(schema.messages.map(\.name)).subtracting(reached) == [])
    }

    @Test(
        arguments: [
            ("v1", "Pod"), ("v1", "PodList"), ("v1", "Status"), ("v1", "List"), ("apps/v1", "DeploymentList"),
            ("autoscaling/v1", "Scale"), ("policy/v1", "Eviction"), ("policy/v1", "DeleteOptions"),
            ("meta.k8s.io/v1", "PartialObjectMetadataList"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
            ("example.com/v7", "PatchOptions"),
        ])
    func knowKinds(apiVersion: String, kind: String) {
        #expect(KubernetesProtobuf.supports(apiVersion: apiVersion, kind: kind))
    }

    @Test(arguments: [("v1", "Deployment"), ("v1", "PodSpec"), ("v2", "Pod"), ("example.com/v1", "Widget"), ("", "")])
    func knowNoOthers(apiVersion: String, kind: String) {
        #expect(!KubernetesProtobuf.supports(apiVersion: apiVersion, kind: kind))
    }

    @Test func complainOfWhatTheyCannotRead() {
        let table = MessageTables.Table(
            name: "t", apiVersion: "v1",
            text: """
                kind A: 1 name string, 2 other Missing, x name string, 3 name
                kind of B: 1 name string
                A:
                """)
        #expect(MessageTableReader.read([table]).problems.count == 5)
    }

    private func memberNames(of message: MessageSchema.Message) -> [String] {
        message.fields.flatMap { field in
            if field.shape == .inline, case .message(let inlined) = field.type {
                return memberNames(of: schema[inlined])
            }
            return [field.name]
        }
    }
}
