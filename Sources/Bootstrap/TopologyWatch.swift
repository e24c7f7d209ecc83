import AMQP
import PipelineSpec
import StageKit

/// Compares the live topology with a stage's part of the plan: the stage is ready only while that
/// part is empty (law 4).
struct TopologyWatch: Sendable {
    private let context: StageContext
    private let client: ManagementClient?

    /// - Throws: `BrokerError` for what is no URL of a management API
    init(_ context: StageContext) throws {
        self.context = context
        client = try context.options.managementURL.map { try ManagementClient(url: $0) }
    }

    /// Looks often until all is there, then now and then, until cancelled.
    func run() async throws {
        guard let client else {
            context.logger.notice(
                "no management URL: the live topology is not compared with the plan")
            return
        }
        context.health.notReady("topology", "not compared yet")
        while !Task.isCancelled {
            let obstacle = await obstacle(client)
            context.health.notReady("topology", obstacle)
            try await pause(until: .now + (obstacle == nil ? .seconds(30) : .milliseconds(500)))
        }
    }

    private func obstacle(_ client: ManagementClient) async -> String? {
        do {
            let live = try await LiveTopology(of: client, .withoutRights)
            let plan = Plan(
                context.topology, chambers: context.chambers.map(\.text), live: live,
                part: .stage(context.stage))
            return plan.isEmpty ? nil : plan.summary
        } catch {
            return "the management API does not tell: \(error)"
        }
    }
}
