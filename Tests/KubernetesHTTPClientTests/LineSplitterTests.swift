import Testing

@testable import KubernetesHTTPClient

@Suite struct LineSplitterTests {
    /// However a text is cut, its lines are the same.
    @Test(arguments: 1...12)
    func linesDoNotDependOnChunks(size: Int) throws {
        let text = "a\n\nbc\nörtlich\r\n\n{\"x\":1}\nrest"
        var splitter = LineSplitter(limit: 100)
        var lines: [String] = []
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            lines += try splitter.lines(completedBy: bytes.prefix(size)).map { String(decoding: $0, as: UTF8.self) }
            bytes = bytes.dropFirst(size)
        }
        #expect(lines == ["a", "bc", "örtlich\r", "{\"x\":1}"])
        #expect(try splitter.lines(completedBy: Array(" end\n".utf8)) == [Array("rest end".utf8)])
    }

    @Test func boundsALineAndNotTheStream() throws {
        var splitter = LineSplitter(limit: 4)
        for _ in 0..<10 { #expect(try splitter.lines(completedBy: Array("1234\n".utf8)).count == 1) }
        #expect(try splitter.lines(completedBy: Array("123".utf8)).isEmpty)
        #expect(throws: LineSplitter.LineTooLong.self) { try splitter.lines(completedBy: Array("45".utf8)) }
    }
}
