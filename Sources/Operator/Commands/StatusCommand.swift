import AMQP
import ArgumentParser
import Foundation
import FoundationNetworking
import Model

/// `maalem status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What runs, whether it is ready, and what waits in the queues.",
        discussion: "Exit code 75 where a stage is not ready.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var broker: ManagementOption
    @OptionGroup var format: FormatOption

    func run() async throws {
        let run = try RunFile.load(data: place.data)
        guard let management = try broker.observer(place) else {
            throw CommandFault(
                .brokerUnreachable, "nothing runs in \(place.data) (no run.json); try maalem up")
        }
        let stages = try await StageStatus.ask(run?.stages ?? [])
        let queues = try await management.queues().sorted { $0.name < $1.name }
        if format.json {
            let whole: JSON = [
                "stages": Self.table(stages).json, "queues": Self.table(queues).json,
            ]
            Console.out(whole.canonicalText)
        } else {
            Console.show(Self.table(stages), asJSON: false, empty: "no stages in run.json")
            Console.out("")
            Console.show(Self.table(queues), asJSON: false, empty: "no queues")
        }
        if stages.contains(where: { !$0.isReady }) {
            throw ExitCode(CommandFault.Code.tryAgain.rawValue)
        }
    }

    private static func table(_ stages: [StageStatus]) -> Table {
        var table = Table([
            .init("stage"), .init("pid", isNumber: true), .init("ready"),
            .init("detail", isElastic: true),
        ])
        for stage in stages {
            table.add([
                .string(stage.stage.name), JSON(stage.stage.pid), .bool(stage.isReady),
                .string(stage.detail),
            ])
        }
        return table
    }

    private static func table(_ queues: [ManagedQueue]) -> Table {
        var table = Table([
            .init("queue"), .init("ready", isNumber: true), .init("unacked", isNumber: true),
            .init("consumers", isNumber: true),
        ])
        for queue in queues {
            table.add([
                .string(queue.name), JSON(queue.messagesReady), JSON(queue.messagesUnacknowledged),
                JSON(queue.consumers),
            ])
        }
        return table
    }
}

/// What a stage says of itself.
struct StageStatus: Sendable {
    let stage: RunFile.Stage
    let isReady: Bool
    /// Why not.
    let detail: String

    /// Asks every stage at once; one that does not answer is not ready.
    static func ask(_ stages: [RunFile.Stage]) async throws -> [StageStatus] {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 3
        let session = URLSession(configuration: configuration)
        return await withTaskGroup(of: StageStatus.self) { group in
            for stage in stages { group.addTask { await ask(stage, session) } }
            var answers: [StageStatus] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.stage.name < $1.stage.name }
        }
    }

    private static func ask(_ stage: RunFile.Stage, _ session: URLSession) async -> StageStatus {
        guard let url = URL(string: stage.http + "/ready") else {
            return StageStatus(stage: stage, isReady: false, detail: "no address in run.json")
        }
        do {
            let (body, response) = try await session.data(from: url)
            let isReady = (response as? HTTPURLResponse)?.statusCode == 200
            return StageStatus(
                stage: stage, isReady: isReady, detail: isReady ? "" : reasons(Array(body)))
        } catch {
            return StageStatus(stage: stage, isReady: false, detail: "does not answer")
        }
    }

    /// The member `reasons` of the answer, or the answer itself.
    private static func reasons(_ body: [UInt8]) -> String {
        let json = try? JSONReader.read(body)
        let reasons = json?["reasons"]?.array?.compactMap(\.string)
        return reasons?.joined(separator: "; ") ?? String(decoding: body.prefix(500), as: UTF8.self)
    }
}
