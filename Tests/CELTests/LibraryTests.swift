import Testing

@testable import CEL

/// What Kubernetes 1.34 offers in validation rules, with the results that its documentation and that of cel-go name.
@Suite("Libraries") struct LibraryTests {
    private typealias Row = (text: String, expected: String)

    private static let standard: [Row] = [
        ("size('né€') + size(b'é') + size([1]) + size({'a': 1})", "7"),
        ("'abc'.size() + b'a'.size() + [1, 2].size() + {}.size()", "6"),
        ("type(1) == int && type('a') != type(b'a')", "true"), ("dyn(1) == 1u", "true"),
        ("bool('true') && bool('T') && !bool('0')", "true"),
        ("int('-7') + int(7.9) + int(8u) + int(timestamp(60))", "68"),
        ("uint('7') + uint(7.9) + uint(8)", "22u"), ("double('0.25') + double(1) + double(2u)", "3.25"),
        ("string(1) + string(2u) + string(0.5) + string(true) + string(b'x')", "\"120.5truex\""),
        ("bytes('é')", "b[195,169]"),
        ("duration('1h30m') == duration('90m') && duration(1000000000) == duration('1s')", "true"),
        ("timestamp('1970-01-01T00:01:00Z') == timestamp(60)", "true"),
        ("'abc'.contains('bc') && 'abc'.startsWith('ab') && 'abc'.endsWith('c')", "true"),
        ("'abc'.matches('^b') || matches('abc', '^a.c$')", "true"),
        ("timestamp('2023-06-14T10:20:30.5Z').getFullYear()", "2023"), ("timestamp(0).getMonth()", "0"),
        ("timestamp(0).getDayOfYear() + timestamp(0).getDayOfMonth() + timestamp(0).getDate()", "1"),
        ("timestamp(0).getDayOfWeek()", "4"), ("timestamp(3600).getHours() + duration('90m').getHours()", "2"),
        ("timestamp(60).getMinutes() + duration('90m').getMinutes()", "91"),
        ("timestamp(1).getSeconds() + duration('90m').getSeconds()", "5401"),
        ("timestamp(1).getMilliseconds() + duration('1.5s').getMilliseconds()", "500"),
    ]

    private static let texts: [Row] = [
        ("'né€'.charAt(1)", "\"é\""), ("'a'.charAt(1)", "\"\""), ("'a'.charAt(2)", "error: index out of range: 2"),
        ("'abcab'.indexOf('ab', 1)", "3"), ("'ab'.indexOf('')", "0"), ("'ab'.indexOf('b', 9)", "-1"),
        ("'ab'.indexOf('', 9)", "9"), ("'ab'.indexOf('b', -1)", "error: index out of range: -1"),
        ("'abcab'.lastIndexOf('ab')", "3"), ("'abcab'.lastIndexOf('ab', 2)", "0"), ("'ab'.lastIndexOf('')", "2"),
        ("'ab'.lastIndexOf('b', 2)", "-1"), ("''.lastIndexOf('a')", "-1"), ("'a'.lastIndexOf('ab')", "-1"),
        ("'TÉst'.lowerAscii() + 'tést'.upperAscii()", "\"tÉstTéST\""), ("'  x\\t\\u00a0'.trim()", "\"x\""),
        ("'aXbXc'.replace('X', '-') + 'aXbXc'.replace('X', '-', 1)", "\"a-b-ca-bXc\""),
        ("'ab'.replace('', '-')", "\"-a-b-\""), ("'a'.replace('a', 'b', 0)", "\"a\""),
        ("'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"), ("'a,b'.split(',', 0)", "[]"),
        ("'a,b'.split(',', -1).size()", "2"),
        ("'a,b'.split(',') + 'ab'.split('')", "[\"a\", \"b\", \"a\", \"b\"]"),
        ("'hello'.substring(3) + 'hello'.substring(1, 3)", "\"loel\""),
        ("'hello'.substring(3, 1)", "error: invalid substring range. start: 3, end: 1"),
        ("'a'.substring(2)", "error: index out of range: 2"), ("['a', 'b'].join('-') + ['a', 'b'].join()", "\"a-bab\""),
        ("strings.quote('a\"b\\n')", "\"\\\"a\\\\\\\"b\\\\n\\\"\""),
        ("'abc123'.find('[0-9]+')", "\"123\""), ("'abc'.find('[0-9]+')", "\"\""),
        ("'a1b22'.findAll('[0-9]+')", "[\"1\", \"22\"]"), ("'a1b22'.findAll('[0-9]+', 1)", "[\"1\"]"),
        ("'a1b22'.findAll('[0-9]+', 0)", "[]"),
    ]

    private static let formats: [Row] = [
        (
            "'%s has %d and %.2f, %x, %e'.format(['x', 5, 1.005, 255, 1234.5])",
            "\"x has 5 and 1.00, ff, 1.234500×10⁰³\""
        ),
        ("'%s'.format([{'b': [1.0, 2.5], 'a': []}])", "\"{\\\"a\\\":[], \\\"b\\\":[1.000000, 2.500000]}\""),
        (
            "'%s'.format([['abc', 3.14, null, [9, 8], timestamp('2023-02-03T23:31:20+00:00')]])",
            "\"[\\\"abc\\\", 3.140000, null, [9, 8], timestamp(\\\"2023-02-03T23:31:20Z\\\")]\""
        ),
        (
            "'%s'.format([{'key1': b'xyz', 'key2': duration('2h'), 'key4': true}])",
            "\"{\\\"key1\\\":b\\\"xyz\\\", \\\"key2\\\":duration(\\\"7200s\\\"), \\\"key4\\\":true}\""
        ),
        ("'%s'.format([{1: double('NaN'), 2: 2.0}])", "\"{1:\\\"NaN\\\", 2:2.000000}\""),
        ("'%s %s %s'.format([double('Infinity'), 0.000000002, 2.71])", "\"+Inf 2e-09 2.71\""),
        ("'%f %f %f'.format([1234567.5, -1234.5, 123.0])", "\"1,234,567.500000 -1,234.500000 123.000000\""),
        ("'%f %f %e'.format(['NaN', 'Infinity', '-Infinity'])", "\"NaN ∞ -∞\""),
        ("'%d %d'.format([999999999999, 7u])", "\"999999999999 7\""),
        ("'%b %b %b'.format([-5, 64u, true])", "\"-101 1000000 1\""),
        ("'%o %o'.format([-11, 65535u])", "\"-13 177777\""),
        ("'%x %X %x %X'.format([-30, 30, 'Hello', b'\\x00yz'])", "\"-1e 1E 48656c6c6f 00797A\""),
        ("'%% %s%%'.format([type(1)])", "\"% int%\""),
        (
            "'%d'.format([1.0])",
            "issue: error during formatting: decimal clause can only be used on integers, was given double"
        ),
        (
            "'%f'.format([1])",
            "issue: error during formatting: fixed-point clause can only be used on doubles, was given int"
        ),
        (
            "'%e'.format([true])",
            "issue: error during formatting: scientific clause can only be used on doubles, was given bool"
        ),
        (
            "'%o'.format(['a'])",
            "issue: error during formatting: octal clause can only be used on integers, was given string"
        ),
        (
            "'%b'.format([1.5])",
            "issue: error during formatting: only integers and bools can be formatted as binary, was given double"
        ),
        (
            "'%x'.format([1.5])",
            "issue: error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given double"
        ),
        (
            "'%s'.format([[optional.of(1)]])",
            "issue: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type"
        ),
        (
            "'%d'.format([dyn(1.5)])",
            "error: error during formatting: decimal clause can only be used on integers, was given double"
        ),
        ("'%d %d'.format([1])", "issue: index 1 out of range"),
        ("'%d %d'.format(dyn([1]))", "error: index 1 out of range"),
        ("'%d'.format([1, 2])", "issue: too many arguments supplied to string.format (expected 1, got 2)"),
        ("'%d%'.format([1, 2])", "issue: unexpected end of string"),
        ("'%z'.format([1])", "issue: could not parse formatting clause: unrecognized formatting clause \"z\""),
        (
            "'%.3'.format([1])",
            "issue: could not parse formatting clause: error while parsing precision: could not find end of precision specifier"
        ),
        (
            "'%.f'.format([1.0])",
            "issue: could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing \"\": invalid syntax"
        ),
    ]

    private static let lists: [Row] = [
        ("[1, 2, 2].isSorted() && !['b', 'a'].isSorted() && [].isSorted()", "true"),
        ("[1, 2].sum() + [3].max() - [4, 1].min()", "5"), ("[duration('1s'), duration('2m')].sum()", "121s"),
        ("[].sum()", "0"), ("[1].filter(x, x > 1).min()", "error: min called on empty list"),
        ("['a', 'b'].filter(x, false).max()", "error: max called on empty list"),
        ("['a', 'b', 'a'].indexOf('b') + ['a', 'b', 'a'].lastIndexOf('a') + [1].indexOf(2)", "2"),
        ("[1, 2, 3].slice(1, 3)", "[2, 3]"), ("[1].slice(0, 2)", "error: cannot slice(0, 2), list is length 1"),
        ("[1].slice(-1, 1)", "error: cannot slice(-1, 1), negative indexes not supported"),
        ("[1].slice(1, 0)", "error: cannot slice(1, 0), start index must be less than or equal to end index"),
        ("[[1], [2, 3]].flatten()", "[1, 2, 3]"),
        (
            "[[1, [2, [3]]]].flatten(2)",
            "issue: expected type 'int' but found 'list(dyn)'; expected type 'int' but found 'list(int)'"
        ),
        ("[[[1]], [[2, 3]]].flatten(2)", "[1, 2, 3]"), ("[[1]].flatten(-1)", "error: level must be non-negative"),
        ("[3, 1, 2].sort() + [1, 1, 2].distinct()", "[1, 2, 3, 1, 2]"), ("lists.range(3).reverse()", "[2, 1, 0]"),
        ("lists.range(-1)", "[]"), ("['foo', 'bar', 'baz'].sortBy(e, e.charAt(2))", "[\"foo\", \"bar\", \"baz\"]"),
        ("['foo', 'bar', 'baz'].sortBy(e, -size(e) * e.indexOf('a'))", "[\"bar\", \"baz\", \"foo\"]"),
        ("[{'a': 2}, {'a': 1}].sortBy(e, e.a)[0].a", "1"), ("[].sortBy(e, e)", "[]"),
        (
            "[1].sortBy(e, [e])",
            "issue: found no matching overload for '@sortByAssociatedKeys' applied to 'list(int).(list(list(int)))'"
        ),
        ("dyn([1, 'a']).sort()", "issue: expected type 'int' but found 'string'"),
        ("[dyn(1), dyn('a')].sort()", "error: list elements must have the same type"),
        ("[dyn([1])].sort()", "error: list elements must be comparable"),
        (
            "1.sortBy(e, e)",
            "issue: sortBy can only be applied to a list, identifier, comprehension, call or select expression"
        ),
        ("sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])", "true"),
        ("sets.contains([1, 2.0, 3u].map(x, dyn(x)), [1.0])", "issue: expected type 'int' but found 'double'"),
        ("sets.contains([], []) && sets.equivalent([], []) && !sets.intersects([], [])", "true"),
    ]

    private static let networks: [Row] = [
        (
            "url('no url')",
            "error: URL parse error during conversion from string: parse \"no url\": invalid URI for request"
        ), ("url('https://ex.com:80/a?x=1&x=2').getHost()", "\"ex.com:80\""),
        ("url('https://ex.com/').getScheme()", "\"https\""),
        ("url('https://[::1]:80/').getHostname()", "\"::1\""),
        ("url('https://ex.com:80/a?x=1&x=2').getQuery()", "{\"x\": [\"1\", \"2\"]}"),
        ("url('https://ex.com:80/').getPort()", "\"80\""),
        (
            "url('https://ex.com/with space/').getEscapedPath() + url('/a%2fb(é').getEscapedPath()",
            "\"/with%20space//a/b%28%C3%A9\""
        ),
        ("url('https://ex.com/a%2fb(c)#d').getEscapedPath()", "\"/a%2fb(c)\""),
        ("isURL('foo') || !isURL('/a/b')", "false"),
        ("ip('::ffff:1.2.3.4')", "error: IPv4-mapped IPv6 address \"::ffff:1.2.3.4\" is not allowed"),
        ("ip('2001:db8:0:0::1')", "2001:db8::1"),
        ("string(ip('1.2.3.4')) + string(cidr('10.0.0.0/8'))", "\"1.2.3.410.0.0.0/8\""),
        ("ip('127.0.0.1').isLoopback() && ip('10.0.0.1').family() == 4 && ip('::1').family() == 6", "true"),
        (
            "ip('0.0.0.0').isUnspecified() && ip('fe80::1').isLinkLocalUnicast() && ip('ff02::1').isLinkLocalMulticast()",
            "true"
        ),
        ("ip('8.8.8.8').isGlobalUnicast() && isIP('::1') && !isIP('1.2.3.256')", "true"),
        ("ip.isCanonical('2001:DB8::1') || !ip.isCanonical('127.0.0.1')", "false"),
        ("cidr('10.1.0.0/16').containsIP('10.1.2.3') && cidr('10.1.0.0/16').containsIP(ip('10.1.2.3'))", "true"),
        ("cidr('10.1.2.3/8').masked()", "10.0.0.0/8"), ("cidr('10.0.0.0/8').prefixLength()", "8"),
        ("isCIDR('10.0.0.0/33') || isCIDR('10.0.0.0/08')", "false"),
        (
            "cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) && !cidr('10.0.0.0/8').containsCIDR('0.0.0.0/0') && cidr('10.0.0.0/8').ip() == ip('10.0.0.0')",
            "true"
        ),
    ]

    private static let others: [Row] = [
        (
            "quantity('1.5Gi').isGreaterThan(quantity('1G')) && quantity('50k').add(20).sub(quantity('20')) == quantity('50k')",
            "true"
        ),
        ("quantity('1').isLessThan(quantity('2')) && quantity('50M').compareTo(quantity('50Mi')) == -1", "true"),
        ("quantity('50.703k').asApproximateFloat()", "50703.0"), ("quantity('2n').asApproximateFloat()", "2e-09"),
        ("quantity('9999999999999999999999999999999999999G').asApproximateFloat() > 1e18", "true"),
        ("quantity('100m').asInteger()", "error: cannot convert value to integer"),
        ("quantity('50k').asInteger()", "50000"),
        ("quantity('5').isInteger() && !quantity('5.5').isInteger()", "true"), ("sign(quantity('-5'))", "-1"),
        ("isQuantity('1.3Gx') || !isQuantity('200K')", "true"),
        ("semver('1.2.3').isLessThan(semver('1.10.0')) && semver('v1', true).major() == 1", "true"),
        ("semver('1.2.3').compareTo(semver('1.2.3')) + semver('1.2.3').minor() + semver('1.2.3').patch()", "5"),
        ("semver('2.0.0').isGreaterThan(semver('2.0.0-rc.1'))", "true"),
        ("isSemver('1.2') || isSemver('v1.2.3')", "false"),
        ("semver('v01.02.003-alpha', true)", "1.2.3-alpha"), ("isSemver('1.0', true) && isSemver('v1', true)", "true"),
        ("semver('1.0-alpha', true)", "error: short version cannot contain PreRelease/Build meta data"),
        (
            "format.dns1123Label().validate('a_b').hasValue() && !format.named('dns1123Label').value().validate('ab').hasValue()",
            "true"
        ), ("format.named('x')", "none"),
        ("format.uuid().validate('3b241101e2bb4255-8caf-4136c566a962').hasValue()", "false"),
        ("format.uuid().validate('3b24-1101e2bb42558caf4136c566a962').value()", "[\"does not match the UUID format\"]"),
        ("format.date().validate('2023-02-29').value()", "[\"invalid date\"]"),
        (
            "format.datetime().validate('2023-02-28T00:00:00Z').hasValue() || format.byte().validate('aGk=').hasValue()",
            "false"
        ),
        ("format.uri().validate('https://a.b/').hasValue() || format.labelValue().validate('a.b').hasValue()", "false"),
        (
            "format.qualifiedName().validate('a/b').hasValue() || format.dns1123Subdomain().validate('a.b').hasValue()",
            "false"
        ),
        (
            "format.dns1035Label().validate('1a').hasValue() && format.dns1035LabelPrefix().validate('1a-').hasValue()",
            "true"
        ),
        (
            "format.dns1123LabelPrefix().validate('a-').hasValue() || format.dns1123SubdomainPrefix().validate('a-').hasValue()",
            "false"
        ),
    ]

    private static let optionals: [Row] = [
        ("optional.of(1).value() + optional.none().orValue(2)", "3"),
        ("optional.of(1).or(optional.of(2)).hasValue()", "true"),
        ("optional.ofNonZeroValue('')", "none"), ("optional.ofNonZeroValue([1])", "some([1])"),
        ("optional.unwrap([optional.of(1), optional.none()]) + [optional.of(2)].unwrapOpt()", "[1, 2]"),
        ("[1, 2].first().value() + [3].last().value()", "4"), ("[].first()", "none"),
    ]

    private static let all = [standard, texts, formats, lists, networks, others, optionals].flatMap { $0 }

    @Test(arguments: all)
    func functions(text: String, expected: String) {
        #expect(evaluated(text) == expected)
    }

    /// The names of Kubernetes 1.34, without the authorizer and without operators.
    @Test func inventoryIsThatOfKubernetes() {
        let names: Set<String> = [
            "add", "asApproximateFloat", "asInteger", "bool", "bytes", "charAt", "cidr", "compareTo", "contains",
            "containsCIDR", "containsIP", "distinct", "double", "duration", "dyn", "endsWith", "family", "find",
            "findAll",
            "first", "flatten", "format", "format.byte", "format.date", "format.datetime", "format.dns1035Label",
            "format.dns1035LabelPrefix", "format.dns1123Label", "format.dns1123LabelPrefix", "format.dns1123Subdomain",
            "format.dns1123SubdomainPrefix", "format.labelValue", "format.named", "format.qualifiedName", "format.uri",
            "format.uuid", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getEscapedPath", "getFullYear",
            "getHost", "getHostname", "getHours", "getMilliseconds", "getMinutes", "getMonth", "getPort", "getQuery",
            "getScheme", "getSeconds", "hasValue", "indexOf", "int", "ip", "ip.isCanonical", "isCIDR",
            "isGlobalUnicast",
            "isGreaterThan", "isIP", "isInteger", "isLessThan", "isLinkLocalMulticast", "isLinkLocalUnicast",
            "isLoopback",
            "isQuantity", "isSemver", "isSorted", "isURL", "isUnspecified", "join", "last", "lastIndexOf",
            "lists.range",
            "lowerAscii", "major", "masked", "matches", "max", "min", "minor", "optional.none", "optional.of",
            "optional.ofNonZeroValue", "optional.unwrap", "or", "orValue", "patch", "prefixLength", "quantity",
            "replace",
            "reverse", "semver", "sets.contains", "sets.equivalent", "sets.intersects", "sign", "size", "slice", "sort",
            "split", "startsWith", "string", "strings.quote", "sub", "substring", "sum", "timestamp", "trim", "type",
            "uint",
            "unwrapOpt", "upperAscii", "url", "validate", "value",
        ]
        let known = Signatures.overloads.keys.filter { name in
            name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." }
        }
        #expect(Set(known).symmetricDifference(names).sorted() == [])
        let texts = Self.all.map(\.text).joined(separator: "\n")
        #expect(names.filter { !texts.contains("\($0)(") }.sorted() == [])
    }

    /// Functions of cel-go that Kubernetes leaves out, and of its later versions.
    @Test(arguments: [
        "cel.bind(a, 1, a)", "math.greatest(1, 2)", "math.least(1, 2)", "base64.encode(b'a')", "base64.decode('YQ==')",
        "'abc'.reverse()", "[1].includes(1)", "quantity('1').sign()", "regex.extract('a', 'a')", "'a'.foo()",
        "strings.join([])",
    ])
    func othersAreUnknown(text: String) {
        #expect(evaluated(text).hasPrefix("issue: "), "\(text)")
    }
}
