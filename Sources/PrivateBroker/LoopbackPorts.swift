import Glibc

/// The ports of one node, all on 127.0.0.1 and all different.
public struct NodePorts: Codable, Hashable, Sendable {
    public let amqp: UInt16
    /// Used where the settings have certificates.
    public let amqps: UInt16
    public let management: UInt16
    /// Erlang's own traffic: command line tools.
    public let distribution: UInt16
    /// Erlang's name service.
    public let epmd: UInt16

    /// Ports that are free now: the system chooses them, and keeps them apart because all are held
    /// until the last is known.
    /// - Parameter epmd: a name service that runs already
    static func free(epmd: UInt16? = nil) throws(PrivateNodeError) -> NodePorts {
        let ports = try freeLoopbackPorts(5)
        return NodePorts(
            amqp: ports[0], amqps: ports[1], management: ports[2], distribution: ports[3],
            epmd: epmd ?? ports[4])
    }

    /// Whether nobody listens on any that the node itself is to open.
    func areFree(sharingEPMD: Bool) -> Bool {
        ([amqp, amqps, management, distribution] + (sharingEPMD ? [] : [epmd])).allSatisfy { port in
            (try? LoopbackListener(port: port)) != nil
        }
    }
}

/// Different ports of 127.0.0.1 that are free now, as the system chooses them.
/// - Throws: `PrivateNodeError` where there are not as many
public func freeLoopbackPorts(_ count: Int) throws(PrivateNodeError) -> [UInt16] {
    var held: [LoopbackListener] = []
    for _ in 0..<count { held.append(try LoopbackListener(port: 0)) }
    return held.map(\.port)
}

/// A port of 127.0.0.1 held by binding it, freed with the value.
final class LoopbackListener {
    let port: UInt16
    private let socket: Int32

    init(port wanted: UInt16) throws(PrivateNodeError) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw .system("cannot open a socket") }
        // A listener may bind beside connections that linger from a node stopped a moment ago.
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(wanted)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withSocketAddress(&address) { bind(socket, $0, length) }
        let named = withSocketAddress(&address) { getsockname(socket, $0, &length) }
        guard bound == 0, named == 0, listen(socket, 1) == 0 else {
            close(socket)
            throw .system("cannot bind 127.0.0.1:\(wanted)")
        }
        self.socket = socket
        self.port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }
}

func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

func withSocketAddress<Result>(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
}
