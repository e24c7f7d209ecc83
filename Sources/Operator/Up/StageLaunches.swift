import Bootstrap
import Foundation
import Model
import PipelineSpec
import PrivateBroker

/// How the five stages of an installation are started and reached.
struct StageLaunches: Sendable {
    /// One stage.
    struct One: Sendable {
        let stage: Stage
        let http: String
        let process: StageProcess.Launch
    }

    let all: [One]
    private let links: Links
    private let channels: [ChannelName]

    /// The URLs of the broker, by account.
    private struct Links: Sendable {
        let nodes: [PrivateNode]
        let passwords: [String: String]

        func amqp(_ user: String) -> String {
            PrivateCluster.urls(nodes) {
                "amqp://\(user):\(passwords[user] ?? "")@127.0.0.1:\($0.amqp)/%2F"
            }
        }

        func management(_ user: String) -> String {
            PrivateCluster.urls(nodes) {
                "http://\(user):\(passwords[user] ?? "")@127.0.0.1:\($0.management)"
            }
        }
    }

    init(
        options: InstallationOptions, turns: [ChamberCode: String], nodes: [PrivateNode],
        passwords: [String: String], channels: [ChannelName],
        shape: InstallationShape = InstallationShape()
    ) throws {
        self.channels = channels
        let links = Links(nodes: nodes, passwords: passwords)
        let ports = try freeLoopbackPorts(shape.processes.count)
        all = try zip(shape.processes, ports).map { process, port in
            let (stage, name) = process
            let program = options.programFolder.appending(path: stage.rawValue)
            guard FileManager.default.isExecutableFile(atPath: program.path) else {
                throw Failure(
                    .configuration,
                    "\(program.path) is missing: build all products, or say --programs")
            }
            let places = options.places
            var environment = ProcessInfo.processInfo.environment
            // glibc keeps a heap a thread; two are enough for a stage and cost less memory.
            environment["MALLOC_ARENA_MAX"] = environment["MALLOC_ARENA_MAX"] ?? "2"
            environment["MAALEM_BROKER"] = links.amqp(stage.user)
            environment["MAALEM_MANAGEMENT"] = links.management(stage.user)
            var arguments = [
                "--config", places.config, "--pipelines", places.pipelines, "--data", places.data,
                "--http", "127.0.0.1:\(port)", "--log-level", options.logLevel,
                "--log-format", "json", "--stop-at-end-of-input",
            ]
            for (chamber, file) in turns.sorted(by: { $0.key < $1.key }) {
                arguments += ["--turns", "\(chamber)=\(file)"]
            }
            return One(
                stage: stage, http: "http://127.0.0.1:\(port)",
                process: try shape.adjust(
                    StageProcess.Launch(
                        name: name, executable: program, arguments: arguments,
                        environment: environment,
                        log: URL(filePath: places.data).appending(path: "log/\(name).log"))))
        }
        self.links = links
    }

    func health(_ name: String) -> StageHealth {
        StageHealth(http: all.first { $0.process.name == name }?.http ?? "")
    }

    func log(_ name: String) -> String {
        all.first { $0.process.name == name }?.process.log.path ?? ""
    }

    func runFile(pids: [Installation.Startup]) -> RunFile {
        RunFile(
            brokerURL: links.amqp(Party.channels.user),
            channelURLs: Dictionary(
                uniqueKeysWithValues: channels.map {
                    ($0.rawValue, links.amqp(Party.channel($0).user))
                }),
            commandsURL: links.amqp(Party.operators.user),
            managementURL: links.nodes.map(\.managementURL).joined(separator: ","),
            adminURL: links.nodes.map(\.amqpURL).joined(separator: ","),
            stages: all.map { one in
                RunFile.Stage(
                    name: one.process.name,
                    pid: Int(pids.first { $0.stage == one.process.name }?.pid ?? 0),
                    http: one.http, log: one.process.log.path)
            })
    }

    /// Writes the pid of a stage that was started again.
    func refresh(_ path: String, with process: StageProcess) async throws {
        let data = (path as NSString).deletingLastPathComponent
        guard var run = try RunFile.load(data: data),
            let index = run.stages.firstIndex(where: { $0.name == process.launch.name })
        else { return }
        run.stages[index].pid = Int(process.pid)
        try run.write(data: data)
    }
}
