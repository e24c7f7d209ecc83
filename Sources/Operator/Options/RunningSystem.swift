import Bootstrap
import Model

extension PlaceOptions {
    /// A URL that was given, or the running system's.
    /// - Throws: `Failure` (69) where neither is known
    func url(
        _ given: String?, _ member: KeyPath<RunFile, String>, option: String
    ) throws -> String {
        if let given { return given }
        guard let run = try RunFile.load(data: data) else {
            throw Failure(
                .brokerUnreachable,
                "nothing runs in \(data) (no run.json); start maalem up, or give \(option)")
        }
        return run[keyPath: member]
    }
}
