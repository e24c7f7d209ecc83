/// What lies between a topology and a broker.
public struct Plan: Hashable, Sendable {
    /// Something that can be done, in the order in which the steps stand.
    public enum Step: Hashable, Sendable {
        /// An account is missing; its password is the administrator's affair.
        case createUser(String)
        case createExchange(ExchangeDeclaration)
        case setPolicy(PolicyDeclaration)
        case createQueue(QueueDeclaration)
        case bind(BindingDeclaration)
        case setPermission(Permission)
        case setTopicPermission(TopicPermission)
    }

    /// What the broker has otherwise and will not change: it would answer 406.
    public struct Conflict: Hashable, Sendable {
        public let message: String
        public let hint: String
    }

    public internal(set) var steps: [Step] = []
    public internal(set) var conflicts: [Conflict] = []
    /// What the broker has and the files do not name. Nothing is done about it.
    public internal(set) var warnings: [String] = []

    /// The broker agrees with the files. Warnings do not count.
    public var isEmpty: Bool { steps.isEmpty && conflicts.isEmpty }
}

extension Plan {
    /// The part of a topology that is compared.
    public enum Part: Hashable, Sendable {
        /// Everything, rights included.
        case whole
        /// What a stage needs to run: the queues it reads in these chambers with their bindings and
        /// policies, the exchanges it is bound to and writes to. No rights.
        case stage(Stage)
    }

    /// - Parameters:
    ///   - chambers: the codes of all chambers, or of those that a stage serves
    public init(_ topology: Topology, chambers: [String], live: LiveTopology, part: Part = .whole) {
        var comparison = Comparison(
            wanted: topology.declarations(chambers: chambers), live: live, topology: topology)
        switch part {
        case .whole:
            comparison.compare()
            comparison.compareRights()
            comparison.findExtras()
        case .stage(let stage):
            comparison.keepOnly(stage)
            comparison.compare()
        }
        self = comparison.plan
    }
}
