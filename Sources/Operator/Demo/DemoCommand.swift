import ArgumentParser
import Bootstrap
import Foundation
import Model

/// `maalem demo`: the whole system and a day of a city in two minutes.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Start everything, tell one story, play a city's requests, show the account.")

    @OptionGroup var options: InstallationOptions
    @OptionGroup var chamber: ChamberOption

    @Option(help: "Chooses who asks what and who answers how.")
    var seed: UInt64 = 31

    @Option(help: "How many requests the city makes.")
    var requests = 600

    @Flag(help: "Kill each stage once, the hard way, while the requests flow.")
    var chaos = false

    @Flag(help: "End by itself although there is a terminal.")
    var exit = false

    @Flag(help: "Stay up although there is no terminal.")
    var keep = false

    func validate() throws {
        guard requests > 0 else { throw ValidationError("--requests: at least 1") }
        guard !(exit && keep) else { throw ValidationError("--exit or --keep, not both") }
    }

    func run() async throws {
        let signals = StopSignal()
        let staysUp = keep || (!exit && isatty(STDOUT_FILENO) == 1)
        Console.out("Maalem: the call centre of a chamber of crafts, on this machine.\n")
        let rules = options.places.config + "/demo/turns.yaml"
        let installation = try await Installation.start(
            options, turns: [chamber.chamber: rules]
        ) { Console.out("  " + $0) }
        do {
            let play = try await Play(
                installation, options: options, chamber: chamber.chamber, seed: seed,
                count: requests, withChaos: chaos)
            try await play.roster()
            try await play.story()
            try await play.city()
            try await play.account()
        } catch {
            _ = try? await installation.stop()
            throw error
        }
        if staysUp {
            Console.out("\nThe system stays up. Try the above in another terminal; Ctrl-C drains.")
            _ = await signals.next()
            Console.out("draining …")
        }
        try await installation.stopLoudly()
    }
}
