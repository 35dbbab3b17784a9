import GoTemplate

/// Functions of JSON, base 64 and base 32, paths and URLs.
enum EncodingFunctions {
    static let all: [String: TemplateFunction] = bases.merging(json) { $1 }.merging(paths) { $1 }
        .merging(URLFunctions.all) { $1 }

    private static let bases: [String: TemplateFunction] = [
        "b64enc": .ofString(Base64.encode),
        "b32enc": .ofString(Base32.encode),
        // What cannot be decoded gives the error as if it were the text.
        "b64dec": .ofString { text in
            do throws(Base64.CorruptInput) { return try Base64.decode(text) } catch { return Array("\(error)".utf8) }
        },
        "b32dec": .ofString { text in
            do throws(Base64.CorruptInput) { return try Base32.decode(text) } catch { return Array("\(error)".utf8) }
        },
    ]

    private static let json: [String: TemplateFunction] = [
        "toJson": writing(JSONText.Style(), must: false), "mustToJson": writing(JSONText.Style(), must: true),
        "toPrettyJson": writing(JSONText.Style(indent: "  "), must: false),
        "mustToPrettyJson": writing(JSONText.Style(indent: "  "), must: true),
        "toRawJson": writing(JSONText.Style(escapesHTML: false), must: true),
        "mustToRawJson": writing(JSONText.Style(escapesHTML: false), must: true),
        "fromJson": TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            let text = try arguments.bytes(at: 0)
            try call.charge(bytes: text.count)
            return (try? JSONReader.value(text, call)) ?? .null
        },
        "mustFromJson": TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            try JSONReader.value(arguments.bytes(at: 0), call)
        },
    ]

    /// - Parameter must: Whether a value without a form in JSON is an error, and not an empty text.
    private static func writing(_ style: JSONText.Style, must: Bool) -> TemplateFunction {
        .ofValue { (value, call) throws(FunctionFailure) in
            do throws(FunctionFailure) {
                return .bytes(try JSONText.text(value, style, call))
            } catch {
                guard !must, error.message.hasPrefix("json: ") else { throw error }
                return .text("")
            }
        }
    }

    private static let paths: [String: TemplateFunction] = [
        "base": .ofString(GoPath.base), "osBase": .ofString(GoPath.base),
        "dir": .ofString(GoPath.directory), "osDir": .ofString(GoPath.directory),
        "clean": .ofString(GoPath.clean), "osClean": .ofString(GoPath.clean),
        "ext": .ofString(GoPath.fileExtension), "osExt": .ofString(GoPath.fileExtension),
        "isAbs": isAbsolute, "osIsAbs": isAbsolute,
    ]

    private static let isAbsolute = TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
        .bool(try arguments.bytes(at: 0).first == GoPath.slash)
    }
}

/// Paths with slashes, as Go's package `path` takes them apart.
package enum GoPath {
    static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// The shortest path that means the same.
    package static func clean(_ path: [UInt8]) -> [UInt8] {
        let isRooted = path.first == slash
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where !part.elementsEqual([dot]) {
            if part.elementsEqual([dot, dot]) {
                if let last = parts.last, !last.elementsEqual([dot, dot]) {
                    parts.removeLast()
                    continue
                }
                if isRooted { continue }
            }
            parts.append(part)
        }
        let cleaned = (isRooted ? [slash] : []) + Array(parts.joined(separator: [slash]))
        return cleaned.isEmpty ? [dot] : cleaned
    }

    /// The last part, `.` for an empty path, `/` for one of slashes only.
    package static func base(_ path: [UInt8]) -> [UInt8] {
        guard !path.isEmpty else { return [dot] }
        return path.split(separator: slash).last.map(Array.init) ?? [slash]
    }

    /// All but the last part, cleaned.
    static func directory(_ path: [UInt8]) -> [UInt8] {
        clean(Array(path.lastIndex(of: slash).map { path[...$0] } ?? []))
    }

    /// From the last dot of the last part.
    package static func fileExtension(_ path: [UInt8]) -> [UInt8] {
        let start = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
        return path[start...].lastIndex(of: dot).map { Array(path[$0...]) } ?? []
    }
}
