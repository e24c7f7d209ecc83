import Foundation
import PipelineSpec
import YAML

/// The files of this repository.
enum Files {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let pipelines = root.appendingPathComponent("pipelines").path
    static let broken = root.appendingPathComponent("Tests/PipelineSpecTests/Broken")

    static func topology() throws -> Topology { try Pipelines.load(directory: pipelines) }
}
