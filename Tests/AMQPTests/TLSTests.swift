import AMQP
import Foundation
import PrivateBroker
import StageKit
import Support
import Testing

@Suite("TLS", .serialized, .timeLimit(.minutes(4)))
struct TLSTests {
    @Test("Both sides are verified: authority, host name and the client's own certificate")
    func verified() async throws {
        let pki = try TestCertificates(folder: temporaryFolder())
        defer { try? FileManager.default.removeItem(atPath: pki.folder) }
        var node = try await SharedNode.another(
            "tls", settings: NodeSettings(certificates: pki.node))
        func connect(host: String = "localhost", _ tls: TLSOptions) async throws {
            let broker = try AMQPBroker(
                url: "amqps://\(node.user):\(node.password)@\(host):\(node.ports.amqps)",
                name: "test", tls: tls, options: BrokerOptions(startupGrace: .zero),
                declarations: [.queue(name: "q")])
            let message = Message(
                exchange: "", routingKey: "q", body: Array(repeating: 7, count: 200_000),
                contentType: "text/plain")
            #expect(try await broker.publisher().publish([message]) == [.confirmed])
            let consumer = try await broker.consumer(queue: "q", prefetch: 1)
            let received = try await consumer.next(upTo: 1, until: .now + .seconds(20))
            #expect(received?.first?.body == message.body)
            if let tag = received?.first?.tag { try await consumer.acknowledge(tag) }
            await broker.close()
        }
        try await connect(TLSOptions(authorityFile: pki.authority))

        for (tls, host) in [
            (TLSOptions(authorityFile: pki.strangeAuthority), "localhost"),
            (TLSOptions(), "localhost"),
            (TLSOptions(authorityFile: pki.folder + "/none.pem"), "localhost"),
            // The certificate is for the name localhost.
            (TLSOptions(authorityFile: pki.authority), "127.0.0.1"),
        ] {
            let error = await #expect(throws: BrokerError.self) {
                try await connect(host: host, tls)
            }
            #expect(error?.code == .tls, "\(error?.description ?? "")")
        }
        try await node.stop()

        var strict = pki.node
        strict.clientsMustAuthenticate = true
        node = try await SharedNode.another("strict", settings: NodeSettings(certificates: strict))
        try await connect(
            TLSOptions(
                authorityFile: pki.authority, certificateFile: pki.client, keyFile: pki.clientKey))
        await #expect(throws: BrokerError.self, "a client without a certificate") {
            try await connect(TLSOptions(authorityFile: pki.authority))
        }
        try await node.stop()
    }
}

/// Certificates made by the program `openssl`: an authority, a node, a client, a strange authority.
struct TestCertificates {
    let folder: String
    var authority: String { folder + "/ca.pem" }
    var strangeAuthority: String { folder + "/strange.pem" }
    var client: String { folder + "/client.pem" }
    var clientKey: String { folder + "/client.key" }
    var node: NodeSettings.Certificates {
        NodeSettings.Certificates(
            authority: authority, certificate: folder + "/node.pem", key: folder + "/node.key")
    }

    init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, subject) in [("ca", "/CN=Test CA"), ("strange", "/CN=Strange CA")] {
            try openssl(
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", subject,
                "-keyout", "\(name).key", "-out", "\(name).pem")
        }
        for (name, subject) in [("node", "/CN=localhost"), ("client", "/CN=stage")] {
            try openssl(
                "req", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-addext",
                "subjectAltName=DNS:localhost", "-keyout", "\(name).key", "-out", "\(name).csr")
            try openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "2", "-copy_extensions", "copy", "-out", "\(name).pem")
        }
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments)")
    }
}
