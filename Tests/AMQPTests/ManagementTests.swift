import Foundation
import Model
import StageKit
import Support
import Testing

@testable import AMQP

@Suite("The management API", .timeLimit(.minutes(3)))
struct ManagementTests {
    @Test("What is put is seen, and gone when deleted")
    func roundTrip() async throws {
        let url = try await SharedNode.freshVirtualHost("manage/é")
        let vhost = try BrokerURL(url).vhost
        let client = try ManagementClient(
            url: await SharedNode.node().managementURL, vhost: vhost)
        try await client.declareExchange("events", type: "topic")
        try await client.declareQueue("a/b", arguments: ["x-queue-type": "quorum"])
        try await client.bind(queue: "a/b", exchange: "events", routingKey: "k.#")
        let policy = ManagedPolicy(
            name: "limit", pattern: "^a", applyTo: "queues",
            definition: ["delivery-limit": 20], priority: 3)
        try await client.put(policy)
        let user = uniqueName("channel")
        try await client.putUser(user, password: "pässword", tags: ["management"])
        let permission = ManagedPermission(
            user: user, configure: "^$", write: "^events$", read: "^$")
        try await client.put(permission)

        #expect(try await client.exchanges().map(\.name) == ["events"])
        #expect(try await client.bindings().map(\.routingKey) == ["k.#"])
        #expect(try await client.policies() == [policy])
        #expect(try await client.users().contains { $0.name == user })
        #expect(try await client.permissions().contains(permission))
        #expect(
            try await eventually {
                let queue = try await client.queues().first
                return queue?.type == "quorum" && queue?.policy == "limit"
                    && queue?.messagesReady == 0
            })

        try await client.unbind(queue: "a/b", exchange: "events", propertiesKey: "k.#")
        try await client.deletePermission(of: user)
        try await client.deleteUser(user)
        try await client.deletePolicy("limit")
        try await client.deleteQueue("a/b")
        try await client.deleteExchange("events")
        #expect(try await client.exchanges() == [])
        #expect(try await client.queues() == [])
        #expect(try await client.policies() == [])
        #expect(try await client.bindings() == [])
    }

    @Test("Errors tell what to do, without the password")
    func errors() async throws {
        let node = try await SharedNode.node()
        let url = node.managementURL
        let client = try ManagementClient(url: url)
        let absent = await #expect(throws: BrokerError.self) {
            try await client.deleteQueue("none")
        }
        #expect(absent?.code == .missingQueue)
        let wrong = try ManagementClient(
            url: url.replacingOccurrences(of: node.password, with: "wr0ng"))
        let refused = await #expect(throws: BrokerError.self) { try await wrong.queues() }
        #expect(refused?.code == .authentication)
        #expect(refused?.description.contains("wr0ng") == false)
        let nobody = try ManagementClient(url: "http://a:b@127.0.0.1:1")
        let gone = await #expect(throws: BrokerError.self) { try await nobody.queues() }
        #expect(gone?.code == .unreachable)
        for text in ["", "https://a:b@c", "http://host:1", "http://a:b@h:99999999"] {
            #expect(throws: BrokerError.self) { try ManagementClient(url: text) }
        }
    }

    @Test("An answer is taken whole or not at all")
    func answers() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
        let whole = try PlainHTTP.parse(Array(text.utf8))
        #expect(whole.status == 200 && whole.body == Array("[]".utf8))
        for text in [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]", "HTTP/1.1 200 OK\r\n", "nonsense",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
        ] {
            #expect(throws: TransportFailure.self) { try PlainHTTP.parse(Array(text.utf8)) }
        }
    }
}
