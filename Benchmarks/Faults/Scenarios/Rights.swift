import AMQP
import Foundation
import Model
import Operator
import StageKit

/// Every account of the broker tries what it may not: to write where it does not speak, to read
/// what is not for it, to say what others say, to make and unmake queues.
struct Rights: Scenario {
    let name = "rights"

    /// Who may write where, and read what; written here by hand, not taken from the pipeline files.
    private static let writes: [String: Set<String>] = [
        "channel": ["maalem.in"], "channel-web": ["maalem.in"], "channel-desk": ["maalem.in"],
        "operator": ["maalem.commands"],
        "intake": ["maalem.dispatch", "maalem.rejected", "maalem.dead", "maalem.feedback"],
        "classifier": ["maalem.dispatch", "maalem.dead"],
        "matcher": ["maalem.dispatch", "maalem.dead", "maalem.feedback"],
        "notifier": ["maalem.dispatch", "maalem.dead"],
        "ledger": ["maalem.dead", "maalem.replay"],
    ]
    private static let reads: [String: Set<String>] = [
        "channel": [], "channel-web": ["feedback.web"], "channel-desk": ["feedback.desk"],
        "operator": ["intake.rejected"],
        "intake": ["intake.requests", "intake.commands"], "classifier": ["classifier"],
        "matcher": ["matcher.31"], "notifier": ["notifier.31"],
        "ledger": ["ledger.31", "ledger.00", "dead.31", "dead.00"],
    ]

    func run(_ context: Context) async throws -> Outcome {
        try await Town.with(context, artisans: 10) { town in
            // With the stages stopped, a queue that may be read has no other reader.
            let passwords = try String(
                contentsOfFile: town.data + "/secrets/broker.passwords", encoding: .utf8)
            var tried = 0
            var breaches: [String] = []
            for line in passwords.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard words.count == 2 else { continue }
                let user = String(words[0].dropFirst("maalem-".count))
                let port = town.system.nodes[0].ports.amqp
                let url = "amqp://\(words[0]):\(words[1])@127.0.0.1:\(port)/%2F"
                breaches += try await writing(user, url, &tried)
                breaches += try await reading(user, url, &tried)
                breaches += try await making(user, url, &tried)
            }
            return try await .of(
                town, injected: "\(tried) things tried that are forbidden", statuses: [],
                more: breaches)
        }
    }

    private func writing(
        _ user: String, _ url: String, _ tried: inout Int
    ) async throws -> [String] {
        var breaches: [String] = []
        let exchanges = [
            "", "maalem.in", "maalem.commands", "maalem.dispatch", "maalem.dead",
            "maalem.rejected", "maalem.unrouted", "maalem.replay", "maalem.feedback",
            "maalem.unreadable",
        ]
        for exchange in exchanges where Self.writes[user]?.contains(exchange) != true {
            tried += 1
            if try await isLet(url, exchange, key: "ledger.31") {
                breaches.append("\(user) wrote to '\(exchange)'")
            }
        }
        // In another stage's name.
        let foreign = [
            "intake": "offer.made.31", "classifier": "request.accepted.31",
            "matcher": "notification.sent.31", "notifier": "request.assigned.31",
        ]
        if let key = foreign[user] {
            tried += 1
            if try await isLet(url, "maalem.dispatch", key: key) {
                breaches.append("\(user) said \(key)")
            }
        }
        return breaches
    }

    private func isLet(_ url: String, _ exchange: String, key: String) async throws -> Bool {
        let broker = try AMQPBroker(url: url, name: "rights")
        let stray = Message(
            exchange: exchange, routingKey: key, body: Array("{}".utf8),
            contentType: Event.contentType)
        let isLet = try await wasAllowed {
            _ = try await broker.publisher().publish([stray])
        }
        await broker.close()
        return isLet
    }

    private func reading(
        _ user: String, _ url: String, _ tried: inout Int
    ) async throws -> [String] {
        var breaches: [String] = []
        let queues = Set(Self.reads.values.flatMap { $0 })
        for queue in queues.subtracting(Self.reads[user] ?? []).sorted() {
            tried += 1
            let broker = try AMQPBroker(url: url, name: "rights")
            let isLet = try await wasAllowed {
                let consumer = try await broker.consumer(queue: queue, prefetch: 1)
                _ = try await consumer.next(upTo: 1, until: .now + .milliseconds(300))
            }
            if isLet { breaches.append("\(user) read \(queue)") }
            await broker.close()
        }
        return breaches
    }

    private func making(
        _ user: String, _ url: String, _ tried: inout Int
    ) async throws -> [String] {
        var breaches: [String] = []
        let attempts: [(String, Declaration)] = [
            ("a queue", .queue(name: "stray-\(user)")),
            ("an exchange", .exchange(name: "stray-\(user)")),
            (
                "a binding",
                .binding(queue: "intake.rejected", exchange: "maalem.dispatch", pattern: "#")
            ),
        ]
        for (what, declaration) in attempts {
            tried += 1
            let broker = try AMQPBroker(url: url, name: "rights")
            if try await wasAllowed({ try await broker.declare([declaration]) }) {
                breaches.append("\(user) made \(what)")
            }
            await broker.close()
        }
        return breaches
    }

    private func wasAllowed(_ attempt: () async throws -> Void) async throws -> Bool {
        do {
            try await attempt()
            return true
        } catch let error as BrokerError where error.code == .accessRefused {
            return false
        }
    }
}
