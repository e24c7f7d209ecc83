import Foundation
import Testing

@testable import Operator

/// The short part of `make faults`: kills of every stage, a killed broker, copies, conflicts.
@Test func aBrokenSystemKeepsItsPromises() async throws {
    let data = FileManager.default.temporaryDirectory
        .appending(path: "maalem-\(ProcessInfo.processInfo.processIdentifier)-faults").path
    let run = try await RunningSystem.finish(
        "faults", ["--short", "--seed", "31", "--data", data])
    #expect(run.status == 0, "\(run.said)")
    if run.status == 0 { try FileManager.default.removeItem(atPath: data) }
}
