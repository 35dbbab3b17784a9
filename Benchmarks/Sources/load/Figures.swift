import Foundation

/// How long each of many requests took.
struct Figures: Sendable {
    /// In nanoseconds.
    var latencies: [Int] = []
    /// From the first request to the last answer, in nanoseconds.
    var wall = 0
    var failures = 0
    /// What the first failure said.
    var complaint = ""

    var rate: Double { Double(latencies.count) / (Double(wall) / 1e9) }

    /// The latency that a share of the requests does not exceed, in milliseconds.
    func percentile(_ share: Double) -> Double {
        let sorted = latencies.sorted()
        guard !sorted.isEmpty else { return .nan }
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1e6
    }

    mutating func take(_ result: Result<Connection.Response, LoadError>, expecting status: Int, since start: Int) {
        switch result {
        case .success(let response) where response.status == status:
            latencies.append(Clock.now() - start)
        case .success(let response):
            failures += 1
            if complaint.isEmpty { complaint = "\(response.status) \(response.complaint)" }
        case .failure(let error):
            failures += 1
            if complaint.isEmpty { complaint = "\(error)" }
        }
    }

    /// Figures that leave out failures would flatter.
    func checked() throws -> Figures {
        guard failures == 0 else { throw LoadError("\(failures) requests failed, the first with: \(complaint)") }
        return self
    }
}

enum Clock {
    /// Monotonic, in nanoseconds.
    static func now() -> Int { Int(DispatchTime.now().uptimeNanoseconds) }
}

/// What a process has used of the processors so far, in seconds.
struct ProcessorTime {
    let seconds: Double

    init(of process: Int32) throws {
        let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name in parentheses may have spaces in it; utime and stime are the 12th and 13th field behind it.
        guard let end = stat.lastIndex(of: ")") else { throw LoadError("/proc/\(process)/stat cannot be read") }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw LoadError("/proc/\(process)/stat cannot be read")
        }
        seconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

/// The resident memory of a process in megabytes, now and at its highest.
func residentMegabytes(of process: Int32) throws -> (now: Double, peak: Double) {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    func kilobytes(_ name: String) -> Double {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Double($0.filter(\.isNumber)) } ?? .nan
    }
    return (kilobytes("VmRSS:") / 1024, kilobytes("VmHWM:") / 1024)
}

extension Double {
    func formatted(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
