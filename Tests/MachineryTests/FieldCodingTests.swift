import JSON
import Machinery
import Testing

@Suite struct FieldCodingTests {
    @Test func keepsWhatWasNotAskedFor() throws {
        var fields = try FieldDecoder(["apiVersion": "v1", "name": "a", "nothing": nil, "new": [1], "newer": nil])
        fields.ignore("apiVersion", "kind")
        #expect(try fields.required("name") == "a")
        #expect(try fields.optional("nothing", as: String.self) == nil)
        #expect(try fields.optional("absent", as: String.self) == nil)
        #expect(fields.rest == ["new": [1], "newer": nil])
    }

    @Test func knowsNoRestOnceAllWasAskedFor() throws {
        var fields = try FieldDecoder(["a": 1, "b": nil])
        #expect(try fields.optional("b", as: JSONValue.self) == .null)
        #expect(try fields.value("a", default: Int64(0)) == 1)
        #expect(fields.rest.isEmpty)
    }

    @Test func namesThePathOfWhatDoesNotFit() throws {
        var fields = try FieldDecoder(["spec": [1, "two"]])
        #expect(throws: DecodingFailure(path: ["spec", "[1]"], "expected a whole number, found a string")) {
            try fields.required("spec", as: [Int64].self)
        }
        #expect(throws: DecodingFailure(path: ["status"], "is required")) {
            try fields.required("status", as: String.self)
        }
    }

    @Test func leavesOutWhatIsEmpty() {
        var fields = FieldEncoder()
        fields.set("zero", Int64(0))
        fields.set("none", String?.none)
        fields.setUnlessEmpty("text", "")
        fields.setUnlessEmpty("list", [String]())
        fields.setUnlessEmpty("map", [String: String]())
        fields.setUnlessEmpty("structure", ObjectMeta())
        fields.setUnlessEmpty("named", ObjectMeta(name: "a"))
        #expect(fields.json(adding: ["zero": 1, "more": true]) == ["zero": 0, "named": ["name": "a"], "more": true])
    }
}
