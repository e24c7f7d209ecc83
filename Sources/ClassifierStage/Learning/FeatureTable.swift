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
    /// A bit for each hash by its lowest digits: most features of a text are in no row, and this
    /// stays in the cache.
    private let sieve: [UInt64]
    private static let sieveMask: UInt32 = (1 << 20) - 1

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
        var sieve = [UInt64](repeating: 0, count: Int(Self.sieveMask + 1) / 64)
        for hash in hashes {
            let bit = hash & Self.sieveMask
            sieve[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
        }
        self.sieve = sieve
    }

    /// The features of texts that `least` of them have, in rising order.
    init(_ texts: [TextFeatures], _ least: Int) {
        var uses: [UInt32: Int] = [:]
        for text in texts {
            for hash in Set(text.hashes) { uses[hash, default: 0] += 1 }
        }
        let hashes = uses.filter { $0.value >= least }.keys.sorted()
        self.init(
            hashes, rarities: hashes.map { Self.rarity(texts: texts.count, with: uses[$0] ?? 0) })
    }

    var count: Int { hashes.count }

    func rarity(of row: Int32) -> Float { Float(rarities[Int(row)]) / 16 }

    private static func rarity(texts: Int, with: Int) -> UInt8 {
        let rarity = 1 + log((1 + Float(texts)) / (1 + Float(with)))
        return UInt8(min(255, (rarity * 16).rounded()))
    }

    /// The rows of features and what each is worth: the more the rarer, each kind one in all.
    func values(of features: [UInt32]) -> [RowValue] {
        var values: [RowValue] = []
        values.reserveCapacity(features.count)
        var squares = FeatureKind.Numbers()
        for hash in features {
            let row = row(of: hash)
            guard row >= 0 else { continue }
            let rarity = rarity(of: row)
            squares[FeatureKind.index(of: hash)] += rarity * rarity
            values.append(RowValue(row: row, value: rarity))
        }
        let factors = FeatureKind.factors(squares)
        for index in values.indices {
            let hash = hashes[Int(values[index].row)]
            values[index].value *= factors[FeatureKind.index(of: hash)]
        }
        return values
    }

    /// -1 for a feature that the table does not hold.
    func row(of hash: UInt32) -> Int32 {
        let bit = hash & Self.sieveMask
        guard sieve[Int(bit >> 6)] & 1 << UInt64(bit & 63) != 0 else { return -1 }
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
