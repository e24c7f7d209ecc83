import ArgumentParser
import Bootstrap
import Foundation

/// `maalem probe`
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Asks one stage whether it is ready: for health checks of containers.",
        discussion: "Exit code 0: ready. 75: not ready, or no answer; the reason is printed.")

    @Argument(help: "HOST:PORT of the stage (MAALEM_HTTP), or its URL.")
    var address: String = environment("MAALEM_HTTP") ?? "127.0.0.1:9401"

    func run() async throws {
        let url = address.hasPrefix("http://") ? address : "http://\(address)"
        if let obstacle = await StageHealth(http: url).obstacle() {
            throw Failure(.tryAgain, obstacle)
        }
        Console.out("ready")
    }
}
