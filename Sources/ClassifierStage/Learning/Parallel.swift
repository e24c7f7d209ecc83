import Dispatch
import Synchronization

/// Independent pieces of work on all cores.
enum Parallel {
    /// - Returns: what the work made of 0, 1, …, in this order
    static func map<Value: Sendable>(
        _ count: Int, _ work: @Sendable (Int) -> Value
    ) -> [Value] {
        let values = Mutex<[Int: Value]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { number in
            let value = work(number)
            values.withLock { $0[number] = value }
        }
        return values.withLock { values in (0..<count).compactMap { values[$0] } }
    }
}
