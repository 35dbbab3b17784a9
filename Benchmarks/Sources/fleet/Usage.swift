import Foundation

/// What a process has used so far.
struct Usage {
    /// In seconds.
    let processor: Double
    let residentMegabytes: Double

    init(of process: Int32) throws {
        let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name in parentheses may have spaces in it; utime and stime are the 12th and 13th field behind it.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let resident = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }?.split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]),
            let resident, resident.count > 1, let kilobytes = Double(resident[1])
        else { throw FleetError("/proc/\(process) cannot be read") }
        processor = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentMegabytes = kilobytes / 1024
    }
}
