/// Numbers that nobody dials. Algeria reserves no range for fiction, so these are runs of zeros in
/// allocated ranges: `0555 00 12 34`, `0666 00 …`, `0777 00 …`, and `041 00 12 34` for landlines.
/// Families of the examples use other prefixes (`0550`, `0660`, `0770`).
struct SyntheticPhones {
    private var mobiles = 0
    private var landlines = 0

    /// Never the same twice; 27,000 of them.
    mutating func mobile() -> String {
        let prefix = ["0555", "0666", "0777"][mobiles % 3]
        defer { mobiles += 1 }
        return number(prefix, 1_000 + mobiles / 3)
    }

    mutating func landline() -> String {
        defer { landlines += 1 }
        return number("041", 1_000 + landlines)
    }

    private func number(_ prefix: String, _ tail: Int) -> String {
        let high = tail / 100 % 100
        let low = tail % 100
        func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
        return "\(prefix) 00 \(two(high)) \(two(low))"
    }
}
