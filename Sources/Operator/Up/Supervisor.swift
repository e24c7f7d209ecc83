import Foundation
import StageKit

/// Keeps the stages running: one that ends without being asked is started again, at once the first
/// time and then after growing pauses.
package actor Supervisor {
    /// A stage that ended by itself.
    package struct Loss: Sendable {
        package let stage: String
        package let status: Int32
        let at: ContinuousClock.Instant
    }

    private var running: [String: StageProcess] = [:]
    private var watchers: [Task<Void, Never>] = []
    private var isStopping = false
    package private(set) var losses: [Loss] = []
    /// Told of every start after the first.
    private let onRestart: @Sendable (StageProcess) async -> Void

    private let longestPause: Duration

    init(
        longestPause: Duration = .seconds(10),
        onRestart: @escaping @Sendable (StageProcess) async -> Void
    ) {
        self.longestPause = longestPause
        self.onRestart = onRestart
    }

    /// The living process of each stage, by name.
    package var processes: [StageProcess] {
        running.values.sorted { $0.launch.name < $1.launch.name }
    }

    /// - Throws: where the program cannot be started
    func start(_ launch: StageProcess.Launch) throws {
        running[launch.name] = try StageProcess(launch)
        watchers.append(Task { await self.watch(launch) })
    }

    /// Kills a stage the hard way; the watcher starts it again.
    package func kill(_ name: String) { send(SIGKILL, to: name) }

    package func send(_ signal: Int32, to name: String) { running[name]?.send(signal) }

    /// Asks every stage to drain, waits up to the grace time, then kills what is left.
    /// - Returns: the stages that had to be killed
    func stop(grace: Duration) async -> [String] {
        isStopping = true
        for process in running.values { process.terminate() }
        let deadline = ContinuousClock.now.advanced(by: grace)
        while running.values.contains(where: \.isRunning), .now < deadline {
            try? await StageKit.pause(until: .now + .milliseconds(20))
        }
        let stubborn = running.values.filter(\.isRunning)
        for process in stubborn { process.send(SIGKILL) }
        for watcher in watchers { await watcher.value }
        return stubborn.map(\.launch.name).sorted()
    }

    private func watch(_ launch: StageProcess.Launch) async {
        var pause = Duration.zero
        while let process = running[launch.name] {
            let status = await process.waitForEnd()
            if isStopping { return }
            losses.append(Loss(stage: launch.name, status: status, at: .now))
            let lived = process.startedAt.duration(to: .now)
            pause =
                lived > .seconds(30)
                ? .zero : min(max(pause * 2, .milliseconds(100)), longestPause)
            try? await StageKit.pause(until: .now + pause)
            if isStopping { return }
            do {
                let next = try StageProcess(launch)
                running[launch.name] = next
                await onRestart(next)
            } catch {
                running[launch.name] = nil
            }
        }
    }
}
