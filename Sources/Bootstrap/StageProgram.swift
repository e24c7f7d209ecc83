import AMQP
import ArgumentParser
import Foundation
import Model
import PipelineSpec
import StageKit
import StatefulStageKit

/// Runs a stage as a program: from options to exit code.
public enum StageProgram {
    /// Runs intake or the classifier until SIGTERM.
    public static func run(
        _ stage: Stage, _ options: StageOptions,
        _ make: (StageContext) throws -> any StatelessStage
    ) async throws {
        try await ending {
            let context = try StageContext(stage, options)
            let made = try building { try make(context) }
            try await serve(context) { broker in
                let runner = StatelessRunner(
                    stage: made, queues: context.queues(chamber: nil), broker: broker,
                    options: context.runnerOptions(chamber: nil), health: context.health,
                    metrics: context.metrics, logger: context.logger)
                return [Running(stop: { runner.stop() }, run: { try await runner.run() })]
            }
        }
    }

    /// Runs the matcher, the notifier or the ledger until SIGTERM: a runner a chamber.
    public static func run<S: StatefulStage>(
        _ stage: Stage, _ options: StageOptions,
        _ make: (StageContext, ChamberCode) throws -> S
    ) async throws {
        try await ending {
            let context = try StageContext(stage, options)
            let made = try building {
                try context.chambers.map { ($0, try make(context, $0)) }
            }
            try await serve(context) { broker in
                made.map { chamber, stage in
                    let runner = StatefulRunner(
                        stage: stage, chamber: chamber, file: context.store(of: chamber),
                        queues: context.queues(chamber: chamber), broker: broker,
                        options: context.runnerOptions(chamber: chamber), health: context.health,
                        metrics: context.metrics, logger: context.logger)
                    return Running(stop: { runner.stop() }, run: { try await runner.run() })
                }
            }
        }
    }

    /// One runner of a program.
    struct Running: Sendable {
        let stop: @Sendable () -> Void
        let run: @Sendable () async throws -> Void
    }

    /// Connects, serves /live, /ready and /metrics, runs the runners, drains on SIGTERM (law 12).
    private static func serve(
        _ context: StageContext, _ runners: (AMQPBroker) throws -> [Running]
    ) async throws {
        let signals = StopSignal(endOfInput: context.options.stopsAtEndOfInput)
        // Whoever read our log or asked for our health may be gone.
        signal(SIGPIPE, SIG_IGN)
        let server = try HealthServer(
            host: context.options.http.host, port: context.options.http.port,
            health: context.health, metrics: context.metrics)
        let (broker, topology) = try building {
            let broker = try AMQPBroker(
                url: context.options.brokerURL, name: "maalem-\(context.stage.rawValue)")
            return (broker, try TopologyWatch(context))
        }
        try await broker.connect()
        let all = try runners(broker)
        context.health.show(in: context.metrics)
        context.metrics.showProcess(startedAt: SystemClock().now())
        context.logger.info(
            "started", metadata: ["pid": "\(getpid())", "version": "\(Release.version)"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            let served = Task {
                do {
                    try await server.run()
                } catch is CancellationError {
                    return
                } catch {
                    context.logger.error("health is not served: \(error)")
                }
            }
            let watches = [
                Task { try await topology.run() },
                Task { await context.health.watch(broker, context.metrics) },
            ]
            defer {
                served.cancel()
                for watch in watches { watch.cancel() }
            }
            let stopping = Task {
                _ = await signals.next()
                context.logger.info("draining")
                for runner in all { runner.stop() }
            }
            for runner in all { group.addTask { try await runner.run() } }
            try await group.waitForAll()
            stopping.cancel()
        }
        await broker.close()
        context.logger.info("stopped")
    }

    /// What keeps a stage from being built is a matter of configuration.
    private static func building<Made>(_ make: () throws -> Made) throws -> Made {
        do {
            return try make()
        } catch let failure as Failure {
            throw failure
        } catch {
            if let trouble = StoreTrouble(error) { throw Failure(.tryAgain, "\(trouble)") }
            throw Failure(.configuration, "\(error)")
        }
    }

    /// A tool's answer: on the standard output, with exit code 65 where it is not well.
    public static func tell(_ answer: String, isWell: Bool) throws {
        FileHandle.standardOutput.write(Data("\(answer)\n".utf8))
        if !isWell { throw ExitCode(Failure.Code.data.rawValue) }
    }

    /// Turns what a program throws into a line on the standard error and an exit code.
    public static func ending(_ body: () async throws -> Void) async throws {
        let failure: Failure
        do {
            return try await body()
        } catch let error as Failure {
            failure = error
        } catch let error as BrokerError {
            failure = Failure(Self.code(of: error), "\(error)")
        } catch let error as StageDatabaseError {
            failure = Failure(.configuration, "\(error)")
        } catch let error as ExitCode {
            throw error
        } catch {
            failure = Failure(.bug, "\(error)")
        }
        // Where it cannot be told, the exit code still tells.
        try? FileHandle.standardError.write(contentsOf: Data("\(failure.text)\n".utf8))
        throw ExitCode(failure.code.rawValue)
    }

    private static func code(of error: BrokerError) -> Failure.Code {
        switch error.code {
        case .unreachable, .timeout, .closed: .brokerUnreachable
        case .authentication, .tls, .accessRefused, .missingQueue, .missingExchange: .configuration
        default: .bug
        }
    }
}
