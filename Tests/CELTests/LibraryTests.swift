import Testing

@testable import CEL

@Suite("Libraries") struct LibraryTests {
    @Test(arguments: [
        ("'né€'.charAt(1)", "\"é\""), ("'a'.charAt(2)", "error: index out of range: 2"),
        ("'abcab'.indexOf('ab', 1)", "3"),
        ("'abcab'.lastIndexOf('ab')", "3"), ("'abcab'.lastIndexOf('ab', 2)", "0"), ("'ab'.indexOf('')", "0"),
        ("'TÉst'.lowerAscii() + 'tést'.upperAscii()", "\"tÉstTéST\""), ("'  x\\t'.trim()", "\"x\""),
        ("'aXbXc'.replace('X', '-', 1)", "\"a-bXc\""), ("'ab'.replace('', '-')", "\"-a-b-\""),
        ("'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"),
        ("'a,b'.split(',')", "[\"a\", \"b\"]"), ("'ab'.split('')", "[\"a\", \"b\"]"),
        ("'hello'.substring(1, 3)", "\"el\""),
        ("'hello'.substring(3, 1)", "error: invalid substring range. start: 3, end: 1"),
        ("['a', 'b'].join('-')", "\"a-b\""),
        ("'abc'.reverse()", "\"cba\""), ("strings.quote('a\"b\\n')", "\"\\\"a\\\\\\\"b\\\\n\\\"\""),
        (
            "'%s has %d and %.2f, %x, %e'.format(['x', 5, 1.005, 255, 1234.5])",
            "\"x has 5 and 1.00, ff, 1.234500×10⁰³\""
        ),
        ("'%s'.format([{'b': [1, 2.5], 'a': null}])", "\"{a: null, b: [1, 2.5]}\""),
        ("'abc123'.find('[0-9]+')", "\"123\""), ("'a1b22'.findAll('[0-9]+')", "[\"1\", \"22\"]"),
        ("'a1b22'.findAll('[0-9]+', 1)", "[\"1\"]"),
        ("base64.encode(b'hi')", "\"aGk=\""), ("base64.decode('aGk')", "b[104,105]"), ("'abc'.matches('^b')", "false"),
    ])
    func texts(text: String, expected: String) {
        #expect(evaluated(text) == expected)
    }

    @Test(arguments: [
        ("[1, 2, 2].isSorted() && !['b', 'a'].isSorted()", "true"), ("[1, 2].sum() + [3].max() - [4, 1].min()", "5"),
        ("[].sum()", "0"), ("[1].filter(x, x > 1).min()", "error: min called on empty list"),
        ("['a', 'b', 'a'].lastIndexOf('a')", "2"),
        ("[1, 2, 3].slice(1, 3)", "[2, 3]"), ("[1].slice(0, 2)", "error: cannot slice(0, 2), list is length 1"),
        ("[[1], [2, 3]].flatten()", "[1, 2, 3]"),
        ("[3, 1, 2].sort() + [1, 1, 2].distinct()", "[1, 2, 3, 1, 2]"), ("lists.range(3).reverse()", "[2, 1, 0]"),
        ("sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])", "true"),
        ("math.greatest(1, 3, 2) + math.least([5, 4])", "7"), ("math.greatest(1, 2.5, 2u)", "2.5"),
    ])
    func lists(text: String, expected: String) {
        #expect(evaluated(text) == expected)
    }

    @Test(arguments: [
        (
            "url('no url')",
            "error: URL parse error during conversion from string: parse \"no url\": invalid URI for request"
        ), ("url('https://ex.com:80/a?x=1&x=2').getHost()", "\"ex.com:80\""),
        ("url('https://[::1]:80/').getHostname()", "\"::1\""),
        ("url('https://ex.com:80/a?x=1&x=2').getQuery()", "{\"x\": [\"1\", \"2\"]}"),
        ("url('https://ex.com:80/').getPort()", "\"80\""), ("isURL('foo')", "false"),
        ("ip('::ffff:1.2.3.4')", "error: IPv4-mapped IPv6 address \"::ffff:1.2.3.4\" is not allowed"),
        ("ip('2001:db8:0:0::1')", "2001:db8::1"),
        ("ip('127.0.0.1').isLoopback() && ip('10.0.0.1').family() == 4", "true"),
        ("ip.isCanonical('2001:DB8::1')", "false"),
        ("cidr('10.1.0.0/16').containsIP('10.1.2.3')", "true"), ("cidr('10.1.2.3/8').masked()", "10.0.0.0/8"),
        ("isCIDR('10.0.0.0/33')", "false"),
        ("cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) && cidr('10.0.0.0/8').ip() == ip('10.0.0.0')", "true"),
        (
            "quantity('1.5Gi').isGreaterThan(quantity('1G')) && quantity('50k').add(20).sub(quantity('20')) == quantity('50k')",
            "true"
        ),
        ("quantity('50.703k').asApproximateFloat()", "50703.0"),
        ("quantity('100m').asInteger()", "error: cannot convert value to integer"),
        ("isQuantity('1.3Gx')", "false"),
        ("semver('1.2.3').isLessThan(semver('1.10.0')) && semver('v1', true).major() == 1", "true"),
        ("isSemver('1.2')", "false"),
        (
            "format.dns1123Label().validate('a_b').hasValue() && !format.named('dns1123Label').value().validate('ab').hasValue()",
            "true"
        ), ("format.named('x')", "none"),
    ])
    func kubernetes(text: String, expected: String) {
        #expect(evaluated(text) == expected)
    }
}
