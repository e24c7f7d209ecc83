import AMQP
import Bootstrap
import Configuration
import Foundation
import Model
import PipelineSpec
import PrivateBroker
import StageKit

/// A whole system on this machine: a private broker with the topology, the chambers' files, and the
/// five stages as processes that are kept running.
package actor Installation {
    /// What was measured while it came up.
    package struct Startup: Sendable {
        package let stage: String
        package let pid: Int32
        /// From the start of the process to its first `/ready`.
        package let ready: Duration
    }

    package nonisolated let configuration: Configuration
    package nonisolated let topology: Topology
    package nonisolated let data: String
    package nonisolated let run: RunFile
    package nonisolated let startups: [Startup]
    /// The broker's nodes; usually one.
    package nonisolated let nodes: [PrivateNode]
    package nonisolated let supervisor: Supervisor
    private let broker: InstallationBroker

    /// Starts everything and returns once every stage is ready; `run.json` is written then.
    /// - Parameters:
    ///   - turns: other turn rules for a chamber
    ///   - shape: how it differs from one process a stage
    ///   - progress: told each step, in words
    /// - Throws: `Failure`, `YAMLErrors`, `PrivateNodeError`, `BrokerError`
    package static func start(
        _ options: InstallationOptions, turns: [ChamberCode: String] = [:],
        shape: InstallationShape = InstallationShape(),
        progress: @escaping @Sendable (String) -> Void
    ) async throws -> Installation {
        // The reader of our progress may go first (`maalem up | tee log`, then Ctrl-C): that is no
        // reason to leave a system behind.
        signal(SIGPIPE, SIG_IGN)
        let places = options.places
        let turns = try Resolved.turns(options.turns).merging(turns) { $1 }
        let configuration = try Configuration.load(
            directory: places.config, turnsOverride: turns)
        let topology = try Pipelines.load(directory: places.pipelines)
        try FileManager.default.createDirectory(
            atPath: places.data + "/log", withIntermediateDirectories: true)
        try LeftoverStages.end(data: places.data)
        let broker = try await InstallationBroker.start(
            data: places.data, nodes: options.brokerNodes)
        progress("RabbitMQ is ready on \(broker.places), for this folder alone")
        do {
            let passwords = try await prepare(broker.nodes[0], topology, configuration, places)
            progress("topology, accounts and chambers are in place")
            return try await launch(
                options, turns, shape, broker, passwords, configuration, topology, progress)
        } catch {
            try? await broker.stop()
            throw error
        }
    }

    private init(
        _ configuration: Configuration, _ topology: Topology, _ data: String, _ run: RunFile,
        _ startups: [Startup], _ broker: InstallationBroker, _ supervisor: Supervisor
    ) {
        self.configuration = configuration
        self.topology = topology
        self.data = data
        self.run = run
        self.startups = startups
        self.broker = broker
        nodes = broker.nodes
        self.supervisor = supervisor
    }

    /// Drains the stages, stops the broker, removes `run.json`.
    /// - Returns: the stages that did not drain in time
    package func stop() async throws -> [String] {
        let stubborn = await supervisor.stop(grace: .seconds(20))
        try await broker.stop()
        try FileManager.default.removeItem(atPath: RunFile.path(data: data))
        return stubborn
    }

    private static func prepare(
        _ node: PrivateNode, _ topology: Topology, _ configuration: Configuration,
        _ places: PlaceOptions
    ) async throws -> BrokerPasswords {
        let passwords = try BrokerPasswords.loadOrCreate(
            path: places.data + "/secrets/broker.passwords", users: topology.accounts.map(\.user))
        let client = try ManagementClient(url: node.managementURL)
        let live = try await LiveTopology(of: client, .whole)
        let plan = Plan(
            topology, chambers: configuration.chambers.keys.map(\.text), live: live)
        guard plan.conflicts.isEmpty else {
            throw Failure(.configuration, plan.lines.joined(separator: "\n"))
        }
        _ = try await plan.apply(to: client, passwords: passwords.byUser)
        let files = ChamberFiles(data: places.data)
        for code in configuration.chambers.keys.sorted() where !files.exists(code) {
            _ = try files.create(code)
        }
        return passwords
    }

    private static func launch(
        _ options: InstallationOptions, _ turns: [ChamberCode: String],
        _ shape: InstallationShape, _ broker: InstallationBroker,
        _ passwords: BrokerPasswords, _ configuration: Configuration, _ topology: Topology,
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> Installation {
        let data = options.places.data
        let launches = try StageLaunches(
            options: options, turns: turns, nodes: broker.nodes, passwords: passwords.byUser,
            channels: topology.channelsWithFeedback, shape: shape)
        let supervisor = Supervisor(longestPause: shape.longestPause) { process in
            progress("\(process.launch.name) was started again, pid \(process.pid)")
            // The file names pids; a restart changes one.
            try? await launches.refresh(RunFile.path(data: data), with: process)
        }
        do {
            for launch in launches.all { try await supervisor.start(launch.process) }
            let startups = try await waitUntilReady(launches, supervisor)
            let run = launches.runFile(pids: startups)
            try run.write(data: data)
            return Installation(
                configuration, topology, data, run, startups, broker, supervisor)
        } catch {
            _ = await supervisor.stop(grace: .seconds(5))
            throw error
        }
    }

    private static func waitUntilReady(
        _ launches: StageLaunches, _ supervisor: Supervisor
    ) async throws -> [Startup] {
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        var ready: [Startup] = []
        var obstacles: [String: String] = [:]
        while ready.count < launches.all.count {
            let losses = await supervisor.losses
            if let loss = losses.first {
                throw Failure(
                    .configuration,
                    "\(loss.stage) ended with \(loss.status) at its start; "
                        + "see \(launches.log(loss.stage))"
                )
            }
            guard ContinuousClock.now < deadline else {
                let list = obstacles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                throw Failure(.tryAgain, "not ready in 60 s: " + list.joined(separator: "; "))
            }
            for process in await supervisor.processes {
                let name = process.launch.name
                guard !ready.contains(where: { $0.stage == name }) else { continue }
                if let obstacle = await launches.health(name).obstacle(),
                    !obstacle.contains("\(Health.standby):")
                {
                    obstacles[name] = obstacle
                } else {
                    let took = process.startedAt.duration(to: .now)
                    ready.append(Startup(stage: name, pid: process.pid, ready: took))
                }
            }
            try await StageKit.pause(until: .now + .milliseconds(15))
        }
        return ready
    }
}
