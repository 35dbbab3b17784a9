public import Effects
import Sprig

/// Finds and fetches the dependencies that a chart asks for, as `helm dependency update` and `helm dependency build`
/// do.
///
/// Repositories are asked by their URLs. Helm's names for them (`@name`, `alias:name`) mean something only where they
/// are configured, so they are refused.
public struct DependencyResolver: Sendable {
    /// Charts that lie beside the chart: what `file://PATH` leads to.
    public typealias LocalCharts = @Sendable (_ path: String) async throws -> Chart?

    private let transport: any ChartTransport
    private let time: any TimeSource
    private let limits: ChartLimits
    private let local: LocalCharts

    public init(
        transport: any ChartTransport, time: any TimeSource, limits: ChartLimits = .default,
        local: @escaping LocalCharts = { _ in nil }
    ) {
        self.transport = transport
        self.time = time
        self.limits = limits
        self.local = local
    }

    /// The newest versions that the chart's constraints allow.
    ///
    /// - Throws: `dependency` or `repository`, in Helm's words where it has some, and what the transport throws.
    public func resolve(_ chart: Chart) async throws -> ChartLock {
        var indexes: [String: RepositoryIndex] = [:]
        var found: [ChartDependency] = []
        var missing: [String] = []
        for dependency in chart.metadata.dependencies {
            let constraint = try Self.constraint(of: dependency)
            if let version = try await version(of: dependency, constraint, in: chart, &indexes) {
                found.append(
                    ChartDependency(name: dependency.name, version: version, repository: dependency.repository))
            } else {
                missing.append(
                    "\(dependency.name.goQuoted) (repository \(dependency.repository.goQuoted), "
                        + "version \(dependency.version.goQuoted))")
            }
        }
        guard missing.isEmpty else {
            throw ChartError(
                .dependency,
                "can't get a valid version for \(missing.count) subchart(s): \(missing.joined(separator: ", ")). "
                    + "Make sure a matching chart version exists in the repo, "
                    + "or change the version constraint in Chart.yaml"
            )
        }
        return ChartLock(
            generated: time.now().rfc3339, digest: ChartLock.digest(of: chart.metadata.dependencies, found: found),
            dependencies: found)
    }

    /// The chart with dependencies that were resolved anew, and the lock file that says which.
    public func updating(_ chart: Chart) async throws -> Chart {
        guard !chart.metadata.dependencies.isEmpty else { return chart }
        let lock = try await resolve(chart)
        var chart = try await fetching(lock.dependencies, into: chart)
        // A lock file that says the same keeps its time.
        if chart.lock?.digest != lock.digest {
            chart.lock = lock
            if chart.metadata.apiVersion == ChartMetadata.version1 {
                chart.files.removeAll { $0.name == "requirements.lock" }
                chart.files.append(ChartFile(name: "requirements.lock", text: lock.yaml))
            }
        }
        return chart
    }

    /// The chart with the dependencies that its lock file names, or with new ones where it has none.
    ///
    /// - Throws: `dependency` where the lock file does not belong to the chart's dependencies.
    public func building(_ chart: Chart) async throws -> Chart {
        guard let lock = chart.lock else { return try await updating(chart) }
        try chart.checkLock()
        return try await fetching(lock.dependencies, into: chart)
    }

    private static func constraint(of dependency: ChartDependency) throws(ChartError) -> VersionConstraint {
        do throws(SemanticVersionError) {
            return try VersionConstraint(dependency.version)
        } catch {
            throw ChartError(
                .dependency,
                "dependency \(dependency.name.goQuoted) has an invalid version/constraint format: \(error)")
        }
    }

    /// - Returns: nil where there is no such version.
    private func version(
        of dependency: ChartDependency, _ constraint: VersionConstraint, in chart: Chart,
        _ indexes: inout [String: RepositoryIndex]
    ) async throws -> String? {
        func isAllowed(_ version: String) -> Bool { (try? SemanticVersion(version)).map(constraint.allows) ?? false }
        switch try DependencySource(dependency) {
        case .inChart:
            guard chart.dependencies.contains(where: { $0.name == dependency.name }) else {
                throw ChartError(.dependency, "directory charts/\(dependency.name) not found")
            }
            return dependency.version
        case .local(let path):
            let chart = try await localChart(path)
            return isAllowed(chart.metadata.version) ? chart.metadata.version : nil
        case .registry(let reference):
            if (try? SemanticVersion(dependency.version)) != nil { return dependency.version }
            let registry = try ChartRegistry(reference: reference, transport: transport, limits: limits)
            return try await registry.versions().first(where: isAllowed)
        case .repository(let url):
            let index = try await index(of: url, &indexes)
            guard let entries = index.entries[dependency.name] else {
                throw ChartError(.dependency, "\(dependency.name) chart not found in repo \(url)")
            }
            return entries.first { !$0.urls.isEmpty && isAllowed($0.metadata.version) }?.metadata.version
        }
    }

    private func localChart(_ path: String) async throws -> Chart {
        guard let chart = try await local(path) else {
            throw ChartError(.dependency, "directory \(path) not found")
        }
        return chart
    }

    private func index(
        of url: String, _ indexes: inout [String: RepositoryIndex]
    ) async throws -> RepositoryIndex {
        if let index = indexes[url] { return index }
        let index = try await ChartRepository(url: url, transport: transport, limits: limits).index()
        indexes[url] = index
        return index
    }
}

// MARK: - Fetching

extension DependencyResolver {
    /// The chart with other dependencies: those that lie in it as they are, all others fetched.
    private func fetching(_ dependencies: [ChartDependency], into chart: Chart) async throws -> Chart {
        var indexes: [String: RepositoryIndex] = [:]
        var fetched: [Chart] = []
        for dependency in dependencies {
            let isKnown = fetched.contains {
                $0.name == dependency.name && $0.metadata.version == dependency.version
            }
            if !isKnown { fetched.append(try await fetch(dependency, from: chart, &indexes)) }
        }
        var chart = chart
        chart.dependencies = fetched
        return chart
    }

    private func fetch(
        _ dependency: ChartDependency, from chart: Chart, _ indexes: inout [String: RepositoryIndex]
    ) async throws -> Chart {
        let fetched: Chart
        switch try DependencySource(dependency) {
        case .inChart:
            guard let present = chart.dependencies.first(where: { $0.name == dependency.name }) else {
                throw ChartError(.dependency, "directory charts/\(dependency.name) not found")
            }
            guard VersionConstraint.isMet(dependency.version, by: present.metadata.version) else {
                throw ChartError(
                    .dependency,
                    "dependency \(dependency.name) at version \(present.metadata.version) "
                        + "does not satisfy the constraint \(dependency.version)")
            }
            return present
        case .local(let path): fetched = try await localChart(path)
        case .registry(let reference):
            let registry = try ChartRegistry(reference: reference, transport: transport, limits: limits)
            fetched = try load(try await registry.archive(version: dependency.version))
        case .repository(let url):
            let entry = try await index(of: url, &indexes).entry(dependency.name, version: dependency.version)
            let repository = try ChartRepository(url: url, transport: transport, limits: limits)
            fetched = try load(try await repository.archive(of: entry))
        }
        guard fetched.name == dependency.name else {
            throw ChartError(
                .dependency,
                "what was fetched for the dependency \(dependency.name) is the chart \(fetched.name.goQuoted)")
        }
        guard VersionConstraint.isMet(dependency.version, by: fetched.metadata.version) else {
            throw ChartError(.dependency, "can't get a valid version for dependency \(dependency.name)")
        }
        return fetched
    }

    private func load(_ archive: [UInt8]) throws(ChartError) -> Chart {
        var loader = ChartLoader(limits: limits)
        return try loader.load(archive: archive)
    }
}

/// Where a dependency comes from.
private enum DependencySource {
    case inChart
    case local(path: String)
    /// With the chart's name.
    case registry(reference: String)
    case repository(url: String)

    init(_ dependency: ChartDependency) throws(ChartError) {
        let repository = dependency.repository
        if repository.isEmpty {
            self = .inChart
        } else if repository.hasPrefix("file://") {
            self = .local(path: repository.droppingBytePrefix("file://"))
        } else if repository.hasPrefix(ChartRegistry.scheme) {
            let separator = repository.hasSuffix("/") ? "" : "/"
            self = .registry(reference: "\(repository)\(separator)\(dependency.name)")
        } else if repository.hasPrefix("@") || repository.hasPrefix("alias:") {
            throw ChartError(
                .dependency,
                "the dependency \(dependency.name) has the repository \(repository.goQuoted), which is a name that "
                    + "only Helm's own configuration knows; write the repository's URL instead")
        } else {
            self = .repository(url: repository)
        }
    }
}
