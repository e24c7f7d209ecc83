import PrivateBroker
import StageKit
import Support
import Testing

@testable import AMQP

@Suite("Several addresses of one broker", .timeLimit(.minutes(2)))
struct ClusterAddressTests {
    @Test("A list is parted at schemes, not at every comma")
    func lists() throws {
        let urls = try BrokerURL.list("amqp://u:a,b@one/%2F, amqps://u:p@two ,amqp://u:p@three:7/v")
        #expect(urls.map(\.host) == ["one", "two", "three"])
        #expect(urls[0].password == "a,b")
        #expect(try BrokerURL.list("amqp://one").count == 1)
        for text in ["", "amqp://one,", "amqp://one,http://two"] {
            #expect(throws: BrokerError.self) { try BrokerURL.list(text) }
        }
    }

    @Test("Each address has its turn; all failing is a reason to wait")
    func turns() throws {
        var addresses = Addresses(try BrokerURL.list("amqp://a,amqp://b,amqp://c"))
        #expect(addresses.current.host == "a")
        var waits: [Bool] = []
        for host in ["b", "c", "a"] {
            waits.append(addresses.advance())
            #expect(addresses.current.host == host)
        }
        #expect(waits == [false, false, true])
        let start = ContinuousClock.now
        addresses.connected(at: start)
        let waitsAfterAnHour = addresses.advance(at: start.advanced(by: .seconds(3600)))
        #expect(!waitsAfterAnHour)
        // Let in and thrown out at once, by every node in turn.
        for _ in 0..<2 {
            addresses.connected(at: start)
            if addresses.advance(at: start) { return }
        }
        Issue.record("it goes round without a pause")
    }

    @Test("A dead address costs nothing: the next one is tried at once")
    func nextAddress() async throws {
        let node = try await SharedNode.node()
        let broker = try AMQPBroker(url: "amqp://127.0.0.1:1,\(node.amqpURL)", name: "test")
        let start = ContinuousClock.now
        try await broker.connect()
        #expect(ContinuousClock.now - start < .seconds(5))
        await broker.close()
        let management = try ManagementClient(url: "http://a:b@127.0.0.1:1,\(node.managementURL)")
        _ = try await management.queues()
    }

    @Test("https is for whoever brings a transport; a failing one is told, its login is not")
    func secure() async throws {
        let url = "https://cam:s3cret@localhost:15671"
        let bare = #expect(throws: BrokerError.self) { try ManagementClient(url: url) }
        #expect(bare?.code == .tls)
        let seen = Asked()
        let client = try ManagementClient(url: url, secure: seen)
        #expect(try await client.queues() == [])
        #expect(await seen.url == "https://localhost:15671/api/queues/%2F")
        #expect(await seen.authorization == "Basic Y2FtOnMzY3JldA==")
    }
}

private actor Asked: SecureTransport {
    var url = ""
    var authorization: String?

    func exchange(
        _ method: String, url: String, headers: [String: String], body: [UInt8]
    ) async throws -> (status: Int, body: [UInt8]) {
        self.url = url
        authorization = headers["Authorization"]
        return (200, Array("[]".utf8))
    }
}
