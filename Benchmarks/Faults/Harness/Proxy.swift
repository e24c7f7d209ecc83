import Foundation
import Glibc

/// A TCP line to the broker that can be told to misbehave. Loopback only; a thread a direction.
final class Proxy: Sendable {
    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let trick = Locked<Trick?>(nil)
    private let links = Locked<[Link]>([])
    private let isClosed = Locked(false)

    /// - Parameter target: the broker's port on 127.0.0.1
    init(target: UInt16) throws {
        self.target = target
        (listener, port) = try Socket.listen()
        Thread { [self] in accept() }.start()
    }

    func play(_ new: Trick) {
        if new == .cut { return cut() }
        trick.change { $0 = new }
    }

    func heal() {
        let was = trick.change { trick in
            defer { trick = nil }
            return trick
        }
        // What a dead line has swallowed never comes.
        if was == .dead { cut() }
    }

    func close() {
        isClosed.change { $0 = true }
        shutdown(listener, Int32(SHUT_RDWR))
        cut()
    }

    private func cut() {
        for link in links.change({ links in
            defer { links = [] }
            return links
        }) { link.cut() }
    }

    private func accept() {
        while true {
            let near = Glibc.accept(listener, nil, nil)
            if isClosed.read({ $0 }) || (near < 0 && errno != EINTR) { break }
            guard near >= 0 else { continue }
            guard let far = try? Socket.connect(target) else {
                Glibc.close(near)
                continue
            }
            let link = Link(near: near, far: far, trick: trick)
            links.change { links in
                links.removeAll { $0.isOver }
                links.append(link)
            }
            link.start()
        }
        Glibc.close(listener)
    }
}

/// One connection through a proxy.
private final class Link: Sendable {
    private let near: Int32
    private let far: Int32
    private let trick: Locked<Trick?>
    private let open = Locked(2)

    init(near: Int32, far: Int32, trick: Locked<Trick?>) {
        self.near = near
        self.far = far
        self.trick = trick
    }

    var isOver: Bool { open.read { $0 == 0 } }

    /// The numbers stay taken until both threads are done, so that nobody else's are hit.
    func cut() {
        open.read { open in
            guard open > 0 else { return }
            shutdown(near, Int32(SHUT_RDWR))
            shutdown(far, Int32(SHUT_RDWR))
        }
    }

    func start() {
        Thread { [self] in
            carry(from: near, to: far, fromBroker: false)
            end()
        }.start()
        Thread { [self] in
            carry(from: far, to: near, fromBroker: true)
            end()
        }.start()
    }

    private func end() {
        cut()
        open.change { open in
            open -= 1
            if open == 0 {
                Glibc.close(near)
                Glibc.close(far)
            }
        }
    }

    private func carry(from source: Int32, to sink: Int32, fromBroker: Bool) {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        var frames = Frames()
        while true {
            let count = read(source, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            let bytes = Array(chunk[0..<count])
            // The broker speaks in frames from the first byte on.
            let confirms = fromBroker ? frames.take(bytes) : nil
            guard pass(bytes, confirms, to: sink, fromBroker) else { return }
        }
    }

    /// - Parameter confirms: where the first confirm begins and ends in these bytes
    /// - Returns: whether the line goes on
    private func pass(
        _ bytes: [UInt8], _ confirm: Range<Int>?, to sink: Int32, _ fromBroker: Bool
    ) -> Bool {
        switch trick.read({ $0 }) {
        case .beforeConfirm:
            guard let confirm else { return Socket.write(bytes, sink) }
            _ = Socket.write(Array(bytes[..<confirm.lowerBound]), sink)
            return false
        case .afterConfirm:
            guard let confirm else { return Socket.write(bytes, sink) }
            _ = Socket.write(Array(bytes[..<confirm.upperBound]), sink)
            return false
        case .halfFrame:
            guard !fromBroker, bytes.count > 16 else { return Socket.write(bytes, sink) }
            _ = Socket.write(Array(bytes[..<(bytes.count / 2)]), sink)
            return false
        case .delay:
            usleep(150_000)
            return Socket.write(bytes, sink)
        case .dead:
            return true
        case .trickle:
            for start in stride(from: 0, to: bytes.count, by: 11) {
                let part = Array(bytes[start..<min(start + 11, bytes.count)])
                guard Socket.write(part, sink) else { return false }
                usleep(200)
            }
            return true
        case .cut, nil:
            return Socket.write(bytes, sink)
        }
    }
}

/// Finds confirms in what a broker says: method frames of class 60 (basic), 80 (ack).
private struct Frames {
    private var head: [UInt8] = []
    /// Bytes of the frame in hand that are still to come, with its end mark.
    private var left = 0
    private static let headSize = 11

    /// - Returns: where the first confirm stands in the chunk, as far as it lies in it whole
    mutating func take(_ bytes: [UInt8]) -> Range<Int>? {
        var found: Range<Int>?
        var index = 0
        while index < bytes.count {
            if left > 0 {
                let step = min(left, bytes.count - index)
                left -= step
                index += step
                continue
            }
            head.append(bytes[index])
            index += 1
            guard head.count == Self.headSize || (head.count == 8 && size == 0) else { continue }
            let isConfirm = head[0] == 1 && head.count == Self.headSize && method == (60, 80)
            let start = index - head.count
            left = max(0, size + 8 - head.count)
            if isConfirm, found == nil, start >= 0 {
                found = start..<min(bytes.count, index + left)
            }
            head = []
        }
        return found
    }

    private var size: Int {
        head.count < 7 ? 0 : head[3...6].reduce(0) { $0 << 8 | Int($1) }
    }

    private var method: (Int, Int) {
        (Int(head[7]) << 8 | Int(head[8]), Int(head[9]) << 8 | Int(head[10]))
    }
}

/// The few socket calls that are needed.
enum Socket {
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && Glibc.listen(descriptor, 64) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isBound else { throw Fault("no port to listen at") }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    static func connect(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw Fault("no connection to \(port)")
        }
        return descriptor
    }

    /// - Returns: whether all was written
    static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return true
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
