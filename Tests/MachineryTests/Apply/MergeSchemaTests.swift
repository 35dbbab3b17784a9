import JSON
import Machinery
import Testing

@Suite("Merging by schema") struct MergeSchemaTests {
    private let schema = Sample.schema

    @Test(
        "the fields that an object sets",
        arguments: [
            (
                #"{"spec":{"numeric":1,"string":"a","bool":true}}"#,
                #"{"f:spec":{"f:bool":{},"f:numeric":{},"f:string":{}}}"#
            ),
            (#"{"spec":{"set":["b","a"]}}"#, #"{"f:spec":{"f:set":{"v:\"a\"":{},"v:\"b\"":{}}}}"#),
            (
                #"{"spec":{"atomicList":["b","a"],"atomicMap":{"a":"b"}}}"#,
                #"{"f:spec":{"f:atomicList":{},"f:atomicMap":{}}}"#
            ),
            (
                #"{"spec":{"list":[{"name":"a","value":1}]}}"#,
                #"{"f:spec":{"f:list":{"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:value":{}}}}}"#
            ),
            // A default tells elements apart that do not name the key.
            (
                #"{"spec":{"ports":[{"port":80},{"port":80,"protocol":"UDP"}]}}"#,
                #"{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":80,\"protocol\":\"UDP\"}":{".":{},"f:port":{},"f:protocol":{}}}}}"#
            ),
            // Structs are no fields of their own; maps are.
            (
                #"{"spec":{"struct":{"deep":{"c":"x"}},"map":{"k":"v"}}}"#,
                #"{"f:spec":{"f:map":{"f:k":{}},"f:struct":{"f:deep":{"f:c":{}}}}}"#
            ),
            (
                #"{"spec":{"mapOfMaps":{"x":{"y":"z"}},"mapOfStructs":{"x":{"a":"b"}}}}"#,
                #"{"f:spec":{"f:mapOfMaps":{"f:x":{".":{},"f:y":{}}},"f:mapOfStructs":{"f:x":{".":{},"f:a":{}}}}}"#
            ),
            // What is empty: objects are set, lists are not, null is.
            (#"{"spec":{"map":{},"struct":{},"set":[],"list":[]}}"#, #"{"f:spec":{"f:map":{},"f:struct":{}}}"#),
            (
                #"{"spec":{"map":null,"string":null,"list":null,"atomicList":[]}}"#,
                #"{"f:spec":{"f:atomicList":{},"f:list":{},"f:map":{},"f:string":{}}}"#
            ),
            // Duplicates are owned together.
            (
                #"{"spec":{"list":[{"name":"a","value":1},{"name":"b"},{"name":"a","value":2}],"set":["a","a"]}}"#,
                #"{"f:spec":{"f:list":{"k:{\"name\":\"a\"}":{},"k:{\"name\":\"b\"}":{".":{},"f:name":{}}},"f:set":{"v:\"a\"":{}}}}"#
            ),
            // Unknown fields merge as objects, and every object in them is a field.
            (
                #"{"spec":{"any":{"o":{"p":[1,{"q":2}],"r":{}}}}}"#,
                #"{"f:spec":{"f:any":{"f:o":{".":{},"f:p":{},"f:r":{}}}}}"#
            ),
            (#"{"spec":{"intOrString":"50%"}}"#, #"{"f:spec":{"f:intOrString":{}}}"#),
            // Metadata, the object's and that of embedded ones.
            (
                #"{"metadata":{"name":"n","labels":{"a":"b"},"finalizers":["f"],"ownerReferences":[{"uid":"u","name":"o"}]}}"#,
                #"{"f:metadata":{"f:finalizers":{"v:\"f\"":{}},"f:labels":{"f:a":{}},"f:name":{},"f:ownerReferences":{"k:{\"uid\":\"u\"}":{}}}}"#
            ),
            (
                #"{"spec":{"template":{"kind":"Pod","metadata":{"labels":{"a":"b"}},"spec":{"x":1}}}}"#,
                #"{"f:spec":{"f:template":{"f:kind":{},"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{".":{},"f:x":{}}}}}"#
            ),
        ])
    func fieldSets(object: String, expected: String) throws {
        let found = schema.fieldSet(of: try json(object)).fieldsV1.text
        // Members of granular maps are listed with their map where the map is a declared field and has members.
        #expect(found == expected)
    }

    @Test(
        "what changes",
        arguments: [
            (#"{"numeric":1}"#, #"{"numeric":1}"#, "{}", "{}", "{}"),
            (#"{"numeric":1}"#, #"{"numeric":2}"#, "{}", #"{"f:numeric":{}}"#, "{}"),
            (#"{"any":{"n":1}}"#, #"{"any":{"n":1.0}}"#, "{}", "{}", "{}"),
            (#"{}"#, #"{"string":"a"}"#, #"{"f:string":{}}"#, "{}", "{}"),
            (#"{"string":"a"}"#, #"{}"#, "{}", "{}", #"{"f:string":{}}"#),
            (#"{"string":"a"}"#, #"{"string":null}"#, "{}", #"{"f:string":{}}"#, "{}"),
            // Whole structs and maps come and go with what is in them.
            (
                #"{}"#, #"{"struct":{"deep":{"c":"x"}}}"#, #"{"f:struct":{".":{},"f:deep":{".":{},"f:c":{}}}}"#, "{}",
                "{}"
            ),
            (#"{"map":{"a":"b"}}"#, #"{}"#, "{}", "{}", #"{"f:map":{".":{},"f:a":{}}}"#),
            (#"{"map":{}}"#, #"{"map":null}"#, "{}", #"{"f:map":{}}"#, "{}"),
            (#"{"map":{"a":"b"}}"#, #"{"map":{}}"#, "{}", "{}", #"{"f:map":{"f:a":{}}}"#),
            (
                #"{"set":["a","b"]}"#, #"{"set":["b","c"]}"#, #"{"f:set":{"v:\"c\"":{}}}"#, "{}",
                #"{"f:set":{"v:\"a\"":{}}}"#
            ),
            (#"{"set":["a","b"]}"#, #"{"set":["b","a"]}"#, "{}", "{}", "{}"),
            (#"{"atomicList":["a","b"]}"#, #"{"atomicList":["b","a"]}"#, "{}", #"{"f:atomicList":{}}"#, "{}"),
            (#"{"atomicMap":{"a":"b"}}"#, #"{"atomicMap":{"c":"d"}}"#, "{}", #"{"f:atomicMap":{}}"#, "{}"),
            (
                #"{"list":[{"name":"a","value":1},{"name":"b"}]}"#, #"{"list":[{"name":"a","value":2},{"name":"c"}]}"#,
                #"{"f:list":{"k:{\"name\":\"c\"}":{".":{},"f:name":{}}}}"#,
                #"{"f:list":{"k:{\"name\":\"a\"}":{"f:value":{}}}}"#,
                #"{"f:list":{"k:{\"name\":\"b\"}":{".":{},"f:name":{}}}}"#
            ),
            (
                #"{"ports":[{"port":1}]}"#, #"{"ports":[{"port":1,"protocol":"TCP"}]}"#,
                #"{"f:ports":{"k:{\"port\":1,\"protocol\":\"TCP\"}":{"f:protocol":{}}}}"#, "{}", "{}"
            ),
            // Duplicates count as one value; they come and go as such.
            (#"{"set":["a","a"]}"#, #"{"set":["a","a"]}"#, "{}", "{}", "{}"),
            (
                #"{"list":[{"name":"a","value":1},{"name":"a","value":2}]}"#,
                #"{"list":[{"name":"a","value":1},{"name":"a","value":3}]}"#, "{}",
                #"{"f:list":{"k:{\"name\":\"a\"}":{}}}"#, "{}"
            ),
            (
                #"{"list":[{"name":"a","value":1},{"name":"a","value":2}]}"#, #"{"list":[{"name":"a","value":1}]}"#,
                #"{"f:list":{"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:value":{}}}}"#, "{}",
                #"{"f:list":{"k:{\"name\":\"a\"}":{}}}"#
            ),
            (
                #"{"list":[{"name":"a"}]}"#, #"{"list":[{"name":"a"},{"name":"a"}]}"#,
                #"{"f:list":{"k:{\"name\":\"a\"}":{}}}"#, "{}",
                #"{"f:list":{"k:{\"name\":\"a\"}":{".":{},"f:name":{}}}}"#
            ),
            // A value that becomes another kind of value.
            (
                #"{"any":{"x":1}}"#, #"{"any":{"x":{"y":1}}}"#, #"{"f:any":{"f:x":{"f:y":{}}}}"#,
                #"{"f:any":{"f:x":{}}}"#, "{}"
            ),
            (
                #"{"any":{"x":{"y":1}}}"#, #"{"any":{"x":[1]}}"#, "{}", #"{"f:any":{"f:x":{}}}"#,
                #"{"f:any":{"f:x":{"f:y":{}}}}"#
            ),
        ])
    func comparisons(old: String, new: String, added: String, modified: String, removed: String) throws {
        let comparison = try schema.compare(Sample.object(old), Sample.object(new))
        func inSpec(_ set: FieldSet) -> String { set.fieldsV1["f:spec"]?.text ?? set.fieldsV1.text }
        #expect(inSpec(comparison.added) == added)
        #expect(inSpec(comparison.modified) == modified)
        #expect(inSpec(comparison.removed) == removed)
    }

    @Test(
        "merging keeps what the configuration does not set",
        arguments: [
            (#"{"numeric":1,"string":"a"}"#, #"{"numeric":2}"#, #"{"numeric":2,"string":"a"}"#),
            (
                #"{"struct":{"a":"x","deep":{"c":"1"}}}"#, #"{"struct":{"deep":{"d":"2"}}}"#,
                #"{"struct":{"a":"x","deep":{"c":"1","d":"2"}}}"#
            ),
            (#"{"map":{"a":"b"}}"#, #"{"map":{"c":"d"}}"#, #"{"map":{"a":"b","c":"d"}}"#),
            (#"{"atomicMap":{"a":"b"}}"#, #"{"atomicMap":{"c":"d"}}"#, #"{"atomicMap":{"c":"d"}}"#),
            (#"{"atomicList":["a"]}"#, #"{"atomicList":["b"]}"#, #"{"atomicList":["b"]}"#),
            (
                #"{"any":{"a":{"b":1},"l":[1,2]}}"#, #"{"any":{"a":{"c":2},"l":[3]}}"#,
                #"{"any":{"a":{"b":1,"c":2},"l":[3]}}"#
            ),
            // Null replaces a leaf, and what is empty; it takes nothing out of what is not.
            (#"{"string":"a"}"#, #"{"string":null}"#, #"{"string":null}"#),
            (#"{"map":{"a":"b"}}"#, #"{"map":null}"#, #"{"map":{"a":"b"}}"#),
            (#"{"map":{}}"#, #"{"map":null}"#, #"{"map":null}"#),
            (#"{"set":["a"]}"#, #"{"set":[]}"#, #"{"set":["a"]}"#),
            (#"{"atomicList":["a"]}"#, #"{"atomicList":null}"#, #"{"atomicList":null}"#),
            // Sets and lists: the configuration's order, with the others where they stood.
            (#"{"set":["a","b","c"]}"#, #"{"set":["c","a"]}"#, #"{"set":["b","c","a"]}"#),
            (#"{"set":["a","b","c"]}"#, #"{"set":["d"]}"#, #"{"set":["a","b","c","d"]}"#),
            (#"{"set":["b"]}"#, #"{"set":["a","b","c"]}"#, #"{"set":["a","b","c"]}"#),
            (#"{"set":["a","b","c","d"]}"#, #"{"set":["b","x","d"]}"#, #"{"set":["a","b","c","x","d"]}"#),
            (#"{"set":["1","2","3","4","5"]}"#, #"{"set":["5","3","1"]}"#, #"{"set":["2","4","5","3","1"]}"#),
            (#"{"set":["a","b","c"]}"#, #"{"set":["a","x","b","y","c"]}"#, #"{"set":["a","x","b","y","c"]}"#),
            (
                #"{"list":[{"name":"a","value":1},{"name":"b","value":2}]}"#,
                #"{"list":[{"name":"b","value":3},{"name":"a"}]}"#,
                #"{"list":[{"name":"b","value":3},{"name":"a","value":1}]}"#
            ),
            (
                #"{"ports":[{"port":80,"name":"x"}]}"#, #"{"ports":[{"port":80,"protocol":"TCP"}]}"#,
                #"{"ports":[{"port":80,"name":"x","protocol":"TCP"}]}"#
            ),
            (
                #"{"ports":[{"port":80}]}"#, #"{"ports":[{"port":80,"protocol":"UDP"}]}"#,
                #"{"ports":[{"port":80},{"port":80,"protocol":"UDP"}]}"#
            ),
            // Of elements with one key none is merged; naming the key replaces them.
            (#"{"set":["a","b","a"]}"#, #"{"set":["b"]}"#, #"{"set":["a","b","a"]}"#),
            (
                #"{"list":[{"name":"a","value":1},{"name":"a","value":2}]}"#, #"{"list":[{"name":"a"}]}"#,
                #"{"list":[{"name":"a"}]}"#
            ),
        ])
    func merging(live: String, configuration: String, expected: String) throws {
        let merged = try schema.merge(Sample.object(live), with: Sample.object(configuration))
        #expect(merged["spec"]?.text == expected)
    }

    @Test(
        "fields and elements are removed",
        arguments: [
            (#"{"numeric":1,"string":"a"}"#, #"{"f:numeric":{}}"#, #"{"string":"a"}"#),
            (
                #"{"list":[{"name":"a"},{"name":"b"}]}"#, #"{"f:list":{"k:{\"name\":\"a\"}":{}}}"#,
                #"{"list":[{"name":"b"}]}"#
            ),
            (
                #"{"list":[{"name":"a","value":1}]}"#, #"{"f:list":{"k:{\"name\":\"a\"}":{"f:value":{}}}}"#,
                #"{"list":[{"name":"a"}]}"#
            ),
            (#"{"set":["a","b"]}"#, #"{"f:set":{"v:\"b\"":{}}}"#, #"{"set":["a"]}"#),
            (#"{"set":["a"],"numeric":1}"#, #"{"f:set":{"v:\"a\"":{}}}"#, #"{"set":[],"numeric":1}"#),
            (#"{"map":{"a":"b"},"numeric":1}"#, #"{"f:map":{"f:a":{}}}"#, #"{"map":{},"numeric":1}"#),
            (#"{"numeric":1}"#, #"{"f:absent":{"f:a":{}},"f:string":{}}"#, #"{"numeric":1}"#),
        ])
    func removing(object: String, fields: String, expected: String) throws {
        let set = try FieldSet(fieldsV1: ["f:spec": json(fields)])
        let object = try Sample.object(object)
        #expect(schema.removing(set, from: object)["spec"]?.text == expected)
        let kept = FieldSet(fields: "spec", "spec.map", "spec.set")
        #expect(schema.removing(set, from: object, emptied: .goes(unless: kept))["spec"]?.text == expected)
        let dropped = schema.removing(set, from: object, emptied: .goes(unless: FieldSet()))["spec"]
        #expect(dropped?.objectValue?.contains { $0.value == [] || $0.value == [:] } == false)
    }

    @Test("fields are extracted, with the keys of their elements where asked for") func extracting() throws {
        let object = try Sample.object(
            #"{"numeric":1,"string":"a","list":[{"name":"a","value":1},{"name":"b","value":2}],"atomicList":["x"]}"#)
        let set = try FieldSet(
            fieldsV1: json(
                #"{"f:spec":{"f:string":{},"f:atomicList":{},"f:list":{"k:{\"name\":\"b\"}":{"f:value":{}}}}}"#))
        #expect(
            schema.extracting(set, from: object).text
                == #"{"spec":{"string":"a","list":[{"value":2}],"atomicList":["x"]}}"#)
        #expect(
            schema.extracting(set, from: object, addsKeys: true)["spec"]?["list"]?.text == #"[{"name":"b","value":2}]"#)
    }

    @Test(
        "what is not what the schema says is named",
        arguments: [
            (#"{"nope":1}"#, ".spec.nope: field not declared in schema"),
            (#"{"numeric":"a"}"#, ".spec.numeric: expected numeric (int or float), got string"),
            (#"{"string":1}"#, ".spec.string: expected string, got &value.valueUnstructured{Value:1}"),
            (
                #"{"string":{"a":[1]}}"#,
                #".spec.string: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":[]interface {}{1}}}"#
            ),
            (#"{"bool":"a"}"#, ".spec.bool: expected boolean, got &{a}"),
            (#"{"list":{"b":1,"a":[2,"x"]}}"#, ".spec.list: expected list, got &{map[a:[2 x] b:1]}"),
            (#"{"map":["a"]}"#, ".spec.map: expected map, got &{[a]}"),
            (#"{"intOrString":5,"set":["a","a"]}"#, #".spec.set: duplicate entries for key [="a"]"#),
            (#"{"list":[{"name":"a"},{"name":"a"}]}"#, #".spec.list: duplicate entries for key [name="a"]"#),
            (
                #"{"ports":[{"port":1},{"port":1,"protocol":"TCP"}]}"#,
                #".spec.ports: duplicate entries for key [port=1,protocol="TCP"]"#
            ),
            (#"{"list":[null]}"#, ".spec.list: element 0: associative list with keys may not have a null element"),
            (#"{"list":["a"]}"#, ".spec.list: element 0: associative list with keys may not have non-map elements"),
            (
                #"{"list":[{"value":1}]}"#,
                #".spec.list: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn't have default values for any key fields)"#
            ),
            (#"{"set":[{}]}"#, ".spec.set: element 0: associative list without keys has an element that's a map type"),
            (
                #"{"set":["a",null]}"#,
                ".spec.set: element 1: associative list without keys has an element that's an explicit null"
            ),
            (#"{"set":[["a"]]}"#, ".spec.set: element 0: not supported: associative list with lists as elements"),
            (#"{"atomicList":["a",1]}"#, ".spec.atomicList[1]: expected string, got &value.valueUnstructured{Value:1}"),
            (
                #"{"list":[{"name":"a","value":"x"}],"numeric":true}"#,
                """
                errors:
                  .spec.list[name="a"].value: expected numeric (int or float), got string
                  .spec.numeric: expected numeric (int or float), got bool
                """
            ),
            (#"{"template":{"metadata":{"nope":1}}}"#, ".spec.template.metadata.nope: field not declared in schema"),
            (
                #"{"template":{"metadata":{"labels":{"a":1}}}}"#,
                ".spec.template.metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}"
            ),
        ])
    func violations(spec: String, message: String) throws {
        let object = try Sample.object(spec)
        #expect {
            try schema.validate(object)
        } throws: { ($0 as? MergeFailure)?.description == message }
    }

    @Test(
        "duplicates in stored objects are borne, null is anything",
        arguments: [
            #"{"set":["a","a"]}"#, #"{"list":[{"name":"a"},{"name":"a"}]}"#,
            #"{"map":null,"list":null,"numeric":null}"#,
            #"{"any":{"x":[1,null,{"y":[]}]},"intOrString":"x"}"#, #"{"ports":[{"protocol":"TCP"}]}"#,
        ])
    func tolerated(spec: String) throws {
        let object = try Sample.object(spec)
        #expect(throws: Never.self) { try schema.validate(object, allowsDuplicates: true) }
    }

    @Test("a kind without a schema is merged by what its values are") func deduced() throws {
        let old = try json(#"{"a":{"b":1,"l":[1]},"x":"y"}"#)
        let new = try json(#"{"a":{"c":2,"l":[2]},"x":{"z":1}}"#)
        #expect(try MergeSchema.deduced.merge(old, with: new).text == #"{"a":{"b":1,"l":[2],"c":2},"x":{"z":1}}"#)
        #expect(
            MergeSchema.deduced.fieldSet(of: new).fieldsV1.text
                == #"{"f:a":{".":{},"f:c":{},"f:l":{}},"f:x":{".":{},"f:z":{}}}"#)
        #expect(throws: Never.self) { try MergeSchema(nil).validate(new) }
    }
}
