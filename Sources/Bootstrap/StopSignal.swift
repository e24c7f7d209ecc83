import Dispatch
import Foundation
import Synchronization

/// SIGTERM and SIGINT as something to await. From its making on they no longer end the process.
public final class StopSignal: Sendable {
    private let arrivals: AsyncStream<Int32>
    // Kept so that the sources live as long as this does.
    private let sources: Mutex<[any DispatchSourceSignal]>

    public init() {
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
    }

    /// Waits for the next signal; `nil` where the task is cancelled first.
    public func next() async -> Int32? {
        var iterator = arrivals.makeAsyncIterator()
        return await iterator.next()
    }
}
