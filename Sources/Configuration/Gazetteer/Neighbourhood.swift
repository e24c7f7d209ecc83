/// Words at a distance of one letter, found by what both leave when one letter is dropped
/// (the symmetric deletion of SymSpell).
enum Neighbourhood {
    /// Hashes of the word and of the word without each one of its letters.
    static func hashes(_ word: [Unicode.Scalar]) -> [UInt64] {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(word.count + 1)
        // hash(w) = Σ w[i]·base^(n-1-i): a word without letter i is put together from the hashes
        // before and after it.
        var before: [UInt64] = [0]
        var powers: [UInt64] = [1]
        for scalar in word {
            let last = before[before.count - 1]
            before.append(last &* base &+ UInt64(scalar.value) &+ 1)
            powers.append(powers[powers.count - 1] &* base)
        }
        let whole = before[word.count]
        hashes.append(whole)
        for index in word.indices {
            let after = whole &- before[index + 1] &* powers[word.count - index - 1]
            hashes.append(before[index] &* powers[word.count - index - 1] &+ after)
        }
        return hashes
    }

    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// One letter missing, added, wrong, or two neighbours swapped; not equal.
    static func areOneApart(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        var head = 0
        while head < min(left.count, right.count), left[head] == right[head] { head += 1 }
        var tail = 0
        while tail < min(left.count, right.count) - head,
            left[left.count - 1 - tail] == right[right.count - 1 - tail]
        { tail += 1 }
        let gapLeft = left.count - head - tail
        let gapRight = right.count - head - tail
        if gapLeft == 2, gapRight == 2 {
            return left[head] == right[head + 1] && left[head + 1] == right[head]
        }
        return max(gapLeft, gapRight) == 1
    }
}
