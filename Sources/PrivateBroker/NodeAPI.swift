import Foundation

/// The few words this room exchanges with a node: is it ready, make a virtual host.
struct NodeAPI: Sendable {
    let ports: NodePorts
    let user: String
    let password: String

    /// An open port is no proof that a node is ready: a login is.
    /// - Returns: `nil` when ready, else what is missing
    func missing() -> String? {
        let greeting: [UInt8] = Array("AMQP".utf8) + [0, 0, 9, 1]
        // The answer to the protocol header is connection.start: a method frame.
        guard exchange(greeting, port: ports.amqp, upTo: 1) == [1] else { return "AMQP" }
        return request("GET", "/api/whoami") == 200 ? nil : "management login"
    }

    /// A request without body to the management API.
    /// - Returns: the status of the answer, `nil` where there was none
    func request(_ method: String, _ path: String) -> Int? {
        let login = Data("\(user):\(password)".utf8).base64EncodedString()
        let head = [
            "\(method) \(path) HTTP/1.0", "Host: 127.0.0.1", "Authorization: Basic \(login)",
            "Content-Type: application/json", "Content-Length: 0", "", "",
        ]
        let answer = exchange(
            Array(head.joined(separator: "\r\n").utf8), port: ports.management, upTo: 12)
        guard let answer else { return nil }
        return Int(String(decoding: answer.suffix(3), as: UTF8.self))
    }

    /// Sends bytes to a loopback port and reads the beginning of the answer; two seconds at most.
    private func exchange(_ bytes: [UInt8], port: UInt16, upTo count: Int) -> [UInt8]? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var address = loopback(port)
        let connected = withSocketAddress(&address) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        let flags = Int32(MSG_NOSIGNAL)
        guard connected == 0, send(socket, bytes, bytes.count, flags) == bytes.count else {
            return nil
        }
        var answer = [UInt8](repeating: 0, count: count)
        let received = recv(socket, &answer, count, Int32(MSG_WAITALL))
        return received == count ? answer : nil
    }
}
