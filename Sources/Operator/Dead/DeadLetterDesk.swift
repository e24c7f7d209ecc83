import Bootstrap
import Foundation
import LedgerStage
import Model

/// The dead letters that an operator of a chamber sees: its own, and those of chamber `00`, where
/// what could not be read is filed.
struct DeadLetterDesk {
    /// A letter and the chamber whose ledger has it.
    struct Filed: Sendable {
        let letter: StoredDeadLetter
        let chamber: ChamberCode

        /// By what several letters are named together: what failed, where and why. Numbers and ids
        /// in the error's text do not tell letters apart.
        var group: String {
            let parts = [letter.stage, letter.reason, Self.pattern(of: letter.error)]
            return EventID(netstrings: parts).subject("g").prefix(9).description
        }

        static func pattern(of error: String) -> String {
            error.replacing(/[0-9a-f]{16,}|[0-9]+/, with: "#")
        }
    }

    let place: PlaceOptions
    let chamber: ChamberCode
    private let ledgers: [(ChamberCode, LedgerReader)]

    /// - Parameter opening: read the messages themselves, which needs the vaults' files
    /// - Throws: `LedgerFileError`, `DatabaseError`
    init(_ place: PlaceOptions, _ chamber: ChamberCode, opening: Bool = false) throws {
        self.place = place
        self.chamber = chamber
        var ledgers = [(chamber, try place.ledger(chamber, opening: opening))]
        // Chamber 00 is made with the first chamber; an installation may still lack it.
        if chamber != .unreadable,
            let unreadable = try? place.ledger(.unreadable, opening: opening)
        {
            ledgers.append((.unreadable, unreadable))
        }
        self.ledgers = ledgers
    }

    func ledger(_ code: ChamberCode) -> LedgerReader? { ledgers.first { $0.0 == code }?.1 }

    /// Without their messages, the oldest first within a chamber.
    func letters(all: Bool = false) throws -> [Filed] {
        try ledgers.flatMap { code, ledger in
            try ledger.deadLetters(all: all).map { Filed(letter: $0, chamber: code) }
        }
    }

    /// - Throws: `Failure` (65) where there is none; `SealError`
    func letter(_ id: String) throws -> Filed {
        for (code, ledger) in ledgers {
            if let letter = try ledger.deadLetter(id) {
                return Filed(letter: letter, chamber: code)
            }
        }
        throw Failure(.data, "no dead letter \(id.terminalSafe) in \(chamber) or 00")
    }

    /// The letters that a command names, none of them dealt with yet.
    /// - Throws: `Failure` (64, 65)
    /// - Parameter states: what a letter that is named may be
    func chosen(
        ids: [String], group: String?, all: Bool, states: Set<String> = ["recorded"]
    ) throws -> [Filed] {
        let ways = [!ids.isEmpty, group != nil, all].filter { $0 }.count
        guard ways == 1 else {
            throw Failure(.usage, "name letters, or --group, or --all: one of them")
        }
        if !ids.isEmpty {
            return try ids.map { id in
                let filed = try letter(id)
                guard states.contains(filed.letter.state) else {
                    throw Failure(.data, "\(id) is \(filed.letter.state) already")
                }
                return filed
            }
        }
        let letters = try letters().filter { group == nil || $0.group == group }
        if letters.isEmpty, let group {
            throw Failure(.data, "no group \(group.terminalSafe); maalem dead list shows them")
        }
        return letters
    }
}
