import Foundation

/// A row that a text has, and what it is worth there.
struct RowValue: Sendable {
    let row: Int32
    var value: Float
}

/// Rows by the hash of their feature: open addressing over a flat array.
struct FeatureTable: Sendable {
    /// The hash of each row.
    let hashes: [UInt32]
    /// How much each row tells by being rare, in sixteenths: 16 for a feature of every text, more
    /// for fewer (inverse document frequency, 1 + ln((1 + texts) / (1 + texts with it))).
    let rarities: [UInt8]
    /// The hash in the upper half, in the lower one the row plus one; 0: free. Both in one word
    /// of memory, as each look is a cache miss.
    private let slots: [UInt64]
    private let mask: Int

    /// - Parameter hashes: of the rows in their order; the first of equal ones is found
    init(_ hashes: [UInt32], rarities: [UInt8] = []) {
        self.hashes = hashes
        self.rarities = rarities
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

    func rarity(of row: Int32) -> Float { Float(rarities[Int(row)]) / 16 }

    static func rarity(texts: Int, with: Int) -> UInt8 {
        let rarity = 1 + log((1 + Float(texts)) / (1 + Float(with)))
        return UInt8(min(255, (rarity * 16).rounded()))
    }

    /// The rows of features and what each is worth: the more the rarer, each kind one in all.
    func values(of features: [UInt32]) -> [RowValue] {
        var values: [RowValue] = []
        values.reserveCapacity(features.count)
        var squares = [Float](repeating: 0, count: FeatureKind.count)
        for hash in features {
            let row = row(of: hash)
            guard row >= 0 else { continue }
            let rarity = rarity(of: row)
            squares[FeatureKind.index(of: hash)] += rarity * rarity
            values.append(RowValue(row: row, value: rarity))
        }
        let roots = squares.map { 1 / max(1e-6, $0).squareRoot() }
        for index in values.indices {
            let hash = hashes[Int(values[index].row)]
            values[index].value *= roots[FeatureKind.index(of: hash)]
        }
        return values
    }

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
}
