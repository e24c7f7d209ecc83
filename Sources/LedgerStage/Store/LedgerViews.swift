/// What an auditor reads (contract §4), computed from the entries alone.
///
/// `substr(max(\(order) || x), 41)` is the last `x` that is not NULL, by when it was said; `seq`
/// only breaks ties: after a crash a broker hands out again in another order, so an entry may stand
/// after those that answer it.
enum LedgerViews {
    /// When an entry was said, as 40 characters that sort.
    private static let order = "occurred_at || printf('%016d', seq)"

    static let all =
        [
            offerStories, requests, offers, turns, artisans, conventions, cases, overrides,
            rejections, deadLetters,
        ] + LedgerViewsFrench.all

    /// One request a row. The state is what the last entry about it says.
    static let requests = """
        CREATE VIEW v_requests AS
        SELECT
            subject AS id,
            min(occurred_at) FILTER (WHERE type = 'request.accepted') AS received_at,
            max(payload ->> '$.data.channel') FILTER (WHERE type = 'request.accepted') AS channel,
            substr(max(\(order) || CASE type
                WHEN 'request.classified' THEN payload ->> '$.data.trades[0].trade'
                ELSE payload ->> '$.data.trade' END), 41) AS trade,
            substr(max(\(order) || CASE type
                WHEN 'request.classified' THEN payload ->> '$.data.quartier.quartier'
                ELSE payload ->> '$.data.quartier' END), 41) AS quartier,
            substr(max(\(order) || (payload ->> '$.data.urgency')), 41) AS urgency,
            substr(max(
                -- Whatever else was said of a request comes after its acceptance.
                iif(type = 'request.accepted' OR (type = 'request.classified'
                    AND payload ->> '$.data.decision' <> 'not-a-request'), 0, 1)
                || \(order) || CASE type
                WHEN 'request.accepted' THEN 'accepted'
                WHEN 'request.classified' THEN
                    CASE payload ->> '$.data.decision'
                        WHEN 'not-a-request' THEN 'not-a-request' ELSE 'accepted' END
                WHEN 'question.asked' THEN 'asking'
                WHEN 'offer.made' THEN 'offered'
                WHEN 'request.assigned' THEN 'assigned'
                WHEN 'job.done' THEN 'done'
                WHEN 'job.missed' THEN 'missed'
                WHEN 'request.unfilled' THEN 'unfilled'
                WHEN 'request.cancelled' THEN 'cancelled'
                WHEN 'request.joined' THEN 'joined'
                WHEN 'request.linked' THEN 'joined' END), 42) AS state,
            substr(max(\(order) || (payload ->> '$.data.registerNumber'))
                FILTER (WHERE type = 'request.assigned'), 41) AS assigned_to,
            count(*) FILTER (WHERE type = 'offer.made') AS offers,
            round(86400 * (
                julianday(min(occurred_at) FILTER (WHERE type = 'request.assigned'))
                - julianday(min(occurred_at) FILTER (WHERE type = 'request.accepted'))
            ), 3) AS seconds_to_assign
        FROM entry
        WHERE type IN ('request.accepted', 'request.classified', 'request.reclassify',
                'question.asked', 'offer.made', 'request.assigned', 'job.done', 'job.missed',
                'request.unfilled', 'request.cancelled', 'request.joined', 'request.linked')
            AND subject IS NOT NULL
            AND NOT (type = 'request.reclassify' AND event_id IN
                (SELECT cause_id FROM entry WHERE type = 'command.refused'))
        GROUP BY subject
        HAVING count(*) FILTER (WHERE type = 'request.accepted') > 0
        """

    /// One offer a row with all that the views on offers and turns need. Where the family cancels
    /// after a yes, the offer ends twice; the last ending holds, as it does in the turn order.
    static let offerStories = """
        CREATE VIEW offer_story AS
        WITH ending AS (
            SELECT payload ->> '$.data.offerId' AS offer, max(\(order)) AS ended, type,
                occurred_at,
                payload ->> '$.data.reason' AS reason, payload ->> '$.data.turnSpent' AS spent
            FROM entry
            WHERE type IN
                ('offer.accepted', 'offer.refused', 'offer.expired', 'offer.rescinded')
            GROUP BY 1
        ), yes AS (
            SELECT payload ->> '$.data.offerId' AS offer, min(occurred_at) AS accepted_at
            FROM entry WHERE type = 'offer.accepted' GROUP BY 1
        ), sending AS (
            SELECT payload ->> '$.data.offerId' AS offer, min(occurred_at) AS sent_at
            FROM entry
            WHERE type = 'notification.sent' AND payload ->> '$.data.purpose' = 'offer'
            GROUP BY 1
        )
        SELECT
            made.payload ->> '$.data.offerId' AS id,
            made.payload ->> '$.data.requestId' AS request_id,
            made.payload ->> '$.data.registerNumber' AS artisan,
            made.payload ->> '$.data.wave' AS wave,
            made.occurred_at AS made_at,
            sending.sent_at AS sent_at,
            ending.occurred_at AS ended_at,
            CASE
                WHEN ending.type IS NULL THEN 'open'
                WHEN ending.type = 'offer.rescinded' AND ending.reason = 'undelivered'
                    THEN 'undelivered'
                ELSE substr(ending.type, 7) END AS outcome,
            made.payload ->> '$.data.rulesVersion' AS rules_version,
            made.payload ->> '$.data.trade' AS trade,
            ending.spent AS turn_spent,
            yes.accepted_at AS accepted_at
        FROM entry AS made
        LEFT JOIN ending ON ending.offer = made.payload ->> '$.data.offerId'
        LEFT JOIN yes ON yes.offer = made.payload ->> '$.data.offerId'
        LEFT JOIN sending ON sending.offer = made.payload ->> '$.data.offerId'
        WHERE made.type = 'offer.made'
        """

    static let offers = """
        CREATE VIEW v_offers AS
        SELECT id, request_id, artisan, wave, made_at, sent_at, ended_at, outcome, rules_version,
            accepted_at
        FROM offer_story
        """

    /// `returned`: offers that cost the artisan no turn in the end, one that the family cancelled
    /// after the yes among them.
    static let turns = """
        CREATE VIEW v_turns AS
        SELECT artisan, trade, count(*) AS offers,
            count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
            count(*) FILTER (WHERE outcome = 'refused') AS refused,
            count(*) FILTER (WHERE outcome = 'expired') AS expired,
            count(*) FILTER (WHERE outcome NOT IN ('open', 'accepted') AND NOT turn_spent)
                AS returned
        FROM offer_story
        GROUP BY artisan, trade
        """

    /// The last record of each artisan that was neither refused nor late; the status is the
    /// convention's state, `registered` where there is none.
    static let artisans = """
        CREATE VIEW v_artisans AS
        WITH record AS (
            SELECT \(order) AS place, subject, payload,
                payload ->> '$.data.sequence' AS sequence,
                max(payload ->> '$.data.sequence') OVER (PARTITION BY subject
                    ORDER BY occurred_at, seq
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest
            FROM entry
            WHERE type IN ('artisan.registered', 'artisan.updated') AND subject IS NOT NULL
                AND event_id NOT IN
                    (SELECT cause_id FROM entry WHERE type = 'command.refused')
        ), latest AS (
            SELECT subject, max(place) AS place, payload FROM record
            WHERE sequence IS NULL OR highest IS NULL OR sequence >= highest
            GROUP BY subject
        )
        SELECT latest.subject AS register_number,
            payload ->> '$.data.kind' AS kind,
            payload ->> '$.data.mode' AS mode,
            (SELECT group_concat(value, ' ') FROM json_each(payload, '$.data.trades')) AS trades,
            (SELECT group_concat(value, ' ') FROM json_each(payload, '$.data.quartiers'))
                AS quartiers,
            coalesce(convention.state, 'registered') AS status
        FROM latest
        LEFT JOIN v_conventions AS convention ON convention.register_number = latest.subject
        """

    /// State: `signed` (from a day to come), `active`, `suspended`, `terminated`, `expired`.
    static let conventions = """
        CREATE VIEW v_conventions AS
        SELECT subject AS register_number,
            substr(max(\(order) || CASE type
                WHEN 'convention.signed' THEN 'signed'
                WHEN 'convention.activated' THEN 'active'
                WHEN 'convention.resumed' THEN 'active'
                WHEN 'convention.suspended' THEN 'suspended'
                WHEN 'convention.terminated' THEN 'terminated'
                WHEN 'convention.expired' THEN 'expired' END), 41) AS state,
            substr(max(\(order) || (payload ->> '$.data.from')), 41) AS from_date,
            substr(max(\(order) || (payload ->> '$.data.until')), 41) AS until_date,
            substr(max(\(order) || (payload ->> '$.data.reason')), 41) AS reason
        FROM entry
        WHERE type IN ('convention.signed', 'convention.activated', 'convention.resumed',
                'convention.suspended', 'convention.terminated', 'convention.expired')
            AND subject IS NOT NULL
            AND event_id NOT IN (SELECT cause_id FROM entry WHERE type = 'command.refused')
        GROUP BY subject
        """

    static let cases = """
        CREATE VIEW v_cases AS
        SELECT subject AS id,
            max(payload ->> '$.data.kind') FILTER (WHERE type = 'case.opened') AS kind,
            min(occurred_at) FILTER (WHERE type = 'case.opened') AS opened_at,
            max(payload ->> '$.data.deadline') FILTER (WHERE type = 'case.opened') AS deadline,
            substr(max(\(order) || (payload ->> '$.data.owner'))
                FILTER (WHERE type <> 'case.opened'), 41) AS owner,
            max(occurred_at) FILTER (WHERE type = 'case.closed') AS closed_at,
            substr(max(\(order) || (payload ->> '$.data.outcome'))
                FILTER (WHERE type = 'case.closed'), 41) AS outcome,
            max(payload ->> '$.data.about') FILTER (WHERE type = 'case.opened') AS subject
        FROM entry
        WHERE type IN ('case.opened', 'case.taken', 'case.closed') AND subject IS NOT NULL
        GROUP BY entry.subject
        HAVING count(*) FILTER (WHERE type = 'case.opened') > 0
        """

    /// Where a person decided what the rules alone would have decided otherwise, or not at all.
    static let overrides = """
        CREATE VIEW v_overrides AS
        SELECT occurred_at AS at, payload ->> '$.data.operator' AS operator, type AS command,
            subject, payload ->> '$.data.reason' AS reason
        FROM entry
        WHERE type IN ('request.assign', 'request.reclassify', 'request.cancel', 'case.close',
                'convention.suspended', 'convention.resumed', 'convention.terminated',
                'artisan.availability.changed', 'job.report', 'dead.replay', 'dead.drop',
                'person.erase')
            AND event_id NOT IN (SELECT cause_id FROM entry WHERE type = 'command.refused')
        """

    static let rejections = """
        CREATE VIEW v_rejections AS
        SELECT occurred_at AS at, payload ->> '$.data.inputSource' AS source,
            payload ->> '$.data.code' AS code, payload ->> '$.data.field' AS field,
            payload ->> '$.data.detail' AS detail, payload ->> '$.data.bodySHA256' AS body_sha256
        FROM entry WHERE type = 'input.rejected'
        """

    /// The state is what the last command on the letter made of it; a refused one made nothing.
    /// `previous`: the letter whose replay failed again and became this one.
    static let deadLetters = """
        CREATE VIEW v_dead_letters AS
        SELECT dead.subject AS id, dead.occurred_at AS at,
            dead.payload ->> '$.data.stage' AS stage, dead.payload ->> '$.data.reason' AS reason,
            dead.payload ->> '$.data.error' AS error,
            dead.payload ->> '$.data.attempts' AS attempts,
            coalesce((
                SELECT CASE command.type
                    WHEN 'dead.replay' THEN 'replayed' ELSE 'dropped' END
                FROM entry AS command
                WHERE command.subject = dead.subject
                    AND command.type IN ('dead.replay', 'dead.drop')
                    AND NOT EXISTS (SELECT 1 FROM entry AS refusal
                        WHERE refusal.subject = dead.subject
                            AND refusal.type = 'command.refused'
                            AND refusal.cause_id = command.event_id)
                ORDER BY command.occurred_at DESC, command.seq DESC LIMIT 1), 'recorded') AS state,
            dead.payload ->> '$.data.previous' AS previous
        FROM entry AS dead WHERE dead.type = 'dead.recorded'
        """
}
