import Model

/// A message that an operator has tried again: the ledger publishes it to `maalem.replay`, under
/// a key that only the queue has that gave it up. Headers carry what a broker cannot: which
/// command and which letter, and where the message was published first.
///
/// Nobody but the ledger may write to that exchange; these headers on any other message mean
/// nothing and are taken away before a stage sees them.
public struct Replay: Hashable, Sendable {
    /// The id of the command that asked for it: what a stage handles once.
    public var command: String
    /// The dead letter that is replayed.
    public var letter: String
    /// Where the message was published first.
    public var exchange: String
    public var routingKey: String

    public init(command: String, letter: String, exchange: String, routingKey: String) {
        self.command = command
        self.letter = letter
        self.exchange = exchange
        self.routingKey = routingKey
    }

    static let letterHeader = "maalem-letter"
    static let exchangeHeader = "maalem-exchange"
    static let keyHeader = "maalem-routing-key"
    private static let ownHeaders = [
        DeadLetter.replayHeader, letterHeader, exchangeHeader, keyHeader,
    ]

    /// The key on `maalem.replay`: the queue's name, with the chamber where the queue has none.
    public static func routingKey(queue: String, chamber: ChamberCode) -> String {
        let last = queue.split(separator: ".").last.map(String.init) ?? ""
        return ChamberCode(last) == nil ? "\(queue).\(chamber.text)" : queue
    }

    /// The message to the queue that gave it up.
    /// - Parameter headers: those the message came with; the broker's own (`x-…`) stay behind
    public func message(
        queue: String, chamber: ChamberCode, body: [UInt8], contentType: String?,
        messageID: String?, headers: [String: String]
    ) -> Message {
        var headers = Self.withoutOwn(headers).filter { !$0.key.hasPrefix("x-") }
        headers[DeadLetter.replayHeader] = command
        headers[Self.letterHeader] = letter
        headers[Self.exchangeHeader] = exchange
        headers[Self.keyHeader] = routingKey
        return Message(
            exchange: Exchanges.replay, routingKey: Self.routingKey(queue: queue, chamber: chamber),
            body: body, contentType: contentType ?? "", messageID: messageID, headers: headers)
    }

    static func withoutOwn(_ headers: [String: String]) -> [String: String] {
        headers.filter { !ownHeaders.contains($0.key) }
    }

    /// Bytes of the headers that a replay adds: a limit is for the sender's own.
    static func ownBytes(_ headers: [String: String]) -> Int {
        // A name and a text have a length of one and of five bytes with the type.
        ownHeaders.reduce(0) { sum, name in
            headers[name].map { sum + name.utf8.count + $0.utf8.count + 6 } ?? sum
        }
    }
}

extension Delivery {
    /// What a stage is to see: a replayed message stands where it was published first, and is
    /// known as replayed by `DeadLetter.replayHeader`; on any other message that header is a
    /// forgery and goes.
    package var asPublished: Delivery {
        let deathKey = "x-first-death-exchange"
        let isBuried = exchange == Exchanges.dead && headers[deathKey] == Exchanges.replay
        guard exchange == Exchanges.replay || isBuried else {
            guard headers[DeadLetter.replayHeader] != nil else { return self }
            return with(
                exchange: exchange, routingKey: routingKey, headers: Replay.withoutOwn(headers))
        }
        var seen = headers
        seen[Replay.exchangeHeader] = nil
        seen[Replay.keyHeader] = nil
        let first = headers[Replay.exchangeHeader] ?? exchange
        if isBuried { seen[deathKey] = first }
        return with(
            exchange: isBuried ? exchange : first,
            routingKey: headers[Replay.keyHeader] ?? routingKey, headers: seen)
    }

    private func with(
        exchange: String, routingKey: String, headers: [String: String]
    ) -> Delivery {
        Delivery(
            tag: tag, exchange: exchange, routingKey: routingKey, redelivered: redelivered,
            returns: returns, body: body, contentType: contentType, messageID: messageID,
            headers: headers,
            headerBytes: max(0, headerBytes - Replay.ownBytes(self.headers)), userID: userID)
    }
}
