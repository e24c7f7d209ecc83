import Dispatch
import Foundation
import Synchronization

/// SIGTERM and SIGINT as something to await. From its making on they no longer end the process.
public final class StopSignal: Sendable {
    private let arrivals: AsyncStream<Int32>
    // Kept so that the sources live as long as this does.
    private let sources: Mutex<[any DispatchSourceSignal]>

    /// - Parameter endOfInput: the end of standard input counts as SIGTERM: whoever started this
    ///   process and kept the other end of the pipe is gone, however it went
    public init(endOfInput: Bool = false) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        arrivals = stream
        sources = Mutex([])
        sources.withLock { sources in
            for number in [SIGTERM, SIGINT] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number)
                source.setEventHandler { continuation.yield(number) }
                source.resume()
                sources.append(source)
            }
        }
        guard endOfInput else { return }
        Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            continuation.yield(SIGTERM)
        }.start()
    }

    /// Waits for the next signal; `nil` where the task is cancelled first.
    public func next() async -> Int32? {
        var iterator = arrivals.makeAsyncIterator()
        return await iterator.next()
    }
}
