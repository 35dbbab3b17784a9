import JSON
import Testing

@testable import Sprig

@Suite("Encodings, paths and URLs") struct EncodingTests {
    @Test(
        arguments: [
            FunctionCase("b64enc", "héllo", gives: #"string "aMOpbGxv""#),
            FunctionCase("b64enc", "", gives: #"string """#),
            FunctionCase("b32enc", "hello", gives: #"string "NBSWY3DP""#),
            FunctionCase("b64dec", "YQ==", gives: #"string "a""#),
            FunctionCase("b64dec", "YQ=", gives: #"string "illegal base64 data at input byte 3""#),
            FunctionCase("b64dec", "YQ", gives: #"string "illegal base64 data at input byte 0""#),
            FunctionCase("b64dec", "YWJj\n", gives: #"string "abc""#),
            FunctionCase("b64dec", "Y", gives: #"string "illegal base64 data at input byte 0""#),
            FunctionCase("b64dec", "YQ==x", gives: #"string "illegal base64 data at input byte 4""#),
            FunctionCase("b64dec", "YQ=\n=", gives: #"string "a""#),
            FunctionCase("b64dec", "YQ=x", gives: #"string "illegal base64 data at input byte 2""#),
            FunctionCase("b64dec", "====", gives: #"string "illegal base64 data at input byte 0""#),
            FunctionCase("b64dec", "YW Jj", gives: #"string "illegal base64 data at input byte 2""#),
            FunctionCase("b32dec", "NBSWY3DP", gives: #"string "hello""#),
            FunctionCase("b32dec", "ME======", gives: #"string "a""#),
            FunctionCase("b32dec", "ME=====", gives: #"string "illegal base32 data at input byte 7""#),
            FunctionCase("b32dec", "ME", gives: #"string "illegal base32 data at input byte 0""#),
            FunctionCase("b32dec", "M=======", gives: #"string "illegal base32 data at input byte 1""#),
            FunctionCase("b32dec", "MFR=====", gives: #"string "illegal base32 data at input byte 3""#),
            FunctionCase("b32dec", "ME======MFRGGZDF", gives: #"string "illegal base32 data at input byte 2""#),
            FunctionCase("b32dec", "mfrgg===", gives: #"string "illegal base32 data at input byte 0""#),
            FunctionCase("b32dec", "ME====x=", gives: #"string "illegal base32 data at input byte 5""#),
            FunctionCase("b32dec", "!!!!", gives: #"string "illegal base32 data at input byte 0""#),
        ])
    func bases(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase(
                "mustFromJson", #"{"b":1,"a":[true,null,"\u00e9\ud83d\ude00"]}"#,
                gives: #"map[string]interface {} {"a":[true,null,"é😀"],"b":1}"#),
            FunctionCase("mustFromJson", #""\ud800x""#, gives: "string \"\u{fffd}x\""),
            FunctionCase("mustFromJson", #"{"a":1,"a":2}"#, gives: #"map[string]interface {} {"a":2}"#),
            FunctionCase("mustFromJson", "12345678901234567890", gives: "float64 12345678901234567000"),
            FunctionCase(
                "mustFromJson", "1E400",
                gives: "error: json: cannot unmarshal number 1E400 into Go value of type float64"),
            FunctionCase("mustFromJson", "", gives: "error: unexpected end of JSON input"),
            FunctionCase("mustFromJson", "{", gives: "error: unexpected end of JSON input"),
            FunctionCase("mustFromJson", "[1,]", gives: "error: invalid character ']' looking for beginning of value"),
            FunctionCase("mustFromJson", #"{"a" 1}"#, gives: "error: invalid character '1' after object key"),
            FunctionCase(
                "mustFromJson", #"{"a":1 "b"}"#, gives: #"error: invalid character '"' after object key:value pair"#),
            FunctionCase("mustFromJson", "[1 2]", gives: "error: invalid character '2' after array element"),
            FunctionCase("mustFromJson", "tru", gives: "error: invalid character ' ' in literal true (expecting 'e')"),
            FunctionCase("mustFromJson", "trux", gives: "error: invalid character 'x' in literal true (expecting 'e')"),
            FunctionCase("mustFromJson", "01", gives: "error: invalid character '1' after top-level value"),
            FunctionCase(
                "mustFromJson", "1.", gives: "error: invalid character ' ' after decimal point in numeric literal"),
            FunctionCase("mustFromJson", "-", gives: "error: invalid character ' ' in numeric literal"),
            FunctionCase(
                "mustFromJson", "'a'", gives: #"error: invalid character '\'' looking for beginning of value"#),
            FunctionCase("mustFromJson", "\"a\nb\"", gives: #"error: invalid character '\n' in string literal"#),
            FunctionCase("mustFromJson", #""\x""#, gives: "error: invalid character 'x' in string escape code"),
            FunctionCase("mustFromJson", #""\"#, gives: "error: invalid character ' ' in string escape code"),
            FunctionCase("mustFromJson", "1 2", gives: "error: invalid character '2' after top-level value"),
            FunctionCase(
                "mustFromJson", #"\"#, gives: #"error: invalid character '\\' looking for beginning of value"#),
            FunctionCase("mustToJson", 1e+21, gives: #"string "1e+21""#),
            FunctionCase("mustToJson", 1e+20, gives: #"string "100000000000000000000""#),
            FunctionCase("mustToJson", 1e-06, gives: #"string "0.000001""#),
            FunctionCase("mustToJson", 1e-07, gives: #"string "1e-7""#),
            FunctionCase("mustToJson", 1.0, gives: #"string "1""#),
            FunctionCase("mustToJson", -0.0, gives: #"string "-0""#),
            FunctionCase(
                "mustToJson", "\u{2028}\t\u{8}\u{c}\u{1}\u{7f}",
                gives: "string \"\\\"\\\\u2028\\\\t\\\\b\\\\f\\\\u0001\u{7f}\\\"\""),
            FunctionCase("mustToJson", ["b": 1, "a": [:]], gives: #"string "{\"a\":{},\"b\":1}""#),
            FunctionCase("mustToJson", call("float64", "nan"), gives: "error: json: unsupported value: NaN"),
            FunctionCase("mustToJson", call("rest", []), gives: #"string "null""#),
            FunctionCase(
                "mustToJson", call("toDate", "2006-01-02T15:04:05.999999999Z07:00", "2021-03-04T05:06:07.089Z"),
                gives: #"string "\"2021-03-04T05:06:07.089Z\"""#),
            FunctionCase(
                "toPrettyJson", ["b": [1, [:]], "a": []],
                gives: #"string "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ]\n}""#),
            FunctionCase("toRawJson", "<&>", gives: #"string "\"<&>\"""#),
            FunctionCase("mustToRawJson", ["a": "<"], gives: #"string "{\"a\":\"<\"}""#),
        ])
    func json(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("base", "", gives: #"string ".""#),
            FunctionCase("dir", "", gives: #"string ".""#),
            FunctionCase("clean", "", gives: #"string ".""#),
            FunctionCase("ext", "", gives: #"string """#),
            FunctionCase("isAbs", "", gives: "bool false"),
            FunctionCase("base", "/", gives: #"string "/""#),
            FunctionCase("dir", "/", gives: #"string "/""#),
            FunctionCase("clean", "/", gives: #"string "/""#),
            FunctionCase("ext", "/", gives: #"string """#),
            FunctionCase("isAbs", "/", gives: "bool true"),
            FunctionCase("base", "a/../b", gives: #"string "b""#),
            FunctionCase("dir", "a/../b", gives: #"string ".""#),
            FunctionCase("clean", "a/../b", gives: #"string "b""#),
            FunctionCase("ext", "a/../b", gives: #"string """#),
            FunctionCase("isAbs", "a/../b", gives: "bool false"),
            FunctionCase("base", "/../a//b/./c.tar.gz", gives: #"string "c.tar.gz""#),
            FunctionCase("dir", "/../a//b/./c.tar.gz", gives: #"string "/a/b""#),
            FunctionCase("clean", "/../a//b/./c.tar.gz", gives: #"string "/a/b/c.tar.gz""#),
            FunctionCase("ext", "/../a//b/./c.tar.gz", gives: #"string ".gz""#),
            FunctionCase("isAbs", "/../a//b/./c.tar.gz", gives: "bool true"),
            FunctionCase("base", "../..", gives: #"string "..""#),
            FunctionCase("dir", "../..", gives: #"string "..""#),
            FunctionCase("clean", "../..", gives: #"string "../..""#),
            FunctionCase("ext", "../..", gives: #"string ".""#),
            FunctionCase("isAbs", "../..", gives: "bool false"),
            FunctionCase("base", ".", gives: #"string ".""#),
            FunctionCase("dir", ".", gives: #"string ".""#),
            FunctionCase("clean", ".", gives: #"string ".""#),
            FunctionCase("ext", ".", gives: #"string ".""#),
            FunctionCase("isAbs", ".", gives: "bool false"),
            FunctionCase("base", "/a/", gives: #"string "a""#),
            FunctionCase("dir", "/a/", gives: #"string "/a""#),
            FunctionCase("clean", "/a/", gives: #"string "/a""#),
            FunctionCase("ext", "/a/", gives: #"string """#),
            FunctionCase("isAbs", "/a/", gives: "bool true"),
            FunctionCase("osBase", "/a/b", gives: #"string "b""#),
            FunctionCase("osDir", "/a/b", gives: #"string "/a""#),
            FunctionCase("osExt", "a.b", gives: #"string ".b""#),
            FunctionCase("osClean", "a/..", gives: #"string ".""#),
            FunctionCase("osIsAbs", "a", gives: "bool false"),
        ])
    func paths(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase(
                "urlParse", "https://user:pa%20ss@h.com:8080/p/a th?q=1&b=%20#fr%41g",
                gives:
                    #"map[string]interface {} {"fragment":"frAg","host":"h.com:8080","hostname":"h.com","opaque":"","path":"/p/a th","query":"q=1&b=%20","scheme":"https","userinfo":"user:pa%20ss"}"#
            ),
            FunctionCase(
                "urlParse", "mailto:x@y",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"","hostname":"","opaque":"x@y","path":"","query":"","scheme":"mailto","userinfo":""}"#
            ),
            FunctionCase(
                "urlParse", "http://[::1]:80/x",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"[::1]:80","hostname":"::1","opaque":"","path":"/x","query":"","scheme":"http","userinfo":""}"#
            ),
            FunctionCase(
                "urlParse", "http://[fe80::1%25en0]/",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"[fe80::1%en0]","hostname":"fe80::1%en0","opaque":"","path":"/","query":"","scheme":"http","userinfo":""}"#
            ),
            FunctionCase(
                "urlParse", "http://[::1",
                gives: #"error: unable to parse url: parse "http://[::1": missing ']' in host"#),
            FunctionCase(
                "urlParse", "http://h:x",
                gives: #"error: unable to parse url: parse "http://h:x": invalid port ":x" after host"#),
            FunctionCase("urlParse", "::", gives: #"error: unable to parse url: parse "::": missing protocol scheme"#),
            FunctionCase(
                "urlParse", "1http://x",
                gives: #"error: unable to parse url: parse "1http://x": first path segment in URL cannot contain colon"#
            ),
            FunctionCase(
                "urlParse", "http://h#%zz",
                gives: #"error: unable to parse url: parse "http://h#%zz": invalid URL escape "%zz""#),
            FunctionCase(
                "urlParse", "http://h/%2",
                gives: #"error: unable to parse url: parse "http://h/%2": invalid URL escape "%2""#),
            FunctionCase(
                "urlParse", "http://a b/",
                gives: #"error: unable to parse url: parse "http://a b/": invalid character " " in host name"#),
            FunctionCase(
                "urlParse", "http://a%20b/",
                gives: #"error: unable to parse url: parse "http://a%20b/": invalid URL escape "%20""#),
            FunctionCase(
                "urlParse", "http://u^:p@h",
                gives: #"error: unable to parse url: parse "http://u^:p@h": net/url: invalid userinfo"#),
            FunctionCase(
                "urlParse", "a/b:c",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"","hostname":"","opaque":"","path":"a/b:c","query":"","scheme":"","userinfo":""}"#
            ),
            FunctionCase(
                "urlParse", "\u{1}",
                gives: #"error: unable to parse url: parse "\x01": net/url: invalid control character in URL"#),
            FunctionCase(
                "urlParse", "//h/p",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"h","hostname":"h","opaque":"","path":"/p","query":"","scheme":"","userinfo":""}"#
            ),
            FunctionCase(
                "urlParse", "HTTP://H/P",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"H","hostname":"H","opaque":"","path":"/P","query":"","scheme":"http","userinfo":""}"#
            ),
            FunctionCase(
                "urlParse", "",
                gives:
                    #"map[string]interface {} {"fragment":"","host":"","hostname":"","opaque":"","path":"","query":"","scheme":"","userinfo":""}"#
            ),
            FunctionCase(
                "urlJoin",
                ["scheme": "http", "host": "h", "path": "p", "query": "q", "fragment": "f f", "userinfo": "u:p w"],
                gives:
                    #"error: unable to parse userinfo in dict: parse "proto://u:p w@host": net/url: invalid userinfo"#),
            FunctionCase(
                "urlJoin", ["scheme": "http", "host": "h", "userinfo": "u:p"], gives: #"string "http://u:p@h""#),
            FunctionCase("urlJoin", ["path": "a:b"], gives: #"string "./a:b""#),
            FunctionCase(
                "urlJoin", ["scheme": 1],
                gives: "error: unable to parse scheme key, must be of type string, but int found"),
            FunctionCase("urlJoin", ["opaque": "o", "scheme": "s"], gives: #"string "s:o""#),
            FunctionCase("urlJoin", ["path": "?#%", "host": "h"], gives: #"string "//h/%3F%23%25""#),
            FunctionCase("urlJoin", [:], gives: #"string """#),
        ])
    func urls(_ function: FunctionCase) { function.check() }
}
