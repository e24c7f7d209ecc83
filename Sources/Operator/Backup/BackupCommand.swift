import ArgumentParser
import Bootstrap
import Foundation
import Model
import NotifierStage

/// `maalem backup`
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies stores, vaults, secrets and messages while all runs; checks the copy.",
        discussion: """
            Matcher, notifier, ledger, vault, in this order, each as it is at one moment: nothing \
            that one store has passed on is missing in the next. Stop the stages first and there \
            is no distance between them at all. The copy holds the vault's keys and the pepper: \
            keep it as you keep those. Exit code 65 where the copy does not stand the check.
            """)

    @OptionGroup var place: PlaceOptions
    @Option(help: "The folder to make.") var to: String
    @OptionGroup var format: FormatOption

    func run() throws {
        let set = try BackupSet.take(data: place.data, to: to)
        let check = try BackupCheck(set)
        Console.show(check, asJSON: format.json)
        guard check.isWell else { throw ExitCode(Failure.Code.data.rawValue) }
        Console.note("\(set.manifest.files.count) files in \(to)")
    }
}

/// `maalem restore`
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Checks a backup, and puts it into a data folder where nothing stands yet.",
        discussion: """
            Never over an existing file: move the old ones away first, and keep them. A restored \
            notifier is on hold (maalem hold): it may not know what it has sent. Exit code 65 \
            where the backup does not stand the check.
            """)

    @OptionGroup var place: PlaceOptions
    @Argument(help: "The folder that maalem backup made.") var from: String
    @Flag(help: "Look only; change nothing.") var check = false
    @Option(help: "Only this file, such as matcher-31.sqlite; repeatable.") var only: [String] = []
    @OptionGroup var format: FormatOption

    func run() throws {
        let set = try BackupSet(reading: from)
        let wanted = Set(only)
        let strange = wanted.subtracting(set.manifest.files.map(\.path)).sorted()
        guard strange.isEmpty else {
            throw Failure(.usage, "not in the backup: \(strange.joined(separator: ", "))")
        }
        let found = try BackupCheck(set, only: wanted, data: place.data)
        Console.show(found, asJSON: format.json)
        guard found.isWell else { throw ExitCode(Failure.Code.data.rawValue) }
        guard !check else { return }
        // Keys before what they open, the writer of the trail before those who speak to it.
        let files = set.manifest.files.map(\.path).filter { wanted.isEmpty || wanted.contains($0) }
        try restore(Array(files.reversed()), from: set)
    }

    private func restore(_ files: [String], from set: BackupSet) throws {
        let manager = FileManager.default
        let logs = files.flatMap { [$0, $0 + "-wal", $0 + "-journal"] }
        let inTheWay = logs.filter { manager.fileExists(atPath: "\(place.data)/\($0)") }
        guard inTheWay.isEmpty else {
            throw Failure(
                .configuration,
                "exists in \(place.data), move it away first: "
                    + inTheWay.sorted().joined(separator: ", "))
        }
        try manager.createDirectory(atPath: place.data, withIntermediateDirectories: true)
        for file in files {
            let target = "\(place.data)/\(file)"
            if let match = file.wholeMatch(of: /notifier-([0-9]{2})\.sqlite/),
                let chamber = ChamberCode(String(match.1))
            {
                let hold = HoldFile(dataDirectory: place.data, chamber: chamber)
                try writeFile(
                    hold.path, "restored from the backup of \(set.manifest.begunAt.rfc3339)\n")
                Console.note("notifier \(chamber) is on hold: maalem hold --chamber \(chamber)")
            }
            try manager.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true,
                attributes: file.hasPrefix("secrets/") ? [.posixPermissions: 0o700] : nil)
            try manager.copyItem(atPath: "\(set.folder)/\(file)", toPath: target)
        }
        Console.note("\(files.count) files are in \(place.data)")
    }
}
