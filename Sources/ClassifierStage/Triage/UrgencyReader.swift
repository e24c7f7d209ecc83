import Model

/// How soon: by danger, by what people say of the job, by their words for time.
enum UrgencyReader {
    /// A desk operator's verdict holds; a hint of another channel makes nothing less urgent than
    /// the words do.
    /// - Parameter usual: where nobody says how soon
    /// - Parameter isNoRequest: thanks and complaints wait for nobody
    static func urgency(
        _ read: Understanding, given: Given, usual: Urgency, isNoRequest: Bool
    ) -> Urgency {
        if given.isVerdict, let urgency = given.urgency { return urgency }
        if isNoRequest, read.danger == nil { return .flexible }
        let said = read.danger == nil ? read.urgency : .emergency
        guard let hint = given.urgency else { return said ?? usual }
        guard let said else { return hint }
        return sooner(said, hint)
    }

    static func sooner(_ left: Urgency, _ right: Urgency) -> Urgency {
        left.rank <= right.rank ? left : right
    }

    /// `nil` where nothing is said of time.
    static func urgency(of scores: WordScores<Urgency>) -> Urgency? {
        if scores[.emergency] >= 1 { return .emergency }
        if scores[.today] > 0, scores[.today] >= scores[.flexible] { return .today }
        if scores[.flexible] > scores[.week] { return .flexible }
        return scores[.week] > 0 ? .week : nil
    }
}

extension Urgency {
    /// 0 is the most urgent.
    var rank: Int {
        switch self {
        case .emergency: 0
        case .today: 1
        case .week: 2
        case .flexible: 3
        }
    }
}
