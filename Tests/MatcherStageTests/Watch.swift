import Model
import Testing

@testable import MatcherStage

/// Looks at everything that went in and came out for what must always be true (contract §5).
/// It knows the events only, nothing of the matcher's tables.
struct Watch {
    private var active: Set<RegisterNumber> = []
    private var openByArtisan: [RegisterNumber: String] = [:]
    private var openByRequest: [String: String] = [:]
    private var ended: Set<String> = []
    private var assigned: Set<String> = []
    private var held: [String: String] = [:]
    private var seen: Set<EventID> = []

    mutating func see(_ moment: Desk.Moment) throws {
        switch moment {
        case .told(let event): try input(event)
        case .said(let event): try output(event)
        }
    }

    /// An input that changes what is true without the matcher saying so.
    private mutating func input(_ event: Event) throws {
        switch event.type {
        case CommandType.conventionSuspended, CommandType.conventionTerminated:
            let command: ConventionCommand = try event.payload()
            active.remove(command.registerNumber)
        default: break
        }
    }

    private mutating func output(_ event: Event) throws {
        #expect(seen.insert(event.id).inserted, "\(event.type) has the id of another event")
        switch event.type {
        case ConventionChanged.activated:
            active.insert(try event.payload(ConventionChanged.self).registerNumber)
        case ConventionChanged.expired:
            active.remove(try event.payload(ConventionChanged.self).registerNumber)
        case OfferMade.type: try made(event.payload())
        case OfferEnded.accepted, OfferEnded.refused, OfferEnded.expired, OfferEnded.rescinded:
            try over(event.type, event.payload())
        case RequestAssigned.type: try gave(event.payload())
        case RequestCancelled.type:
            assigned.remove(try event.payload(RequestCancelled.self).requestId)
        case JobReported.done, JobReported.missed:
            assigned.remove(try event.payload(JobReported.self).requestId)
        case CaseOpened.type:
            let file: CaseOpened = try event.payload()
            if file.kind == .danger { held[file.about] = file.caseId }
        case CaseChanged.closed:
            let file: CaseChanged = try event.payload()
            if file.outcome == "release" { held = held.filter { $0.value != file.caseId } }
        default: break
        }
    }

    private mutating func made(_ offer: OfferMade) {
        #expect(active.contains(offer.registerNumber), "no active convention: \(offer)")
        #expect(openByArtisan[offer.registerNumber] == nil, "two open offers of an artisan")
        #expect(openByRequest[offer.requestId] == nil, "two open offers of a request")
        #expect(!assigned.contains(offer.requestId), "an offer of an assigned request")
        #expect(held[offer.requestId] == nil, "an offer before a danger was released")
        #expect(offer.receipt.ranked.first?.registerNumber == offer.registerNumber)
        openByArtisan[offer.registerNumber] = offer.offerId
        openByRequest[offer.requestId] = offer.offerId
    }

    private mutating func over(_ type: String, _ offer: OfferEnded) {
        if openByArtisan[offer.registerNumber] == offer.offerId {
            openByArtisan[offer.registerNumber] = nil
            openByRequest[offer.requestId] = nil
            #expect(ended.insert(offer.offerId).inserted, "an offer ended twice")
        } else {
            // Only an accepted offer may be taken back, by the family's cancel.
            #expect(type == OfferEnded.rescinded && offer.reason == "cancelled")
        }
    }

    private mutating func gave(_ job: RequestAssigned) {
        #expect(assigned.insert(job.requestId).inserted, "two live assignments: \(job)")
        #expect(active.contains(job.registerNumber), "work without a convention")
        #expect(held[job.requestId] == nil, "work given before a danger was released")
    }
}
