import Model

extension StatusReport {
    /// For programs: the same report; what is not known is `null`.
    var json: JSON {
        func number(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
        let stages: [JSON] = stages.map { stage in
            let error = stage.lastError.map { error -> JSON in
                [
                    "part": .string(error.part), "text": .string(error.text),
                    "at": JSON(error.at?.rfc3339),
                ]
            }
            return [
                "stage": .string(stage.name), "pid": JSON(stage.pid),
                "state": .string(stage.word), "live": .bool(stage.isLive && stage.silence == nil),
                "ready": .bool(stage.isReady), "reasons": .array(stage.reasons.map { .string($0) }),
                "paused": .object(stage.pauses.mapValues { .string($0) }),
                "silence": JSON(stage.silence), "batch": JSON(stage.batch),
                "lagSeconds": number(stage.lag), "outboxRows": JSON(stage.outboxRows),
                "walBytes": JSON(stage.walBytes), "lastError": error ?? .null,
            ]
        }
        let queues: [JSON] = queues.map { queue in
            [
                "queue": .string(queue.name), "ready": JSON(queue.ready),
                "unacked": JSON(queue.unacked), "consumers": JSON(queue.consumers),
                "inPerSecond": number(queue.rateIn), "outPerSecond": number(queue.rateOut),
                "oldestSeconds": queue.isEmpty ? .null : number(queue.oldest),
                "fill": number(queue.fill),
            ]
        }
        let findings: [JSON] = findings.map {
            ["grade": .string("\($0.grade)"), "text": .string($0.text), "hint": .string($0.hint)]
        }
        return [
            "at": .string(at.rfc3339), "isWell": .bool(findings.isEmpty),
            "findings": .array(findings), "stages": .array(stages), "queues": .array(queues),
            "brokerTrouble": JSON(brokerTrouble),
            "alarms": alarms.map { .array($0.map { .string($0) }) } ?? .null,
            "blocked": .array(blocked.map { .string($0) }),
            "outboxRows": JSON(outboxRows), "casesOpen": JSON(casesOpen),
            "casesOverdue": JSON(casesOverdue), "deadLettersOpen": JSON(deadLetters),
            "ledgerEntries": JSON(ledgerEntries),
        ]
    }
}
