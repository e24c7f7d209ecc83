import Foundation
import PrivateBroker
import Support
import Testing

@Suite("A private node", .serialized, .timeLimit(.minutes(5)))
struct PrivateNodeTests {
    @Test("Two nodes live side by side on ports of 127.0.0.1 that all differ")
    func sideBySide() async throws {
        let one = try await SharedNode.another("one")
        let two = try await SharedNode.another("two")
        var ports: Set<UInt16> = []
        for node in [one, two] {
            #expect(node.isRunning)
            #expect(node.managementURL.contains("127.0.0.1"))
            for port in [
                node.ports.amqp, node.ports.management, node.ports.distribution, node.ports.epmd,
            ] {
                ports.insert(port)
                let addresses = try listeningAddresses(port: port)
                #expect(!addresses.isEmpty && addresses.allSatisfy(isLoopback), "port \(port)")
            }
        }
        #expect(ports.count == 8)
        #expect(one.user != two.user)
        try await one.stop()
        try await two.stop()
        #expect(!one.isRunning && one.pid == nil)
        for port in ports { #expect(try listeningAddresses(port: port).isEmpty) }
    }

    @Test("What a node holds survives a stop, a second start and a kill -9")
    func survival() async throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try await PrivateNode.start(in: folder, name: "keeper")
        try await first.makeVirtualHost("kept")
        await #expect(throws: PrivateNodeError.self, "a living node's folder is refused") {
            try await PrivateNode.start(in: folder, name: "keeper")
        }
        try await first.stop()

        let second = try await PrivateNode.start(in: folder, name: "keeper")
        #expect(second.password == first.password)
        #expect(second.ports == first.ports)
        #expect(try await second.control("list_vhosts").contains("kept"))
        let pid = second.pid
        second.kill()
        #expect(!second.isRunning)
        try await second.restart()
        #expect(second.pid != nil && second.pid != pid)
        #expect(try await second.control("list_users").contains(second.user))
        #expect(try await !second.control("list_users").contains("guest"))
        try await second.stop()

        await #expect(throws: PrivateNodeError.self, "another name would be another database") {
            try await PrivateNode.start(in: folder, name: "other")
        }
    }

    @Test("A node whose owner is killed ends; its folder can be started again")
    func orphan() async throws {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            _ = try await PrivateNode.start(in: folder, name: "orphan")
            kill(getpid(), SIGKILL)
        }
        // Whether the guard or the new start ends the old node, the new one has the folder.
        let node = try await PrivateNode.start(in: folder, name: "orphan")
        #expect(node.isRunning)
        try await node.stop()
    }

    @Test("A temporary node goes with its owner, and its folder too")
    func temporary() async throws {
        let folder = temporaryFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
            let settings = NodeSettings(temporary: true)
            _ = try await PrivateNode.start(in: folder, name: "brief", settings: settings)
            kill(getpid(), SIGKILL)
        }
        #expect(
            try await eventually { !FileManager.default.fileExists(atPath: folder) })
    }

    @Test("An ordinary user can run one", .enabled(if: getuid() == 0))
    func ordinaryUser() async throws {
        let folder = temporaryFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(chown(folder, 65_534, 65_534) == 0)
        await #expect(processExitsWith: .success) { [folder = folder as String] in
            #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
            let settings = NodeSettings(temporary: true)
            let node = try await PrivateNode.start(
                in: folder + "/node", name: "plain", settings: settings)
            #expect(node.isRunning)
            try await node.stop()
        }
    }

    @Test("A node that cannot start says why, with the tail of its log")
    func failure() async throws {
        let certificates = NodeSettings.Certificates(
            authority: "/nowhere/ca.pem", certificate: "/nowhere/node.pem", key: "/nowhere/key.pem")
        let error = await #expect(throws: PrivateNodeError.self) {
            try await SharedNode.another(settings: NodeSettings(certificates: certificates))
        }
        #expect(error?.code == .notReady)
        #expect(error?.text.contains("cacertfile") == true, "\(error?.text ?? "")")
    }
}

private func isLoopback(_ address: String) -> Bool {
    address == "0100007F" || address == String(repeating: "0", count: 24) + "01000000"
}

/// Local addresses, as `/proc/net/tcp` writes them, on which a port is listened to.
private func listeningAddresses(port: UInt16) throws -> [String] {
    let hex = String(port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - hex.count) + hex
    var addresses: [String] = []
    for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields[3] == "0A", fields[1].hasSuffix(suffix) else { continue }
            addresses.append(String(fields[1].dropLast(5)))
        }
    }
    return addresses
}
