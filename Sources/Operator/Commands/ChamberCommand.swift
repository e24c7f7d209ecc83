import ArgumentParser
import Bootstrap
import Foundation
import LedgerStage
import MatcherStage
import Model
import NotifierStage
import StatefulStageKit

/// `maalem chamber`
struct ChamberCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chamber", abstract: "The files of a chamber.",
        subcommands: [ChamberCreate.self])
}

/// `maalem chamber create CODE`
struct ChamberCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Makes the stores, the vault and the pepper of a chamber; never over old ones.",
        discussion: """
            Keep a copy of secrets/ where the stores are not: without the pepper every known \
            person is a stranger, without the vault nothing sealed can be read.
            """)

    @OptionGroup var place: PlaceOptions
    @Argument(help: "Two digits, such as 31.") var code: ChamberCode

    func run() throws {
        _ = try place.configuration().chamber(code)
        for path in try ChamberFiles(data: place.data).create(code) { Console.out(path) }
    }
}

/// The files that the stages of a chamber need before they start (law 11).
public struct ChamberFiles: Sendable {
    let data: String

    /// - Parameter data: the folder of the stores; made where it is missing
    public init(data: String) { self.data = data }

    /// True where the chamber has any of its files.
    public func exists(_ code: ChamberCode) -> Bool { !present(code).isEmpty }

    /// Makes them, and with the first chamber those of chamber `00`, where inputs without a
    /// readable chamber are filed.
    /// - Returns: what was made
    /// - Throws: `Failure` (78) where one exists, and what making them throws
    public func create(_ code: ChamberCode) throws -> [String] {
        let present = present(code)
        guard present.isEmpty else {
            throw Failure(
                .configuration, "exists already: \(present.joined(separator: ", "))")
        }
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: true)
        var made: [String] = []
        func make(_ path: String, _ create: (String) throws -> Void) throws {
            try create(path)
            made.append(path)
        }
        // The pepper and the vault first: a store without them would be of no use.
        try Pepper.generate(chamber: code, dataDirectory: data)
        made.append(Pepper.path(chamber: code, dataDirectory: data))
        try make(path("matcher", code)) {
            try StageDatabase.create($0, owner: "matcher-\(code)", MatcherStore.self)
        }
        try make(path("notifier", code)) {
            try StageDatabase.create($0, owner: "notifier-\(code)", NotifierStore.self)
        }
        for chamber in [.unreadable, code] where !isThere(path("ledger", chamber)) {
            try make(path("vault", chamber)) { try Vault.create(path: $0) }
            try make(path("ledger", chamber)) {
                try StageDatabase.create($0, owner: "ledger-\(chamber)", LedgerStore.self)
            }
        }
        return made
    }

    private func path(_ store: String, _ code: ChamberCode) -> String {
        "\(data)/\(store)-\(code).sqlite"
    }

    private func present(_ code: ChamberCode) -> [String] {
        (["matcher", "notifier", "ledger", "vault"].map { path($0, code) }
            + [Pepper.path(chamber: code, dataDirectory: data)]).filter(isThere)
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
