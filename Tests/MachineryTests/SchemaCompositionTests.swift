import JSON
import Machinery
import Testing

@Suite("Composition of schemas") struct SchemaCompositionTests {
    @Test func aComposedSchemaIsTheOneThatIsReadFromItsText() throws {
        let leaf = try StructuralSchema(openAPI: ["type": "string", "default": "a", "enum": ["a", "b"]])
        let composed = try StructuralSchema(
            keywords: ["type": "object", "description": "All."],
            properties: [
                ("leaf", leaf), ("list", try StructuralSchema(keywords: ["type": "array"], items: leaf)),
                ("map", try StructuralSchema(keywords: ["type": "object"], additionalProperties: leaf)),
            ])
        let read = try StructuralSchema(openAPI: composed.openAPI)
        #expect(composed.properties["leaf"] === leaf)
        #expect(read.propertyNames == composed.propertyNames)
        for value in [[:], ["leaf": "c", "list": ["b", 1], "map": ["k": "d"]]] as [JSONValue] {
            var (left, right) = (value, value)
            composed.applyDefaults(to: &left)
            read.applyDefaults(to: &right)
            #expect(left == right)
            #expect(composed.validate(left) == read.validate(right))
        }
    }

    @Test func addedKeywordsTakeThePlaceOfOldOnes() throws {
        let leaf = try StructuralSchema(openAPI: ["type": "string"])
        let object = try StructuralSchema(
            keywords: ["type": "object", "description": "One."], properties: [("leaf", leaf)])
        let other = try object.adding(["description": "Another.", "default": [:]])
        #expect(other.description == "Another." && other.defaultValue == [:])
        #expect(other.properties["leaf"] === leaf)
        #expect(object.description == "One.")
        #expect(throws: DecodingFailure.self) { try object.adding(["description": 1]) }
    }
}
