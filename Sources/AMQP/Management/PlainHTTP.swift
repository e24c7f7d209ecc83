import Dispatch
import Glibc

/// One request, one answer, over a socket of its own. Foundation's client does the same and costs a
/// stage 18 MiB of memory (measured: 6.7 for linking it, 11.3 for its first request).
struct PlainHTTP: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    let host: String
    let port: UInt16
    /// Seconds that a connect, a write or a read may stand still.
    let patience: Int

    /// Bytes of an answer at most.
    private static let limit = 64 << 20

    /// - Throws: `TransportFailure`
    func exchange(
        _ method: String, _ path: String, headers: [String: String], body: [UInt8]
    ) async throws -> Answer {
        // With HTTP/1.0 the answer comes in one piece and ends with the connection.
        var head = "\(method) \(path) HTTP/1.0\r\nHost: \(host):\(port)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let request = Array((head + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
        return try await withCheckedThrowingContinuation { waiter in
            // The calls block: not on one of the few threads that tasks share.
            DispatchQueue.global().async {
                waiter.resume(with: Result { try send(request) })
            }
        }
    }

    private func send(_ request: [UInt8]) throws -> Answer {
        let socket = try connect()
        defer { close(socket) }
        var offset = 0
        while offset < request.count {
            let count = request[offset...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("sending") }
            offset += count
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("reading") }
            guard count > 0 else { return try Self.parse(answer) }
            answer.append(contentsOf: chunk[0..<count])
            guard answer.count <= Self.limit else {
                throw TransportFailure(text: "the answer has no end")
            }
        }
    }

    private func connect() throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let unknown = getaddrinfo(host, String(port), &hints, &list)
        guard unknown == 0 else {
            throw TransportFailure(text: String(cString: gai_strerror(unknown)))
        }
        defer { freeaddrinfo(list) }
        var failure = TransportFailure(text: "no address")
        var next = list
        while let address = next?.pointee {
            next = address.ai_next
            let kind = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
            let socket = Glibc.socket(address.ai_family, kind, address.ai_protocol)
            guard socket >= 0 else { continue }
            var limit = timeval(tv_sec: patience, tv_usec: 0)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
            setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
            if Glibc.connect(socket, address.ai_addr, address.ai_addrlen) == 0 { return socket }
            failure = Self.failure("connecting")
            close(socket)
        }
        throw failure
    }

    private static func failure(_ doing: String) -> TransportFailure {
        TransportFailure(text: "\(doing): \(String(cString: strerror(errno)))")
    }

    /// - Throws: `TransportFailure` for what is no HTTP, or was cut short
    static func parse(_ answer: [UInt8]) throws -> Answer {
        let blank = Array("\r\n\r\n".utf8)
        let end = answer.indices.first { answer[$0...].starts(with: blank) }
        guard let end else { throw TransportFailure(text: "the answer is not HTTP") }
        let lines = String(decoding: answer[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw TransportFailure(text: "the answer is not HTTP")
        }
        let body = Array(answer[(end + blank.count)...])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }
            switch parts[0].lowercased() {
            case "content-length" where Int(value) != body.count:
                throw TransportFailure(text: "the answer was cut short")
            case "transfer-encoding" where value.lowercased() != "identity":
                throw TransportFailure(text: "the answer has an encoding that was not asked for")
            default: break
            }
        }
        return Answer(status: status, body: body)
    }
}
