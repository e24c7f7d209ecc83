/// How a queue of the in-memory broker behaves; the defaults are those of a bare quorum queue.
public struct MemoryQueueOptions: Hashable, Sendable {
    /// Only the oldest consumer gets messages; the others wait for its end.
    public var singleActiveConsumer = false
    /// The most returns to the queue before a message is dead; `nil`: no limit.
    public var deliveryLimit: Int?
    /// Messages held at most; more are refused (`overflow=reject-publish`).
    public var maximumLength: Int?
    /// Where dead messages go; `nil`: nowhere, they are gone.
    public var deadLetterExchange: String?
    /// The key they go with; `nil`: their own.
    public var deadLetterKey: String?

    public init(
        singleActiveConsumer: Bool = false, deliveryLimit: Int? = nil, maximumLength: Int? = nil,
        deadLetterExchange: String? = nil, deadLetterKey: String? = nil
    ) {
        self.singleActiveConsumer = singleActiveConsumer
        self.deliveryLimit = deliveryLimit
        self.maximumLength = maximumLength
        self.deadLetterExchange = deadLetterExchange
        self.deadLetterKey = deadLetterKey
    }
}

/// A message inside a queue.
struct StoredMessage: Sendable {
    let sequence: UInt64
    let message: Message
    let userID: String?
    /// How often it was handed out and came back.
    var returns = 0
}

/// The messages of one queue that wait to be handed out, in the order in which they came.
struct MemoryQueue: Sendable {
    var options: MemoryQueueOptions
    private var slots: [StoredMessage?] = []
    private var head = 0
    private var nextSequence: UInt64 = 0
    /// Handed out and not yet settled.
    var unsettled = 0
    /// Its consumers, the oldest first.
    var consumers: [Int] = []

    init(options: MemoryQueueOptions) { self.options = options }

    var count: Int { slots.count - head }
    var isEmpty: Bool { count == 0 }
    var isFull: Bool { options.maximumLength.map { count >= $0 } ?? false }
    var messages: [Message] { slots[head...].compactMap { $0?.message } }

    mutating func append(_ message: Message, userID: String?) {
        slots.append(StoredMessage(sequence: nextSequence, message: message, userID: userID))
        nextSequence += 1
    }

    mutating func take() -> StoredMessage? {
        guard head < slots.count else { return nil }
        let stored = slots[head]
        slots[head] = nil
        head += 1
        if head > 1024 && head * 2 > slots.count {
            slots.removeFirst(head)
            head = 0
        }
        return stored
    }

    /// Puts a message back where it was, as a quorum queue does.
    mutating func putBack(_ stored: StoredMessage) {
        var index = head
        while index < slots.count, let other = slots[index], other.sequence < stored.sequence {
            index += 1
        }
        if index == head && head > 0 {
            head -= 1
            slots[head] = stored
        } else {
            slots.insert(stored, at: index)
        }
    }

    mutating func removeAll() {
        slots.removeAll()
        head = 0
    }
}
