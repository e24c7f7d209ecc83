/// Rows by the hash of their feature: open addressing over two flat arrays.
struct FeatureTable: Sendable {
    /// The hash of each row.
    let hashes: [UInt32]
    private let keys: [UInt32]
    private let rows: [Int32]
    private let mask: Int

    /// - Parameter hashes: of the rows in their order; the first of equal ones is found
    init(_ hashes: [UInt32]) {
        self.hashes = hashes
        var capacity = 16
        while capacity < hashes.count * 2 { capacity *= 2 }
        var keys = [UInt32](repeating: 0, count: capacity)
        var rows = [Int32](repeating: -1, count: capacity)
        let mask = capacity - 1
        for (row, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while rows[slot] >= 0, keys[slot] != hash { slot = (slot + 1) & mask }
            guard rows[slot] < 0 else { continue }
            keys[slot] = hash
            rows[slot] = Int32(row)
        }
        self.keys = keys
        self.rows = rows
        self.mask = mask
    }

    var count: Int { hashes.count }

    /// -1 for a feature that the table does not hold.
    func row(of hash: UInt32) -> Int32 {
        var slot = Int(hash) & mask
        while rows[slot] >= 0, keys[slot] != hash { slot = (slot + 1) & mask }
        return rows[slot]
    }

    func holds(_ hash: UInt32) -> Bool { row(of: hash) >= 0 }

    /// The row of each feature; -1 for features that the table does not hold.
    func rows(of features: [UInt32]) -> [Int32] { features.map(row) }
}
