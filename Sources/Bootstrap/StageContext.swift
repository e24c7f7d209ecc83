import Configuration
import Logging
import Model
import PipelineSpec
import StageKit

/// All that a stage is built from: options, files, and the means to say how it is.
public struct StageContext: Sendable {
    public let stage: Stage
    public let options: Resolved
    public let configuration: Configuration
    public let topology: Topology
    /// The chambers this process serves, in order; `00` where the stage has queues for it.
    public let chambers: [ChamberCode]
    public let health: Health
    public let metrics: Metrics
    public let logger: Logger

    /// Reads every file that the options name.
    /// - Throws: `Failure` (64, 78) with everything that is wrong
    public init(_ stage: Stage, _ options: StageOptions) throws {
        self.stage = stage
        self.options = try Resolved(options, stage: stage.rawValue)
        do {
            configuration = try Configuration.load(
                directory: self.options.configDirectory, turnsOverride: self.options.turns)
            topology = try Pipelines.load(directory: self.options.pipelinesDirectory)
        } catch {
            throw Failure(.configuration, "\(error)")
        }
        let served = self.options.chambers ?? configuration.chambers.keys.sorted()
        for code in served where configuration.chambers[code] == nil && code != .unreadable {
            throw Failure(.configuration, "chamber \(code) is not configured")
        }
        let keepsUnread = topology.families(of: .stage(stage)).contains {
            $0.partition == .chamberAndUnread
        }
        let isAll = self.options.chambers == nil
        chambers = isAll && keepsUnread ? [.unreadable] + served : served
        health = Health(stage: stage.rawValue)
        metrics = Metrics()
        LineLogHandler.bootstrap(
            level: self.options.logLevel, format: self.options.logsJSON ? .json : .console)
        var logger = Logger(label: stage.rawValue)
        logger.logLevel = self.options.logLevel
        self.logger = logger
    }

    /// The queues of this stage, of a chamber or of the stage as a whole.
    func queues(chamber: ChamberCode?) -> [QueueOptions] {
        topology.queues(of: stage, chamber: chamber?.text).map {
            QueueOptions($0.name, batch: $0.batch, prefetch: $0.prefetch)
        }
    }

    /// The queues that take what an operator has tried again, by their names at the broker.
    public var replayQueues: Set<String> {
        let codes = configuration.chambers.keys.map(\.text)
        let bindings = topology.declarations(chambers: codes).bindings
        return Set(bindings.filter { $0.exchange == Exchanges.replay }.map(\.queue))
    }

    /// How the runner behaves, from the pipeline files.
    func runnerOptions(chamber: ChamberCode?) -> RunnerOptions {
        let bodies = topology.queues(of: stage, chamber: chamber?.text).map(\.maxBody)
        return RunnerOptions(bodyLimit: max(bodies.max() ?? 0, 1 << 20))
    }
}

extension StageContext {
    /// - Throws: `Failure` (78) for a chamber that is not configured
    public func chamber(_ code: ChamberCode) throws -> Chamber {
        guard let chamber = configuration.chambers[code] else {
            throw Failure(.configuration, "chamber \(code) is not configured")
        }
        return chamber
    }

    /// The channels that hear what became of their inputs.
    public var feedbackChannels: Set<InputChannel> {
        Set(topology.channelsWithFeedback.compactMap { InputChannel(rawValue: $0.rawValue) })
    }

    /// The store of this stage and a chamber.
    func store(of chamber: ChamberCode) -> String {
        "\(options.dataDirectory)/\(stage.rawValue)-\(chamber).sqlite"
    }

    /// The words of every notification. - Throws: `Failure` (78)
    public func templates() throws -> Templates {
        do {
            return try Templates.load(directory: options.settings.templates)
        } catch {
            throw Failure(.configuration, "\(error)")
        }
    }
}
