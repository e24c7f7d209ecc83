/// A queue in an array: appended at the end, taken from the front, seen by position.
struct FIFO<Element> {
    private var items: [Element] = []
    private var head = 0

    var count: Int { items.count - head }
    var isEmpty: Bool { head == items.count }

    subscript(position: Int) -> Element {
        get { items[head + position] }
        set { items[head + position] = newValue }
    }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func append(contentsOf elements: some Sequence<Element>) {
        items.append(contentsOf: elements)
    }

    mutating func prepend(contentsOf elements: [Element]) {
        items.replaceSubrange(0..<head, with: elements)
        head = 0
    }

    /// Takes up to `limit` elements from the front.
    mutating func take(_ limit: Int) -> ArraySlice<Element> {
        let taken = items[head..<min(head + limit, items.count)]
        drop(taken.count)
        return taken
    }

    mutating func drop(_ number: Int) {
        head += number
        if head == items.count {
            items.removeAll(keepingCapacity: head <= 1024)
            head = 0
        } else if head > 512, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
    }

    mutating func removeAll() -> [Element] {
        defer {
            items = []
            head = 0
        }
        return Array(items[head...])
    }
}
