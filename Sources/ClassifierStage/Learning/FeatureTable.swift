/// Rows by the hash of their feature: open addressing over a flat array.
struct FeatureTable: Sendable {
    /// The hash of each row.
    let hashes: [UInt32]
    /// The hash in the upper half, in the lower one the row plus one; 0: free. Both in one word
    /// of memory, as each look is a cache miss.
    private let slots: [UInt64]
    private let mask: Int

    /// - Parameter hashes: of the rows in their order; the first of equal ones is found
    init(_ hashes: [UInt32]) {
        self.hashes = hashes
        var capacity = 16
        while capacity < hashes.count * 2 { capacity *= 2 }
        var slots = [UInt64](repeating: 0, count: capacity)
        let mask = capacity - 1
        for (row, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] != 0, slots[slot] >> 32 != hash { slot = (slot + 1) & mask }
            if slots[slot] == 0 { slots[slot] = UInt64(hash) << 32 | UInt64(row + 1) }
        }
        self.slots = slots
        self.mask = mask
    }

    var count: Int { hashes.count }

    /// -1 for a feature that the table does not hold.
    func row(of hash: UInt32) -> Int32 {
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash {
                return Int32(truncatingIfNeeded: slots[slot]) - 1
            }
            slot = (slot + 1) & mask
        }
        return -1
    }

    func holds(_ hash: UInt32) -> Bool { row(of: hash) >= 0 }

    /// The row of each feature; -1 for features that the table does not hold.
    func rows(of features: [UInt32]) -> [Int32] { features.map(row) }
}
