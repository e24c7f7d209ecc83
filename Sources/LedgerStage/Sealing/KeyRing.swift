import Model

/// The vault as one transaction of the ledger sees it: keys in memory, changes held back until
/// they are committed, just before the ledger's own transaction. A crash between the two leaves
/// at worst a key that has sealed nothing, or the wish of an erasure already granted.
struct KeyRing: Sendable {
    /// How many keys stay in memory; beyond that all are let go.
    static let limit = 50_000

    private let vault: Vault
    private var cache: [String: VaultKey] = [:]
    private var made: [String: VaultKey] = [:]
    private var erased: [String] = []

    init(_ vault: Vault) { self.vault = vault }

    /// Forgets what was not committed.
    mutating func reset() {
        cache = [:]
        made = [:]
        erased = []
    }

    /// The key of a person, or of an event about nobody known; made where there is none.
    mutating func key(holder: String) throws -> VaultKey {
        if let key = made[holder] ?? cache[holder] { return key }
        if !erased.contains(holder), let key = try vault.key(holder: holder) {
            remember(key)
            return key
        }
        let key = VaultKey(holder: holder)
        made[holder] = key
        return key
    }

    /// The key that has sealed something; `nil` where its holder was erased.
    /// - Throws: `SealError.unknownKey`, `DatabaseError`
    func key(id: String) throws -> VaultKey? {
        if let key = made.values.first(where: { $0.id == id }) { return key }
        do {
            let key = try vault.key(id: id)
            return erased.contains(key.holder) ? nil : key
        } catch SealError.erased {
            return nil
        }
    }

    mutating func erase(holder: String) {
        cache[holder] = nil
        made[holder] = nil
        if !erased.contains(holder) { erased.append(holder) }
    }

    /// Commits the vault.
    mutating func commit(at now: Instant) throws {
        guard !made.isEmpty || !erased.isEmpty else { return }
        try vault.commit(erase: erased, add: Array(made.values), at: now)
        for key in made.values { remember(key) }
        made = [:]
        erased = []
    }

    private mutating func remember(_ key: VaultKey) {
        if cache.count >= Self.limit { cache = [:] }
        cache[key.holder] = key
    }
}
