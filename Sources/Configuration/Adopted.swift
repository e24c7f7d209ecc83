import Model

extension Chamber {
    /// What `config.adopted` says of the rules: the parts that choices depend on, in full, and the
    /// SHA-256 of their canonical JSON (law 10).
    /// - Throws: `EncodingError`
    public func adopted(_ catalogue: Catalogue) throws -> ConfigAdopted {
        let turns = try JSON(encoding: turns)
        let quartiers = try JSON(encoding: quartiers)
        let trades = try JSON(encoding: catalogue.trades)
        let whole: JSON = ["turns": turns, "quartiers": quartiers, "trades": trades]
        return ConfigAdopted(
            hash: EventID(body: whole.canonicalBytes).hex, rulesVersion: self.turns.version,
            turns: turns, quartiers: quartiers, trades: trades)
    }
}
