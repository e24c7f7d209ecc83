import Foundation
import LedgerStage
import MatcherStage
import Model
import NotifierStage
import StatefulStageKit

/// What is true of a backup: every file as it was copied, every store readable and of this
/// version, the ledger's chain whole, the vault's keys there, and how far the stores are apart.
struct BackupCheck {
    /// A line of the answer.
    struct Finding {
        let file: String
        let says: String
        let isWell: Bool
    }

    private(set) var findings: [Finding] = []

    var isWell: Bool { findings.allSatisfy(\.isWell) }

    /// - Parameters:
    ///   - only: look at these files alone
    ///   - data: where they would be restored to; a ledger that lives there counts for the gap
    /// - Throws: what reading a store throws
    init(_ set: BackupSet, only: Set<String> = [], data: String? = nil) throws {
        let files = set.manifest.files.filter { only.isEmpty || only.contains($0.path) }
        for file in files {
            guard FileManager.default.fileExists(atPath: "\(set.folder)/\(file.path)") else {
                add(file.path, "missing", isWell: false)
                continue
            }
            guard try BackupSet.File(set.folder, file.path) == file else {
                add(file.path, "is not what was copied (size or hash)", isWell: false)
                continue
            }
            if file.path.hasSuffix(".sqlite") { try look(at: file.path, in: set.folder) }
        }
        guard isWell else { return }
        for file in files.map(\.path) {
            guard let (kind, chamber) = Self.parts(file) else { continue }
            if kind == "ledger" { try lookAtKeys(chamber, set.folder) }
            if kind == "matcher" { try lookAtGap(chamber, set.folder, data) }
        }
    }

    private mutating func add(_ file: String, _ says: String, isWell: Bool = true) {
        findings.append(Finding(file: file, says: says, isWell: isWell))
    }

    /// `ledger-31.sqlite` is of the kind `ledger` and chamber `31`.
    private static func parts(_ file: String) -> (kind: String, chamber: String)? {
        file.wholeMatch(of: /([a-z]+)-([0-9]{2})\.sqlite/).map { (String($0.1), String($0.2)) }
    }

    private mutating func look(at file: String, in folder: String) throws {
        guard let (kind, chamber) = Self.parts(file) else { return }
        let path = "\(folder)/\(file)"
        let facts: StoreCopy.Facts
        do {
            facts = try StoreCopy.check(path)
        } catch let error as StoreCopyError {
            return add(file, "\(error)", isWell: false)
        }
        guard kind != "vault" else { return add(file, "whole") }
        guard facts.owner == "\(kind)-\(chamber)" else {
            return add(file, "belongs to \(facts.owner ?? "nobody")", isWell: false)
        }
        let unknown =
            switch kind {
            case "matcher": try StoreCopy.unknownChanges(path, MatcherStore.self)
            case "notifier": try StoreCopy.unknownChanges(path, NotifierStore.self)
            default: try StoreCopy.unknownChanges(path, LedgerStore.self)
            }
        guard unknown.isEmpty else {
            return add(
                file, "of a newer version: \(unknown.joined(separator: ", "))", isWell: false)
        }
        if kind == "ledger" {
            let report = try LedgerVerifier.verify(path: path)
            return add(file, "\(report)", isWell: report.isWhole)
        }
        let rows = facts.outboxRows
        add(file, "whole" + (rows == 0 ? "" : ", \(rows) events still to be published"))
    }

    private mutating func lookAtKeys(_ chamber: String, _ folder: String) throws {
        let vault = "vault-\(chamber).sqlite"
        guard FileManager.default.fileExists(atPath: "\(folder)/\(vault)") else {
            return add(vault, "missing: nothing sealed could be read", isWell: false)
        }
        let keys = try LedgerKeys(
            ledger: "\(folder)/ledger-\(chamber).sqlite", vault: "\(folder)/\(vault)")
        if !keys.missing.isEmpty {
            add(vault, "lacks \(keys.missing.count) of \(keys.used) keys", isWell: false)
        } else if !keys.risen.isEmpty {
            let persons = keys.risen.prefix(5).joined(separator: ", ")
            add(
                vault, "has keys of \(keys.risen.count) erased persons: \(persons)", isWell: false)
        } else {
            add(vault, "all \(keys.used) keys that the ledger needs")
        }
    }

    /// What the ledger heard of the matcher after the matcher's copy was made.
    private mutating func lookAtGap(
        _ chamber: String, _ folder: String, _ data: String?
    ) throws {
        let name = "ledger-\(chamber).sqlite"
        let ledger = [data.map { "\($0)/\(name)" }, "\(folder)/\(name)"].compactMap { $0 }
            .first { FileManager.default.fileExists(atPath: $0) }
        guard let ledger else { return }
        let file = "matcher-\(chamber).sqlite"
        let position = try MatcherReader(path: "\(folder)/\(file)").position()
        let gap = try LedgerReader(path: ledger).applied(after: position)
        guard gap.position > position else {
            return add(file, "position \(position): the ledger knows of no later input")
        }
        let requests = gap.subjects.keys.filter { $0.hasPrefix("r") }.sorted()
        let others = gap.subjects.keys.filter { !$0.hasPrefix("r") }.sorted()
        add(
            file,
            "position \(position); the ledger heard up to \(gap.position): "
                + "\(requests.count) requests and \(others.count) others to be looked at")
        for subject in requests + others {
            let types = (gap.subjects[subject] ?? []).sorted().joined(separator: ", ")
            add(file, "  \(subject): \(types)")
        }
    }
}

extension Console {
    /// A check for people or programs.
    static func show(_ check: BackupCheck, asJSON: Bool) {
        var table = Table([.init("file"), .init("well"), .init("finding")])
        for finding in check.findings {
            table.add([.string(finding.file), .bool(finding.isWell), .string(finding.says)])
        }
        show(table, asJSON: asJSON)
    }
}
