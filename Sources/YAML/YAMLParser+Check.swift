extension YAMLParser {
    /// Refuses text that is not UTF-8 or has characters that YAML bars (YAML 1.1, section 4.1).
    static func check(_ bytes: [UInt8]) throws(YAMLFailure) {
        let (barred, isASCII) = bytes.withUnsafeBufferPointer { bytes in
            var isASCII = true
            for (offset, byte) in bytes.enumerated() {
                switch byte {
                case 0x20..<0x7f, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
                case 0x80...: isASCII = false
                default: return (offset as Int?, isASCII)
                }
            }
            return (nil, isASCII)
        }
        if let barred {
            throw YAMLFailure(code: .syntax, message: "control characters must be escaped", offset: barred)
        }
        if !isASCII { try checkScalars(bytes) }
    }

    private static func checkScalars(_ bytes: [UInt8]) throws(YAMLFailure) {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let encoded):
                switch UTF8.decode(encoded).value {
                case 0x80..<0x85, 0x86..<0xa0, 0xfffe, 0xffff:
                    throw YAMLFailure(code: .syntax, message: "control characters must be escaped", offset: offset)
                default: offset += encoded.count
                }
            case .emptyInput: return
            case .error: throw YAMLFailure(code: .encoding, message: "the text is not valid UTF-8", offset: offset)
            }
        }
    }
}
