import ArgumentParser

/// `maalem roster`
public struct RosterCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "The register of artisans: make one up, import, list.",
        subcommands: [RosterGenerate.self, RosterImport.self, RosterList.self])

    public init() {}
}
