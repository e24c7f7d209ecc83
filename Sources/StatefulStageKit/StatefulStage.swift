import GRDB
import Model
import StageKit

/// A stage with a SQLite file per chamber: matcher, notifier, ledger. A function of events, time
/// and its own store (law 3). One value serves one chamber; handling is never concurrent.
public protocol StatefulStage: Sendable {
    /// Its tables, seen inside the runner's transaction.
    associatedtype Store: StageStore
    /// Its name in the pipeline files: `matcher`.
    var name: String { get }

    /// Builds what the stage keeps in memory from its tables: at start, after a rollback.
    mutating func load(_ store: Store) throws
    /// - Throws: a fault. The runner rolls back, loads, tries the event once more, alone, then
    ///   sends it to the dead letters (law 5).
    mutating func handle(_ event: Event, at now: Instant, _ store: Store) throws -> [Draft]
    /// What the stage's clocks say at `now`: at most `limit` of them. Every draft names its cause
    /// and a discriminator.
    mutating func due(at now: Instant, limit: Int, _ store: Store) throws -> [Draft]
    /// When the next clock rings; `nil`: none is set.
    func nextDue(_ store: Store) throws -> Instant?
    /// An event came again under a known id with another content. The first wins; this tells.
    mutating func conflict(_ event: Event, at now: Instant, _ store: Store) throws -> [Draft]
    /// Called once at the end of a transaction that handled anything, with the ids handled, in
    /// order. Drafts answer the last of them.
    mutating func finish(_ handled: [EventID], at now: Instant, _ store: Store) throws -> [Draft]

    /// The numbers of its own that it shows at `/metrics`.
    static var figures: [Figure] { get }
    /// Levels out of its tables, all of them each time; asked for every few seconds.
    static func levels(_ store: Store, at now: Instant) throws -> [FigureValue]
    /// What an event counts for that it said and that is committed.
    static func counts(of said: Event) -> [FigureValue]
    /// Hands over messages that are no events of this stage's own, to be published as they stand
    /// with what `handle` has just said: what the ledger has tried again. `load` forgets them.
    mutating func takeMessages() -> [Message]
}

extension StatefulStage {
    public mutating func due(at now: Instant, limit: Int, _ store: Store) throws -> [Draft] { [] }
    public func nextDue(_ store: Store) throws -> Instant? { nil }
    public mutating func conflict(
        _ event: Event, at now: Instant, _ store: Store
    ) throws -> [Draft] { [] }
    public mutating func finish(
        _ handled: [EventID], at now: Instant, _ store: Store
    ) throws -> [Draft] { [] }
    public static var figures: [Figure] { [] }
    public static func levels(_ store: Store, at now: Instant) throws -> [FigureValue] { [] }
    public static func counts(of said: Event) -> [FigureValue] { [] }
    public mutating func takeMessages() -> [Message] { [] }
}

/// A stage's tables inside a transaction.
public protocol StageStore {
    /// Creates and changes the stage's own tables; the runner adds its own.
    static func registerMigrations(_ migrator: inout DatabaseMigrator)
    init(_ database: Database)
}

/// A stage whose work reaches outside: the notifier's gateways. An effect is first committed as
/// begun, then performed outside any transaction, then its outcome is committed with what it says.
public protocol EffectfulStage: StatefulStage {
    associatedtype Effect: Sendable
    associatedtype Outcome: Sendable

    /// Marks effects that are ready as begun and returns them.
    mutating func begin(at now: Instant, limit: Int, _ store: Store) throws -> [Effect]
    /// Does it. What is uncertain afterwards is an outcome, not an error.
    func perform(_ effect: Effect) async -> Outcome
    /// Settles an effect. Every draft names its cause and a discriminator.
    mutating func settle(
        _ effect: Effect, _ outcome: Outcome, at now: Instant, _ store: Store
    ) throws -> [Draft]
}
