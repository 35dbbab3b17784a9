import JSON
import Testing

@testable import Sprig

@Suite("Lists and maps") struct CollectionTests {
    @Test(
        arguments: [
            FunctionCase("list", 1, nil, gives: "[]interface {} [1,null]"),
            FunctionCase("tuple", gives: "[]interface {} []"),
            FunctionCase("first", [1, 2], gives: "int 1"),
            FunctionCase("first", [], gives: "<nil> null"),
            FunctionCase("first", "str", gives: "error: Cannot find first on type string"),
            FunctionCase(
                "mustFirst", nil, gives: "error: runtime error: invalid memory address or nil pointer dereference"),
            FunctionCase("last", [1, 2], gives: "int 2"),
            FunctionCase("last", 5, gives: "error: Cannot find last on type int"),
            FunctionCase("rest", [1, 2], gives: "[]interface {} [2]"),
            FunctionCase("rest", [], gives: "[]interface {} null"),
            FunctionCase("initial", [1, 2], gives: "[]interface {} [1]"),
            FunctionCase("initial", [], gives: "[]interface {} null"),
            FunctionCase("mustRest", ["a": 1], gives: "error: Cannot find rest on type map"),
            FunctionCase("reverse", call("splitList", ",", "a,b"), gives: #"[]interface {} ["b","a"]"#),
            FunctionCase("reverse", 5, gives: "error: Cannot find reverse on type int"),
            FunctionCase("append", [1], 2, gives: "[]interface {} [1,2]"),
            FunctionCase("push", "x", 2, gives: "error: Cannot push on type string"),
            FunctionCase("prepend", [1], 2, gives: "[]interface {} [2,1]"),
            FunctionCase("mustPrepend", 1.5, 2, gives: "error: Cannot prepend on type float64"),
            FunctionCase("concat", gives: "[]interface {} null"),
            FunctionCase("concat", [], [], gives: "[]interface {} null"),
            FunctionCase("concat", [1], call("until", 2), gives: "[]interface {} [1,0,1]"),
            FunctionCase("concat", [1], 5, gives: "error: Cannot concat type int as list"),
            FunctionCase(
                "concat", [1], nil, gives: "error: runtime error: invalid memory address or nil pointer dereference"),
            FunctionCase("compact", [nil, 1, "", 0, false, [], [:]], gives: "[]interface {} [1]"),
            FunctionCase("compact", "x", gives: "error: Cannot compact on type string"),
            FunctionCase("uniq", ["b", "a", "b", [1], [1], 1, 1.0], gives: #"[]interface {} ["b","a",[1],1,1]"#),
            FunctionCase("uniq", 1, gives: "error: Cannot find uniq on type int"),
            FunctionCase("without", ["a", 1, nil], "a", nil, gives: "[]interface {} [1]"),
            FunctionCase("without", 1, 1, gives: "error: Cannot find without on type int"),
            FunctionCase("has", 1, [1.0], gives: "bool false"),
            FunctionCase("has", [1], [[1]], gives: "bool true"),
            FunctionCase("has", "a", nil, gives: "bool false"),
            FunctionCase("has", "a", "abc", gives: "error: Cannot find has on type string"),
            FunctionCase("mustHas", ["a": 1], [["a": 1]], gives: "bool true"),
            FunctionCase("slice", [1, 2, 3], gives: "[]interface {} [1,2,3]"),
            FunctionCase("slice", [1, 2, 3], 1, gives: "[]interface {} [2,3]"),
            FunctionCase("slice", [1, 2, 3], 1, 2, gives: "[]interface {} [2]"),
            FunctionCase("slice", [], gives: "<nil> null"),
            FunctionCase("slice", [1], 0, 5, gives: "error: reflect.Value.Slice: slice index out of bounds"),
            FunctionCase("slice", "abc", 1, gives: "error: list should be type of slice or array but string"),
            FunctionCase("slice", call("splitList", ",", "a,b"), 1, gives: #"[]string ["b"]"#),
            FunctionCase("chunk", 0, 5, gives: "error: Cannot chunk type int"),
            FunctionCase("mustChunk", 2, "x", gives: "error: Cannot chunk type string"),
        ])
    func lists(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("get", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "a", gives: "int 1"),
            FunctionCase("get", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "q", gives: #"string """#),
            FunctionCase(
                "set", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "a", "v",
                gives: #"map[string]interface {} {"a":"v","b":{"c":"x","d":{"e":[1,2]}},"n":null}"#),
            FunctionCase(
                "unset", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "b",
                gives: #"map[string]interface {} {"a":1,"n":null}"#),
            FunctionCase("hasKey", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "n", gives: "bool true"),
            FunctionCase(
                "hasKey", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "q", gives: "bool false"),
            FunctionCase(
                "pluck", "a", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], ["b": 1], ["a": 2],
                gives: "[]interface {} [1,2]"),
            FunctionCase("pluck", "a", gives: "[]interface {} []"),
            FunctionCase("keys", ["a": 1], gives: #"[]string ["a"]"#),
            FunctionCase("keys", gives: "[]string []"),
            FunctionCase("values", ["a": [1]], gives: "[]interface {} [[1]]"),
            FunctionCase(
                "pick", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "a", "q",
                gives: #"map[string]interface {} {"a":1}"#),
            FunctionCase(
                "pick", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], gives: "map[string]interface {} {}"),
            FunctionCase(
                "omit", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], "b",
                gives: #"map[string]interface {} {"a":1,"n":null}"#),
            FunctionCase("dict", "a", 1, "b", gives: #"map[string]interface {} {"a":1,"b":""}"#),
            FunctionCase(
                "dig", "b", "c", "def", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], gives: #"string "x""#),
            FunctionCase(
                "dig", "b", "d", "e", "def", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: "[]interface {} [1,2]"),
            FunctionCase(
                "dig", "b", "q", "r", "def", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: #"string "def""#),
            FunctionCase(
                "dig", "n", "def", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil], gives: "<nil> null"),
            FunctionCase(
                "dig", "n", "x", "def", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: "error: interface conversion: interface {} is nil, not map[string]interface {}"),
            FunctionCase(
                "dig", "a", "x", "def", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: "error: interface conversion: interface {} is int, not map[string]interface {}"),
            FunctionCase(
                "dig", "a", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: "error: dig needs at least three arguments"),
            FunctionCase(
                "dig", 1, "d", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: "error: interface conversion: interface {} is int, not string"),
            FunctionCase(
                "dig", "a", "d", "x",
                gives: "error: interface conversion: interface {} is string, not map[string]interface {}"),
            FunctionCase(
                "deepCopy", ["a": 1, "b": ["c": "x", "d": ["e": [1, 2]]], "n": nil],
                gives: #"map[string]interface {} {"a":1,"b":{"c":"x","d":{"e":[1,2]}},"n":null}"#),
            FunctionCase("mustDeepCopy", nil, gives: "error: reflect: call of reflect.Value.Type on zero Value"),
        ])
    func maps(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase(
                "merge",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                [
                    "a": 2, "e": "full", "m": ["x": 9, "y": ["q": 2, "r": 3]], "l": [2, 3], "z": 7, "n": ["k": 1],
                    "em": ["k": 2], "s": ["m": 1], "new": ["a": 1], "nn": nil, "es": "",
                ],
                gives:
                    #"map[string]interface {} {"a":1,"e":"full","em":{"k":2},"es":"","l":[1],"m":{"x":1,"y":{"q":1,"r":3}},"n":{"k":1},"new":{"a":1},"s":"str","z":7}"#
            ),
            FunctionCase(
                "merge",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                ["a": "", "m": "notmap", "l": [], "s": nil, "em": [1]],
                gives:
                    #"map[string]interface {} {"a":1,"e":"","em":[1],"l":[1],"m":{"x":1,"y":{"q":1}},"n":null,"s":"str","z":0}"#
            ),
            FunctionCase(
                "mustMerge",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                [
                    "a": 2, "e": "full", "m": ["x": 9, "y": ["q": 2, "r": 3]], "l": [2, 3], "z": 7, "n": ["k": 1],
                    "em": ["k": 2], "s": ["m": 1], "new": ["a": 1], "nn": nil, "es": "",
                ],
                gives:
                    #"map[string]interface {} {"a":1,"e":"full","em":{"k":2},"es":"","l":[1],"m":{"x":1,"y":{"q":1,"r":3}},"n":{"k":1},"new":{"a":1},"s":"str","z":7}"#
            ),
            FunctionCase(
                "mustMerge",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                ["a": "", "m": "notmap", "l": [], "s": nil, "em": [1]],
                gives:
                    #"map[string]interface {} {"a":1,"e":"","em":[1],"l":[1],"m":{"x":1,"y":{"q":1}},"n":null,"s":"str","z":0}"#
            ),
            FunctionCase(
                "mergeOverwrite",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                [
                    "a": 2, "e": "full", "m": ["x": 9, "y": ["q": 2, "r": 3]], "l": [2, 3], "z": 7, "n": ["k": 1],
                    "em": ["k": 2], "s": ["m": 1], "new": ["a": 1], "nn": nil, "es": "",
                ],
                gives:
                    #"map[string]interface {} {"a":2,"e":"full","em":{"k":2},"es":"","l":[2,3],"m":{"x":9,"y":{"q":2,"r":3}},"n":{"k":1},"new":{"a":1},"nn":null,"s":{"m":1},"z":7}"#
            ),
            FunctionCase(
                "mergeOverwrite",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                ["a": "", "m": "notmap", "l": [], "s": nil, "em": [1]],
                gives: #"map[string]interface {} {"a":"","e":"","em":[1],"l":[],"m":"notmap","n":null,"s":null,"z":0}"#),
            FunctionCase(
                "mustMergeOverwrite",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                [
                    "a": 2, "e": "full", "m": ["x": 9, "y": ["q": 2, "r": 3]], "l": [2, 3], "z": 7, "n": ["k": 1],
                    "em": ["k": 2], "s": ["m": 1], "new": ["a": 1], "nn": nil, "es": "",
                ],
                gives:
                    #"map[string]interface {} {"a":2,"e":"full","em":{"k":2},"es":"","l":[2,3],"m":{"x":9,"y":{"q":2,"r":3}},"n":{"k":1},"new":{"a":1},"nn":null,"s":{"m":1},"z":7}"#
            ),
            FunctionCase(
                "mustMergeOverwrite",
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                ["a": "", "m": "notmap", "l": [], "s": nil, "em": [1]],
                gives: #"map[string]interface {} {"a":"","e":"","em":[1],"l":[],"m":"notmap","n":null,"s":null,"z":0}"#),
            FunctionCase(
                "merge", [:],
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                [
                    "a": 2, "e": "full", "m": ["x": 9, "y": ["q": 2, "r": 3]], "l": [2, 3], "z": 7, "n": ["k": 1],
                    "em": ["k": 2], "s": ["m": 1], "new": ["a": 1], "nn": nil, "es": "",
                ],
                gives:
                    #"map[string]interface {} {"a":1,"e":"full","em":{"k":2},"es":"","l":[1],"m":{"x":1,"y":{"q":1,"r":3}},"n":{"k":1},"new":{"a":1},"s":"str","z":7}"#
            ),
            FunctionCase(
                "mergeOverwrite", [:],
                ["a": 1, "e": "", "m": ["x": 1, "y": ["q": 1]], "l": [1], "z": 0, "n": nil, "em": [:], "s": "str"],
                ["a": "", "m": "notmap", "l": [], "s": nil, "em": [1]],
                gives: #"map[string]interface {} {"a":"","e":"","em":[1],"l":[],"m":"notmap","n":null,"s":null,"z":0}"#),
            FunctionCase("merge", ["a": 1], gives: #"map[string]interface {} {"a":1}"#),
        ])
    func merging(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("default", "d", 0, gives: #"string "d""#),
            FunctionCase("default", "d", 1, gives: "int 1"),
            FunctionCase("default", "d", 0.0, gives: #"string "d""#),
            FunctionCase("default", "d", "", gives: #"string "d""#),
            FunctionCase("default", "d", false, gives: #"string "d""#),
            FunctionCase("default", "d", [], gives: #"string "d""#),
            FunctionCase("default", "d", [:], gives: #"string "d""#),
            FunctionCase("default", "d", nil, gives: #"string "d""#),
            FunctionCase("default", "d", "x", gives: #"string "x""#),
            FunctionCase("default", "d", gives: #"string "d""#),
            FunctionCase("empty", call("semver", "1.2.3"), gives: "bool false"),
            FunctionCase("empty", call("toDate", "x", "y"), gives: "bool false"),
            FunctionCase("coalesce", 0, "", nil, [1], gives: "[]interface {} [1]"),
            FunctionCase("coalesce", gives: "<nil> null"),
            FunctionCase("all", 1, "a", gives: "bool true"),
            FunctionCase("all", 1, 0, gives: "bool false"),
            FunctionCase("all", gives: "bool true"),
            FunctionCase("any", 0, "", gives: "bool false"),
            FunctionCase("any", 0, 1, gives: "bool true"),
            FunctionCase("any", gives: "bool false"),
            FunctionCase("ternary", 1, 2, true, gives: "int 1"),
            FunctionCase("ternary", 1, 2, false, gives: "int 2"),
        ])
    func choices(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("typeOf", 1, gives: #"string "int""#),
            FunctionCase("kindOf", 1, gives: #"string "int""#),
            FunctionCase("typeOf", 1.5, gives: #"string "float64""#),
            FunctionCase("kindOf", 1.5, gives: #"string "float64""#),
            FunctionCase("typeOf", "x", gives: #"string "string""#),
            FunctionCase("kindOf", "x", gives: #"string "string""#),
            FunctionCase("typeOf", true, gives: #"string "bool""#),
            FunctionCase("kindOf", true, gives: #"string "bool""#),
            FunctionCase("typeOf", nil, gives: #"string "<nil>""#),
            FunctionCase("kindOf", nil, gives: #"string "invalid""#),
            FunctionCase("typeOf", [1], gives: #"string "[]interface {}""#),
            FunctionCase("kindOf", [1], gives: #"string "slice""#),
            FunctionCase("typeOf", [:], gives: #"string "map[string]interface {}""#),
            FunctionCase("kindOf", [:], gives: #"string "map""#),
            FunctionCase("typeOf", call("int64", 1), gives: #"string "int64""#),
            FunctionCase("kindOf", call("int64", 1), gives: #"string "int64""#),
            FunctionCase("typeOf", call("until", 2), gives: #"string "[]int""#),
            FunctionCase("kindOf", call("until", 2), gives: #"string "slice""#),
            FunctionCase("typeOf", call("split", ",", "a"), gives: #"string "map[string]string""#),
            FunctionCase("kindOf", call("split", ",", "a"), gives: #"string "map""#),
            FunctionCase("typeOf", call("semver", "1.2.3"), gives: #"string "*semver.Version""#),
            FunctionCase("kindOf", call("semver", "1.2.3"), gives: #"string "ptr""#),
            FunctionCase("typeOf", call("toDate", "x", "y"), gives: #"string "time.Time""#),
            FunctionCase("kindOf", call("toDate", "x", "y"), gives: #"string "struct""#),
            FunctionCase("typeIs", "int", 1, gives: "bool true"),
            FunctionCase("typeIs", "int", call("int64", 1), gives: "bool false"),
            FunctionCase("typeIsLike", "semver.Version", call("semver", "1.2.3"), gives: "bool true"),
            FunctionCase("kindIs", "invalid", nil, gives: "bool true"),
            FunctionCase("kindIs", "map", [:], gives: "bool true"),
            FunctionCase("deepEqual", [1, ["a": "x"]], [1, ["a": "x"]], gives: "bool true"),
            FunctionCase("deepEqual", 1, 1.0, gives: "bool false"),
            FunctionCase("deepEqual", 1, call("int64", 1), gives: "bool false"),
            FunctionCase("deepEqual", ["a"], call("splitList", ",", "a"), gives: "bool false"),
            FunctionCase("deepEqual", call("rest", []), [], gives: "bool false"),
            FunctionCase("deepEqual", "é", "e\u{301}", gives: "bool false"),
        ])
    func types(_ function: FunctionCase) { function.check() }
}
