import PipelineSpec

/// How an installation differs from the plain one: several instances of a stage, other
/// surroundings for one of them. The plain one suits the demo; fault runs bend it.
package struct InstallationShape: Sendable {
    /// How many processes of a stage; one where none is named. Of a stateful stage, the second is
    /// a standby.
    package var instances: [String: Int]
    /// The longest wait before a stage that ended is started again.
    package var longestPause: Duration
    /// Changes how a process is started.
    package var adjust: @Sendable (StageProcess.Launch) throws -> StageProcess.Launch

    package init(
        instances: [String: Int] = [:], longestPause: Duration = .seconds(10),
        adjust: @escaping @Sendable (StageProcess.Launch) throws -> StageProcess.Launch = { $0 }
    ) {
        self.instances = instances
        self.longestPause = longestPause
        self.adjust = adjust
    }

    /// Every process to be started: `classifier`, `classifier-2`.
    var processes: [(stage: Stage, name: String)] {
        Stage.allCases.flatMap { stage in
            (1...max(1, instances[stage.rawValue] ?? 1)).map { number in
                (stage, number == 1 ? stage.rawValue : "\(stage.rawValue)-\(number)")
            }
        }
    }
}
