import APIServer
import HTTPTypes
import JSON
import Machinery
import Testing

/// Requests that act as somebody else (`kubectl --as`).
@Suite("Impersonation")
struct ImpersonationTests {
    private static let whoAmI = #"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#

    private static func fields(_ pairs: [(String, String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return fields
    }

    private static func user(_ pairs: [(String, String)], sender: UserInfo? = .systemMaster) async throws -> JSONValue {
        let fixture = try await HandlerFixture(BuiltInSet.management(), user: sender)
        let response = try await fixture.send(
            .post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", whoAmI, headers: try fields(pairs))
        #expect(response.status == 201, "\(response.text)")
        return try #require(try response.json["status"]?["userInfo"])
    }

    @Test func actsAsTheUserThatIsNamed() async throws {
        let user = try await Self.user([
            ("Impersonate-User", "jane"), ("Impersonate-Group", "builders"), ("Impersonate-Group", "painters"),
            ("Impersonate-Uid", "7"), ("Impersonate-Extra-acme.com%2Fproject", "roof"),
        ])
        #expect(user["username"] == "jane")
        #expect(user["uid"] == "7")
        #expect(user["groups"] == ["builders", "painters", "system:authenticated"])
        #expect(user["extra"] == ["acme.com/project": ["roof"]])
    }

    @Test func serviceAccountsHaveTheirGroups() async throws {
        let user = try await Self.user([("Impersonate-User", "system:serviceaccount:apps:web")])
        #expect(user["groups"] == ["system:serviceaccounts", "system:serviceaccounts:apps", "system:authenticated"])
    }

    @Test func actingAsNobodyInParticularMayDoNothing() async throws {
        let fixture = try await HandlerFixture(BuiltInSet.management())
        let response = try await fixture.send(
            .get, "/api/v1/secrets", headers: try Self.fields([("Impersonate-User", "nobody")]))
        #expect(response.status == 403)
        #expect(
            try response.json["message"]
                == "secrets is forbidden: User \"nobody\" cannot list resource \"secrets\" in API group \"\" at the cluster scope"
        )
    }

    @Test func isAskedFor() async throws {
        let jane = UserInfo(name: "jane", groups: [UserInfo.Group.authenticated])
        let fixture = try await HandlerFixture(BuiltInSet.management(), user: jane)
        let response = try await fixture.send(
            .get, "/api/v1/secrets", headers: try Self.fields([("Impersonate-User", "system:admin")]))
        #expect(response.status == 403)
        #expect(
            try response.json["message"]
                == .string(
                    "users \"system:admin\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group "
                        + "\"\" at the cluster scope"))
    }

    @Test func groupsNeedAUser() async throws {
        let fixture = try await HandlerFixture(BuiltInSet.management())
        let response = try await fixture.send(
            .get, "/api/v1/secrets", headers: try Self.fields([("Impersonate-Group", "system:masters")]))
        #expect(response.status == 500)
    }
}
