import Model
import StatefulStageKit

// What the notifier shows of its own at /metrics.
extension NotifierStage {
    private static let notifications = "maalem_notifier_notifications_total"

    public static var figures: [Figure] {
        [
            Figure(
                notifications, "What became of messages to people, by channel and outcome.",
                .count)
        ]
    }

    public static func counts(of said: Event) -> [FigureValue] {
        guard said.type.hasPrefix("notification.") else { return [] }
        return [
            FigureValue(
                notifications,
                [
                    "channel": said.data["via"]?.string ?? "",
                    "outcome": String(said.type.dropFirst("notification.".count)),
                ])
        ]
    }
}
