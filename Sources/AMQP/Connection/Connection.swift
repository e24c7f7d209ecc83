import Glibc
import StageKit

/// The owner's side of a connection. Its thread ends with `close`, or when nobody holds this value.
final class Connection: Sendable {
    let line: Line
    let options: BrokerOptions

    init(_ endpoint: Endpoint) throws {
        line = try Line()
        options = endpoint.options
        try Self.startThread(endpoint, line)
    }

    deinit {
        // Refused only where the thread has ended.
        try? line.send(.stop(nil))
    }

    func close() async {
        let done = Completion<Void>()
        do {
            try line.send(.stop(done))
            try await done.value()
        } catch {
            // It has ended already, or nobody waits for the end any more.
        }
    }

    private final class Work {
        let endpoint: Endpoint
        let line: Line

        init(_ endpoint: Endpoint, _ line: Line) {
            self.endpoint = endpoint
            self.line = line
        }
    }

    /// The decoder of nested headers recurses: the stack is large, and touched only when needed.
    private static let stackBytes = 16 << 20

    private static func startThread(_ endpoint: Endpoint, _ line: Line) throws {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(endpoint, line))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer else { return nil }
                let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
                Worker(work.endpoint, work.line).run()
                return nil
            }, work.toOpaque())
        guard failure == 0 else {
            work.release()
            throw BrokerError(
                code: .unreachable,
                text: "cannot start a thread: \(String(cString: strerror(failure)))",
                hint: "look at the limits of processes and memory")
        }
    }
}
