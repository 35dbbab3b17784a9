/// The error while reading a text; its position becomes line and column when it surfaces.
struct YAMLFailure: Error {
    var code: YAMLError.Code
    var message: String
    var offset: Int

    func error(in bytes: [UInt8], document: Int) -> YAMLError {
        YAMLError(
            code: code, message: message, position: YAMLPosition(offset: offset, in: bytes), document: document)
    }
}

extension YAMLPosition {
    init(offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        var previous: UInt8 = 0
        for byte in bytes.prefix(offset) {
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                line += 1
                column = 1
            case 0x80..<0xc0: break
            default: column += 1
            }
            previous = byte
        }
        self.init(line: line, column: column)
    }
}
