import AMQP
import Foundation
import Model
import Support
import Testing

@testable import Operator

/// Commands as they are typed, against a broker of their own.
@Suite(.serialized) struct BrokerCommandsTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static let places = [
        "--config", root + "/config", "--pipelines", root + "/pipelines",
    ]

    private let folder = temporaryFolder()

    private func file(_ name: String, _ text: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try writeFile("\(folder)/\(name)", text)
        return "\(folder)/\(name)"
    }

    private static let accounts = [
        "maalem-intake", "maalem-classifier", "maalem-matcher", "maalem-notifier", "maalem-ledger",
        "maalem-channel", "maalem-operator", "maalem-channel-desk", "maalem-channel-web",
    ]

    @Test func aTopologyIsAppliedOnceAndARosterIsImportedThroughIt() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let node = try await SharedNode.node()
        let management = ["--management", node.managementURL]

        let missing = await #expect(throws: (any Error).self) {
            try await TopologyPlan.parse(Self.places + management).run()
        }
        #expect(missing != nil)
        let passwords = try file(
            "passwords", Self.accounts.map { "\($0) secret\n" }.joined())
        try await TopologyApply.parse(Self.places + management + ["--passwords", passwords]).run()
        try await TopologyPlan.parse(Self.places + management).run()

        let roster = "\(folder)/roster.csv"
        try RosterGenerate.parse(Self.places + ["--individuals", "88", "--out", roster]).run()
        let url = "amqp://maalem-operator:secret@127.0.0.1:\(node.ports.amqp)/%2F"
        try await RosterImport.parse(Self.places + [roster, "--broker", url]).run()
        let admin = try AMQPBroker(url: node.amqpURL, name: "test")
        // 97 artisans, three in five with a convention.
        #expect(try await admin.depth(of: "intake.commands").ready == 97 + 58)

        // An operator's account has no right to the channels' exchange.
        await #expect(throws: (any Error).self) {
            try await SubmitCommand.parse(
                Self.places + ["--phone", "0550000001", "fuite", "--broker", url]
            ).run()
        }
        let channel = "amqp://maalem-channel:secret@127.0.0.1:\(node.ports.amqp)/%2F"
        let published = try file("published", "")
        try await SubmitCommand.parse(
            Self.places
                + [
                    "--phone", "0550000001", "fuite", "--broker", channel, "--run", "one",
                    "--published", published,
                ]
        ).run()
        #expect(try await admin.depth(of: "intake.requests").ready == 1)
        let ids = try AccountSheet.Published.read(
            String(decoding: try readFile(published), as: UTF8.self), file: published)
        #expect(ids == [EventID(source: "channel/sms", id: "one")])
        await admin.close()
    }
}
