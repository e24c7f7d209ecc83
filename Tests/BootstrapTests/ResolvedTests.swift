import Foundation
import Testing

@testable import Bootstrap

/// What a stage runs with, out of options, environment and files.
@Suite struct ResolvedTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "maalem-resolved-\(UUID().uuidString)")
    private let config = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "config").path

    private func resolved(_ environment: [String: String], _ options: [String] = []) throws
        -> Resolved
    {
        try Resolved(
            try StageOptions.parse(["--config", config] + options), stage: "intake",
            environment: environment)
    }

    @Test func aPasswordMayStandInAFile() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "broker").path
        try Data("amqp://intake:s3cret@one,amqp://intake:s3cret@two\n".utf8)
            .write(to: URL(filePath: file))
        let found = try resolved(["MAALEM_BROKER_FILE": file])
        #expect(found.brokerURL == "amqp://intake:s3cret@one,amqp://intake:s3cret@two")
        // What is said outright wins over a file.
        let said = ["MAALEM_BROKER_FILE": file, "MAALEM_BROKER": "amqp://three"]
        #expect(try resolved(said).brokerURL == "amqp://three")
        #expect(try resolved(said, ["--broker", "amqp://four"]).brokerURL == "amqp://four")

        try Data(" \n".utf8).write(to: URL(filePath: file))
        for path in [file, file + ".none"] {
            let failure = #expect(throws: Failure.self) {
                try resolved(["MAALEM_MANAGEMENT_FILE": path])
            }
            #expect(failure?.code == .configuration)
        }
    }
}
