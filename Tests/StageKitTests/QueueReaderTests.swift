import StageKit
import Testing

/// Messages that end whoever takes them, among good ones, and readers that are started again.
private struct DeadlyLine {
    let broker = MemoryBroker()
    let options: QueueOptions
    let poisons: Set<String>

    init(messages: Int, poisons: Set<Int>, batch: Int, deliveryLimit: Int?) async throws {
        options = QueueOptions("in", batch: batch, prefetch: 2 * batch)
        self.poisons = Set(poisons.map(String.init))
        broker.declare(
            queue: "in",
            MemoryQueueOptions(deliveryLimit: deliveryLimit, deadLetterExchange: "dead"))
        broker.declare(queue: "dead")
        broker.bind(queue: "dead", exchange: "dead", pattern: "#")
        _ = try await broker.publisher().publish(
            (0..<messages).map { number in
                Message(
                    exchange: "", routingKey: "in", body: Array("\(number)".utf8),
                    contentType: "text/plain")
            })
    }

    var dead: Set<String> {
        Set(broker.contents(of: "dead").map { String(decoding: $0.body, as: UTF8.self) })
    }

    /// One life of a stage: ends at the first poison, or when nothing is left.
    /// - Parameter killedAfter: ends after so many batches in any case
    /// - Returns: the batches that were acknowledged
    func live(killedAfter: Int = .max) async throws -> [Int] {
        let connection = broker.connect()
        let reader = QueueReader(options, broker: connection)
        var sizes: [Int] = []
        while broker.depth(of: "in") > 0 {
            guard let batch = try await reader.next(until: .now + .seconds(5)) else { break }
            let texts = batch.deliveries.map { String(decoding: $0.body, as: UTF8.self) }
            if !poisons.isDisjoint(with: texts) || sizes.count >= killedAfter { break }
            try await batch.acknowledge()
            sizes.append(texts.count)
        }
        await connection.close()
        return sizes
    }
}

@Suite("How carefully a queue is read")
struct QueueReaderTests {
    @Test func messagesThatKillTheirReaderGoAloneToTheDeadLetters() async throws {
        for poisons: Set<Int> in [[0], [399], [5, 6, 7], [17, 90, 91, 200, 350]] {
            let line = try await DeadlyLine(
                messages: 600, poisons: poisons, batch: 200, deliveryLimit: 20)
            var lives = 0
            while line.broker.depth(of: "in") > 0 {
                _ = try await line.live()
                lives += 1
                try #require(lives < 500)
            }
            #expect(line.dead == line.poisons, "\(poisons.sorted())")
            #expect(lives <= poisons.count * 21 + 1)
        }
    }

    @Test func whatCameBackOnceIsTakenManyAtATime() async throws {
        let line = try await DeadlyLine(messages: 500, poisons: [], batch: 200, deliveryLimit: 20)
        #expect(try await line.live(killedAfter: 1) == [1])
        // The batch of the whole width was in hand and came back.
        #expect(try await line.live() == [1, 50, 50, 50, 50, 200, 98])
    }

    @Test func theOftenerItCameBackTheFewerGoWithIt() {
        let shares = (1...8).map { QueueReader.share(of: 200, returns: $0) }
        #expect(shares == [50, 12, 3, 1, 1, 1, 1, 1])
        #expect(QueueReader.share(of: 200, returns: nil) == 1)
        #expect(QueueReader.share(of: 1, returns: 1) == 1)
    }

    @Test func aReaderThatLostItsConnectionIsCarefulAgain() async throws {
        let line = try await DeadlyLine(messages: 300, poisons: [], batch: 100, deliveryLimit: 20)
        let connection = line.broker.connect()
        let reader = QueueReader(line.options, broker: connection)
        func size() async throws -> Int? {
            try await reader.next(until: .now + .seconds(5))?.deliveries.count
        }
        let first = try await reader.next(until: .now + .seconds(5))
        try await first?.acknowledge()
        #expect(try await size() == 100)
        connection.interrupt()
        // What was in hand has gone back; nothing is fetched until somebody asks.
        #expect(line.broker.unsettled(of: "in") == 0)
        #expect(try await size() == 1)
        #expect(await reader.limit == 25)
    }
}
