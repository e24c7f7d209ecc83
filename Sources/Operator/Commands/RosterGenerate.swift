import ArgumentParser
import Foundation
import Model

/// `maalem roster generate`
struct RosterGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes a roster of artisans who do not exist.",
        discussion: """
            As many as the chamber of Oran had when its call centre was announced: 1,227 individual
            artisans and nine cooperatives, three in five with a convention. The same seed and
            configuration give the same file. Nobody has these telephone numbers; never dial them.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Option(help: "Chooses one of the possible rosters.") var seed: UInt64 = 1
    @Option(help: "Where to write it; - is the standard output.") var out: String
    @Option(help: "Conventions hold throughout this year; default: the current one.") var year: Int?
    @Option(help: "How many individual artisans.") var individuals = RosterGenerator.individuals
    @Option(help: "How many cooperatives.") var cooperatives = RosterGenerator.cooperatives
    @Option(help: "Names; default: examples/names.txt of the configuration.") var names: String?

    func validate() throws {
        guard individuals >= 0, cooperatives >= 0, individuals + cooperatives <= 20_000 else {
            throw ValidationError("between 0 and 20,000 artisans can be made up")
        }
        if let year, !(2001...2098).contains(year) {
            throw ValidationError("the year is between 2001 and 2098")
        }
    }

    func run() throws {
        let configuration = try place.configuration()
        let chamber = try configuration.chamber(scope.chamber)
        let path = names ?? place.config + "/examples/names.txt"
        let list = try NameList(
            text: String(decoding: try readFile(path), as: UTF8.self), file: path)
        let thisYear = Calendar(identifier: .gregorian).component(.year, from: Date())
        var generator = RosterGenerator(
            seed: seed, catalogue: configuration.catalogue, chamber: chamber, names: list,
            year: year ?? thisYear)
        let records = generator.roster(individuals: individuals, cooperatives: cooperatives)
        let text = rosterCSV(records)
        if out == "-" { return Console.raw(text) }
        try writeFile(out, text)
        let signed = records.filter { $0.convention != nil }.count
        Console.note("\(out): \(records.count) artisans, \(signed) with a convention")
    }
}
