import Foundation
import JSON
import YAML

func line(_ name: String, _ measurement: Measurement, byteCount: Int) {
    let rate = Double(byteCount) / 1_000_000 / (measurement.best / 1000)
    let figures = String(
        format: "best %8.2f ms   median %8.2f ms   %6.0f MB/s", measurement.best, measurement.median, rate)
    print("  " + name.padding(toLength: 28, withPad: " ", startingAt: 0) + figures)
}

func ratio(_ name: String, _ ours: Measurement, to theirs: Measurement) {
    let figures = String(
        format: "best %8.1f x    median %8.1f x", theirs.best / ours.best, theirs.median / ours.median)
    print("  " + name.padding(toLength: 28, withPad: " ", startingAt: 0) + figures)
}

let text = Corpus.machineList()
let data = Data(text)
let value = try JSONValue(parsing: text)
let object = try JSONSerialization.jsonObject(with: data)
let measurements = try Measurement.interleaved(
    rounds: 40,
    [
        { consume(try JSONValue(parsing: text)) },
        { consume(try JSONSerialization.jsonObject(with: data)) },
        { consume(value.serialized()) },
        { consume(try JSONSerialization.data(withJSONObject: object, options: .withoutEscapingSlashes)) },
    ])

print("JSON, a list of machines, \(text.count) bytes")
line("parse", measurements[0], byteCount: text.count)
line("parse, JSONSerialization", measurements[1], byteCount: text.count)
line("write", measurements[2], byteCount: text.count)
line("write, JSONSerialization", measurements[3], byteCount: text.count)
ratio("parse: times as fast", measurements[0], to: measurements[1])
ratio("write: times as fast", measurements[2], to: measurements[3])

let yaml = value.yaml()
let yamlMeasurements = try Measurement.interleaved(
    rounds: 20,
    [
        { consume(try YAMLDocument.parse(yaml)) },
        { consume(value.yaml()) },
    ])

print("YAML, the same list, \(yaml.utf8.count) bytes")
line("parse", yamlMeasurements[0], byteCount: yaml.utf8.count)
line("write", yamlMeasurements[1], byteCount: yaml.utf8.count)
