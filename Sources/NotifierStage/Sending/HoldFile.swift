import Foundation
import Model
import StageKit

/// A file beside the notifier's store that keeps it from sending: `notifier-31.hold`, its text the
/// reason. While it is there messages are written down and wait; those that come too late are
/// skipped as ever; safety lines go out (they must arrive at least once). For a store that was
/// moved or restored, until somebody has seen that it does not repeat what people have heard.
public struct HoldFile: Sendable {
    public let path: String

    public init(dataDirectory: String, chamber: ChamberCode) {
        path = "\(dataDirectory)/notifier-\(chamber).hold"
    }

    /// Why nothing is sent; `nil`: the file is not there.
    public var reason: String? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: bytes.prefix(500), as: UTF8.self)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The question for `NotifierStage`. Each answer also goes to `/ready`, as a note, and to the
    /// gauge `maalem_notifier_held`.
    public func watched(
        chamber: ChamberCode, health: Health, metrics: Metrics
    ) -> @Sendable () -> Bool {
        let held = metrics.gauge(
            "maalem_notifier_held", "1 while messages are recorded and not sent.",
            labels: ["chamber": chamber.text])
        return {
            let reason = reason
            held.set(reason == nil ? 0 : 1)
            health.note("notifier-\(chamber)", reason.map { "on hold, nothing is sent: \($0)" })
            return reason != nil
        }
    }
}
