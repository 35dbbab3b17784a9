import JSON
import Machinery
import Testing

@Suite struct IntOrStringTests {
    @Test(arguments: [
        (IntOrString.int(3), 10, 3, 3), ("25%", 10, 3, 2), ("25%", 8, 2, 2), ("100%", 7, 7, 7), ("0%", 7, 0, 0),
        ("1%", 1, 1, 0), ("150%", 3, 5, 4), ("-10%", 5, 0, -1), (-2, 5, -2, -2),
    ])
    func scales(value: IntOrString, total: Int, up: Int, down: Int) {
        #expect(value.scaled(to: total, roundingUp: true) == up)
        #expect(value.scaled(to: total, roundingUp: false) == down)
    }

    @Test(arguments: ["", "%", "10", "ten%", "1.5%", "10 %", "99999999999999999999%"] as [IntOrString])
    func scalesNoOtherText(value: IntOrString) {
        #expect(value.scaled(to: 10, roundingUp: true) == nil)
    }

    @Test(arguments: [1, "25%", "http"] as [JSONValue])
    func readsAndWritesBack(json: JSONValue) throws {
        #expect(try IntOrString(json: json).json == json)
    }

    @Test(arguments: [true, nil, [1], .integer(1 << 40)] as [JSONValue])
    func refuses(json: JSONValue) {
        #expect(throws: DecodingFailure.self) { try IntOrString(json: json) }
    }
}
