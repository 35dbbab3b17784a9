import JSON
import Machinery
import Testing

@testable import CEL

/// The figures are those that Kubernetes holds itself to.
@Suite("Costs") struct CostTests {
    private static func schema(_ json: JSONValue) throws -> SchemaDeclaration {
        try #require(SchemaDeclaration.make(StructuralSchema(openAPI: json), isResource: false))
    }

    private typealias Row = (rule: String, cost: UInt64)

    private static let rows: [Row] = [
        ("self.list.all(e, e > 0)", 43), ("self.list.exists(e, e > 2)", 36), ("self.list.exists_one(e, e > 4)", 22),
        ("!self.list.all(e, e < 2)", 21), ("!self.list.exists(e, e < 0)", 52), ("2 in self.list", 10),
        ("size(self.list.filter(e, e%2 == 0)) == 3", 68), ("size(self.list) == 8", 4),
        ("self.list.map(e, e * 20).filter(e, e > 50).exists(e, e == 60)", 194), ("self.list.all(i, e, e > 0)", 43),
        ("self.list.transformList(i, e, e > 2, e * 2).size() > 0", 77),
        ("self.list.transformList(i, e, e * 2).size() > 0", 117), ("!has(self.map.a)", 3), ("has(self.map.b)", 2),
        ("self.map.all(k, self.map[k] > 0)", 17), ("!self.map.exists(k, self.map[k] == 3)", 20),
        ("self.map.exists_one(k, self.map[k] == 2)", 14), ("size(self.map.filter(k, self.map[k] > 1)) == 1", 26),
        ("self.map.all(k, v, v > 0)", 13), ("self.map.transformMap(k, v, v + 1).size() == 2", 15),
        ("self.map.transformMapEntry(k, v, {k + '2': v + 1}).size() == 2", 77), ("'b' in self.map", 3),
        ("self.text.startsWith('Rook')", 4), ("self.text.matches('^[^0-9]*$')", 8),
        ("self.text.replace(' ', 'x') == 'Rookxtakesx👑'", 7), ("self.text.lowerAscii() == self.text.lowerAscii()", 10),
        ("self.text.substring(4, 10).trim() == 'takes'", 6), ("'%e'.format([3.14]) == '3.140000×10⁰⁰'", 3),
        ("type(self.text) == string", 4), ("self.enum in ['Pending', 'Available']", 2), ("self.enum == 'Pending'", 3),
        ("self.listMap.exists(m, m.k == 'a1' && m.v == 'b1')", 16), ("self.listMap.all(m, m.k.startsWith('a'))", 21),
        ("self.listMap.map(m, m.v).exists(v, v == 'b1')", 55),
        ("self.listMap.transformList(i, m, m.v).size() == 3", 47),
        ("size(self.listMap.filter(m, m.k == 'a1')) == 1", 27), ("sets.equivalent(self.set, ['a', 'b', 'c'])", 21),
        ("self.listMap.all(m, !has(m.v2) || m.v2 == 'z')", 21), ("self.set == ['c', 'b', 'a']", 3),
        ("self.set + ['c', 'd'] == ['a', 'b', 'c', 'd']", 4), ("self.map == {'b': 1, 'd': 2}", 3),
        ("self.time.getDate('01:00') == 18", 4), ("duration('1h2m') == duration('3720s')", 1),
    ]

    /// Functions that make lists, literals, optional values, and what is charged where there are errors.
    private static let furtherRows: [Row] = [
        ("double(5) < 10.0", 1), ("5 < int(10.0)", 1), ("double(self.list[0]) < 10.0", 5),
        ("'%d %s %s'.format([1, 'abc', duration('1m')]) == '1 abc 60s'", 2),
        ("self.time == timestamp('2011-08-18T18:03:37.010Z')", 3),
        ("!self.text.startsWith('knight')", 5), ("1 in [] || true", 0), ("b'a' in [b'a', b'b']", 2),
        ("self.listMap.exists(m, m.v2 == 'z')", 24), ("!self.listMap.all(m, m.v2 != 'z')", 22),
        ("has(self.listMap[0].v)", 3), ("self.listMap.exists_one(m, m.k == 'a3')", 15),
        ("lists.range(4) == [0, 1, 2, 3]", 16), ("lists.range(0) == []", 11),
        ("[5, 1, 2, 3].reverse() == [3, 2, 1, 5]", 16),
        ("[1, 2, 3, 4].slice(1, 3) == [2, 3]", 14), ("[1, 2, 3, 4].slice(4, 4) == []", 11),
        ("dyn([1, 2, 3, 4]).flatten() == [1, 2, 3, 4]", 16), ("[].sort() == []", 11), ("[1].sort() == [1]", 14),
        ("[4, 3, 2, 1].sort() == [1, 2, 3, 4]", 44), ("['d', 'a', 'b', 'c'].sort() == ['a', 'b', 'c', 'd']", 45),
        ("[].sortBy(e, e) == []", 14), ("['a'].sortBy(e, e) == ['a']", 30),
        ("[-3, 1, -5, -2, 4].sortBy(e, -(e * e)) == [-5, 4, -3, -2, 1]", 145),
        ("lists.range(3).sortBy(e, -e) == [2, 1, 0]", 89),
        ("[-2, 5, -2, 1, 1, 5, -2, 1].distinct() == [-2, 5, 1]", 140), ("[[1], [1], [2]].distinct() == [[1], [2]]", 30),
        ("['c', 'a', 'a', 'b', 'a', 'b', 'c', 'c'].distinct() == ['c', 'a', 'b']", 146),
        ("optional.of('a') != optional.of('b')", 3), ("optional.of('a').hasValue()", 2),
        ("optional.of('a').or(optional.of('a')).hasValue()", 2), ("!optional.none().or(optional.none()).hasValue()", 4),
        ("optional.of('a').optMap(v, v == 'value').hasValue()", 8), ("self.?enum == optional.of('Pending')", 4),
        ("self.?absent == optional.none()", 3), ("self.?enum.orValue('v') == 'Pending'", 3),
        ("self.map[?'b'] == optional.of(1)", 5), ("optional.ofNonZeroValue(1).hasValue()", 2),
        ("quantity('200M') == quantity('0.2G') && quantity('0.2G') == quantity('200M')", 6),
        ("quantity('50k').add(quantity('20')) == quantity('50.02k')", 5), ("!isQuantity(self.text)", 5),
        ("ip('127.0.0.1').isLoopback()", 2), ("cidr('10.0.0.0/8').containsIP('10.1.2.3')", 3),
        ("format.dns1123Label().validate('abc') == optional.none()", 11),
    ]

    @Test(arguments: rows + furtherRows)
    func evaluationsCostWhatKubernetesCharges(rule: String, cost: UInt64) throws {
        let text: JSONValue = ["type": "string"]
        let entry: JSONValue = ["type": "object", "properties": ["k": text, "v": text, "v2": text]]
        let declaration = try Self.schema([
            "type": "object",
            "properties": [
                "list": ["type": "array", "items": ["type": "integer"]],
                "map": ["type": "object", "additionalProperties": ["type": "integer"]], "text": text, "enum": text,
                "absent": text,
                "listMap": [
                    "type": "array", "items": entry, "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["k"],
                ],
                "set": ["type": "array", "items": text, "x-kubernetes-list-type": "set"],
                "time": ["type": "string", "format": "date-time"],
            ],
        ])
        let object: JSONValue = [
            "list": [1, 1, 2, 2, 3, 3, 4, 5], "map": ["b": 1, "d": 2], "text": "Rook takes 👑", "enum": "Pending",
            "listMap": [["k": "a1", "v": "b1"], ["k": "a2", "v": "b2"], ["k": "a3", "v": "b3", "v2": "z"]],
            "set": ["a", "b", "c"], "time": "2011-08-18T19:03:37.01+01:00",
        ]
        let expression = try Expression(rule, in: CheckingEnvironment(variables: ["self": declaration.type]))
        let (result, actual) = expression.evaluate(["self": CELValue(object, declaration)])
        #expect(try result.get().shown == "true")
        #expect(actual == cost)
    }

    private static let number: JSONValue = ["type": "number"]
    private static let text: JSONValue = ["type": "string"]
    private static func array(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }
    private static func map(_ values: JSONValue) -> JSONValue { ["type": "object", "additionalProperties": values] }

    /// Without bounds and, where it is told, with `maxItems`, `maxProperties` and `maxLength` everywhere.
    @Test(
        arguments: [
            (array(number), "self.all(x, true)", 4_718_591, 10, 32),
            (array(text), "self.all(x, true)", 3_145_727, 20, 62),
            (array(["type": "boolean"]), "self.all(x, true)", 1_887_437, 5, 17),
            (array(array(number)), "self.all(x, true)", 3_145_727, 100, 302),
            (map(number), "self.all(x, true)", 1_348_169, 10, 32), (map(text), "self.all(x, true)", 1_179_647, 3, 11),
            (text, "self.contains('test')", 314_574, 10, 5), (text, "self.startsWith('test')", 2, 15, 2),
            (text, #"size(self + "hello") > size("hello")"#, 314_578, 4, 7),
            (array(number), "self[1] == 0.0", 2, 5000, 2),
            (array(text), "self[1] == self[1]", 314_577, nil, 0), (text, #"self.matches("x")"#, 314_574, 50, 22),
            (text, #""".matches("(((((((((())))))))))[0-9]")"#, 7, nil, 0), (text, #"self == "x""#, 2, 0, 1),
            (array(number), "self.all(x, x == 0.0)", 6_291_454, nil, 0),
            (array(["x-kubernetes-int-or-string": true]), "self[0] == 5", 3, nil, 0),
            (array(map(number)), "self.all(x, x.y == 25.2)", 6_291_452, nil, 0),
            (array(["type": "string", "format": "duration"]), "self.all(x, true)", 2_359_295, 5, 17),
            (array(["type": "string", "format": "date"]), "self.all(x, true)", 725_936, 15, 47),
            (array(["type": "string", "format": "date-time"]), "self[2].getMinutes() == 45", 4, nil, 0),
            (text, "self.find('[0-9]+') == ''", 629_147, 10, 11),
            (array(text), "self.join(' ') == 'aa bb'", 329_853_068_905, 10, 43),
            (array(text), "self.isSorted() == true", 329_854_432_052, nil, 0),
            (array(number), "self.all(x, self.all(y, true))", nil, 10, 352),
        ] as [(JSONValue, String, UInt64?, Int64?, UInt64)])
    func estimatesAreThoseOfKubernetes(
        json: JSONValue, rule: String, expected: UInt64?, bound: Int64?, bounded: UInt64
    ) throws {
        func estimate(_ json: JSONValue) throws -> UInt64 {
            let declaration = try Self.schema(json)
            let expression = try Expression(rule, in: CheckingEnvironment(variables: ["self": declaration.type]))
            return CostEstimator.estimate(expression.checked, root: declaration).most
        }
        if let expected { #expect(try estimate(json) == expected) }
        if let bound { #expect(try estimate(Self.bounded(json, by: bound)) == bounded) }
    }

    private static func bounded(_ json: JSONValue, by bound: Int64) -> JSONValue {
        guard case .object(var schema) = json else { return json }
        switch schema["type"]?.stringValue {
        case "array": schema["maxItems"] = .integer(bound)
        case "object": schema["maxProperties"] = .integer(bound)
        case "string" where schema["format"] == nil: schema["maxLength"] = .integer(bound)
        default: break
        }
        for keyword in ["items", "additionalProperties"] {
            schema[keyword] = schema[keyword].map { Self.bounded($0, by: bound) }
        }
        return .object(schema)
    }

    @Test func evaluationStopsAtTheLimit() throws {
        let expression = try Expression("[1, 2, 3].all(x, [4, 5].all(y, x < y)) || true")
        let (result, cost) = expression.evaluate(limit: 10)
        #expect(result.failure?.message == "operation cancelled: actual cost limit exceeded")
        #expect(cost == 11)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
