import Synchronization

/// A value that several threads change.
final class Locked<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func change<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try value.withLock { try body(&$0) }
    }

    func read<Result: Sendable>(_ body: (Value) throws -> Result) rethrows -> Result {
        try value.withLock { try body($0) }
    }
}
