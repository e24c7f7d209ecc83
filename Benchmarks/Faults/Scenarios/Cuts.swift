import Foundation
import Model
import Operator
import StageKit

/// The stages reach the broker through a line that is cut before and after confirms, stalls, goes
/// dead while it looks alive, and carries a few bytes at a time.
struct Cuts: Scenario {
    let name = "cuts"

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(100, least: 6)
        let proxies = Proxies()
        defer { proxies.close() }
        return try await Town.with(context, shape: proxies.shape()) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            var done: [String: Int] = [:]
            for round in 0..<rounds {
                try await pause(until: .now + .milliseconds(100 + draw.below(900)))
                let name = draw.pick(proxies.names) ?? ""
                let trick = Trick.allCases[round % Trick.allCases.count]
                done[trick.rawValue, default: 0] += 1
                try await proxies.play(trick, on: name, seconds: 1 + draw.below(3))
            }
            proxies.heal()
            try await town.ready()
            try await town.end(feeder)
            let words = done.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return try await .of(
                town, injected: words.joined(separator: ", "), statuses: [])
        }
    }
}

/// What a line may do.
enum Trick: String, CaseIterable, Sendable {
    /// Every connection ends at once.
    case cut
    /// The next confirm is swallowed and the connection ends: the broker has the message, the
    /// stage cannot know.
    case beforeConfirm = "before-confirm"
    /// The connection ends right after a confirm, before the acknowledgement can follow.
    case afterConfirm = "after-confirm"
    /// A frame is sent by half, then the connection ends.
    case halfFrame = "half-frame"
    /// Everything comes late.
    case delay
    /// Nothing passes, and nothing says so, for longer than the heartbeat allows.
    case dead
    /// A few bytes at a time.
    case trickle
}

/// A proxy a process.
final class Proxies: Sendable {
    private let byName = Locked<[String: Proxy]>([:])

    var names: [String] { byName.read { $0.keys.sorted() } }

    /// The URL of a new proxy in front of the broker of a URL.
    func through(_ url: String, for name: String) throws -> String {
        guard let place = url.range(of: #"127\.0\.0\.1:[0-9]+"#, options: .regularExpression),
            let port = UInt16(url[place].dropFirst(10))
        else { throw Fault("no broker's port in the URL of \(name)") }
        let proxy = try Proxy(target: port)
        byName.change { $0[name] = proxy }
        return url.replacingCharacters(in: place, with: "127.0.0.1:\(proxy.port)")
    }

    func play(_ trick: Trick, on name: String, seconds: Int) async throws {
        guard let proxy = byName.read({ $0[name] }) else { return }
        proxy.play(trick)
        // Cuts are over at once; a line that is dead stays so until the heartbeat has noticed.
        let lasting: Duration =
            switch trick {
            case .cut, .halfFrame, .beforeConfirm, .afterConfirm: .milliseconds(300)
            case .delay, .trickle: .seconds(seconds)
            case .dead: .seconds(25)
            }
        try await pause(until: .now + lasting)
        proxy.heal()
    }

    /// Every stage reaches its broker through a proxy of its own.
    func shape(_ instances: [String: Int] = [:]) -> InstallationShape {
        InstallationShape(instances: instances, longestPause: .zero) { launch in
            var launch = launch
            launch.environment["MAALEM_BROKER"] = try self.through(
                launch.environment["MAALEM_BROKER"] ?? "", for: launch.name)
            return launch
        }
    }

    func heal() { byName.read { $0.values.forEach { $0.heal() } } }

    func close() { byName.read { $0.values.forEach { $0.close() } } }
}
