import JSON
import Machinery
import Testing

@testable import CEL

/// The figures by which Kubernetes 1.34 refuses definitions; its own tests hold it to them.
@Suite("Estimates") struct EstimateTests {
    private typealias Row = (rule: String, most: UInt64)

    private static let texts: [Row] = [
        ("self.text.startsWith('Rook')", 3), ("self.text.matches('^[^0-9]*$')", 943_721),
        ("!self.text.matches('^[0-9]*$')", 629_149),
        ("type(self.text) == string", 4), ("self.text.charAt(3) == 'k'", 4), ("self.text.indexOf('o') == 1", 314_576),
        ("self.text.replace(' ', 'x') == 'twelve chars'", 629_150), ("self.text.split(' ', 2) == ['a', 'b']", 629_159),
        ("self.text.substring(4, 10).trim() == 'takes'", 629_149),
        ("self.text.upperAscii() == 'TWELVE CHARS'", 314_577),
        ("self.text.lowerAscii() == self.text.lowerAscii()", 943_723), ("self.bytes == self.bytes", 314_577),
        ("self.bytes == b'AB'", 3),
        ("self.enum == 'Pending'", 3), ("self.enum in ['Pending', 'Available']", 14),
        ("self.time.getDate('01:00') == 18", 4),
        ("self.time == timestamp('2011-08-18T00:00:00.000+01:00') + duration('19h3m37s10ms')", 6),
        ("isQuantity(self.text)", 314_575), ("isQuantity('200M')", 1),
        ("quantity(self.text).isLessThan(quantity(self.text))", 629_151),
        ("quantity(self.text).isInteger()", 314_576), ("quantity('50k').sub(20) == quantity('49980')", 4),
    ]

    private static let lists: [Row] = [
        ("2 in self.list", 1_572_865), ("self.list[0] in self.list", 1_572_868),
        ("self.list + self.list == [1, 2, 3]", 16),
        ("self.list + [4, 5] == [1, 2]", 24), ("has(self.list)", 1), ("!has(self.list)", 2),
        ("self.list.all(e, e > 0)", 7_864_318), ("self.list.exists(e, e > 2)", 9_437_181),
        ("self.list.exists_one(e, e > 4)", 6_291_456),
        ("!self.list.exists_one(e, e == 2)", 4_718_594), ("size(self.list.filter(e, e % 2 == 0)) == 3", 25_165_823),
        ("self.list.map(e, e * 20).filter(e, e > 50).exists(e, e == 60)", 53_477_367),
        ("self.list.map(e, e * 20).filter(e, e > 50).exists_one(e, e == 60)", 50_331_642),
        ("self.list.exists_one(k, self.list == [2])", 23_592_949),
        ("self.list.all(k, size(self.list) > 0)", 11_010_044),
        ("has(self.listMap[0].v)", 3), ("self.listMap.all(m, m.k.startsWith('a'))", 6_291_453),
        ("self.listMap.all(m, !has(m.v2) || m.v2 == 'z')", 8_388_603),
        ("self.listMap.exists_one(m, m.k == 'a3')", 5_242_879),
        ("size(self.listMap.filter(m, m.k == 'a1')) == 1", 16_777_215),
        ("self.listMap.map(m, m.v).exists(v, v == 'b1')", 19_922_939),
        ("self.listMap.map(m, has(m.v2) && m.v2 == 'z', m.v2).size() == 1", 18_874_365),
        ("self.listMap.filter(m, has(m.v2) && m.v2 == 'z').map(m, m.v2).size() == 1", 32_505_851),
    ]

    private static let maps: [Row] = [
        ("'b' in self.map", 3), ("!has(self.map.a)", 3), ("self.map.all(k, self.map[k] > 0)", 3_595_115),
        ("self.map.exists_one(k, self.map[k] == 2)", 2_696_338),
        ("size(self.map.filter(k, self.map[k] > 1)) == 1", 8_089_017),
        ("self.texts == self.texts", 39_326), ("self.texts == {'k1': 'a', 'k2': 'b'}", 33),
        ("self.texts.all(k, size(self.texts) > 0)", 2_752_508),
        ("size(self.texts.filter(k, size(self.texts) > 1)) == 1", 6_684_670),
    ]

    private static let optionals: [Row] = [
        ("optional.of('a') != optional.of('b')", 1_844_674_407_370_955_266), ("optional.of('a').hasValue()", 2),
        ("optional.none().or(optional.of('a')).hasValue()", 4),
        ("optional.of('a').optMap(v, v == 'value').hasValue()", 18),
        ("optional.of([1, 2, 3, 4, 5]).optMap(v, v.size()).hasValue()", 38), ("self.?text.orValue('v') == 'a'", 4),
    ]

    @Test(arguments: [texts, lists, maps, optionals].flatMap { $0 })
    func boundsOfSchemasAreTaken(rule: String, most: UInt64) throws {
        let text: JSONValue = ["type": "string"]
        let entry: JSONValue = ["type": "object", "properties": ["k": text, "v": text, "v2": text]]
        let schema = try StructuralSchema(openAPI: [
            "type": "object",
            "properties": [
                "text": text, "bytes": ["type": "string", "format": "byte"],
                "time": ["type": "string", "format": "date-time"],
                "enum": ["type": "string", "enum": ["Pending", "Available", "Bound", "Released", "Failed"]],
                "list": ["type": "array", "items": ["type": "integer"]],
                "listMap": [
                    "type": "array", "items": entry, "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["k"],
                ],
                "map": ["type": "object", "additionalProperties": ["type": "integer"]],
                "texts": ["type": "object", "additionalProperties": text],
            ],
        ])
        let declaration = try #require(SchemaDeclaration.make(schema, isResource: true))
        let expression = try Expression(rule, in: CheckingEnvironment(variables: ["self": declaration.type]))
        #expect(CostEstimator.estimate(expression.checked, root: declaration).most == most)
    }

    /// Of literals alone: the least and the most.
    @Test(
        arguments: [
            ("[1, 2, 3, 4, 5].sum()", 15, 15), ("[uint(1), uint(2), uint(3), uint(4), uint(5)].sum()", 20, 20),
            ("[true, false].isSorted()", 12, 12),
            ("[1, 2].all(i, v, v > 0)", 17, 21), ("[1, 2].transformList(i, v, v + 1)", 49, 49),
            ("sets.contains([1, 2, 3, 4], [2, 3])", 29, 29), ("sets.equivalent([1], [1, 1])", 25, 25),
            ("sets.intersects([1], [1])", 22, 22), ("semver('1.2.3').isLessThan(semver('1.2.4'))", 3, 3),
            ("ip('127.0.0.1').family()", 2, 2), ("ip.isCanonical('127.0.0.1')", 2, 2), ("isIP('127.0.0.1')", 1, 1),
            ("cidr('192.168.0.0/16').containsIP(ip('192.168.0.1'))", 5, 8),
            ("cidr('192.168.0.0/16').containsCIDR('192.168.1.0/24')", 7, 11),
            ("url('https:://kubernetes.io/').getHost()", 4, 4), ("lists.range(4)", 15, 15),
            ("[5, 1, 2, 3].reverse()", 25, 25),
            ("[4, 3, 2, 1].sort()", 53, 53), ("['b', 'a'].sort()", 30, 30), ("[1, 2, 2].distinct()", 39, 39),
            ("[1, 2, 3, 4].slice(1, 3)", 23, 23), ("[[1], [2, 3]].flatten()", 43, 43),
            ("[[1], [2, 3]].flatten(2)", 45, 45),
            ("quantity('10') == quantity('10')", 3, 3), ("'abc'.contains('b')", 1, 1), ("'%s'.format(['a'])", 11, 11),
            ("strings.quote('abc') == 'x'", 2, 2), ("bytes('abc') + b'x'", 2, 3),
            ("{'a': 1, 'b': 2}.all(k, v, v > 0)", 37, 41),
        ] as [(String, UInt64, UInt64)])
    func literalsAreExact(text: String, least: UInt64, most: UInt64) throws {
        let expression = try Expression(text)
        #expect(CostEstimator.estimate(expression.checked) == CostRange(least: least, most: most))
    }
}
