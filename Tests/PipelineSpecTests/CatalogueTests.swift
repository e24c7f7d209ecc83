import Model
import PipelineSpec
import Testing

/// The files and the code name the same events.
@Suite("The catalogue of events") struct CatalogueTests {
    private func declared(on exchange: EventSchema.Exchange) throws -> Set<String> {
        Set(try Files.topology().events.filter { $0.exchange == exchange.rawValue }.map(\.name))
    }

    @Test func everyInputTravelsWhereTheContractSays() throws {
        for exchange in [EventSchema.Exchange.requests, .commands] {
            let known = Set(EventSchema.inputs.filter { $0.exchange == exchange }.map(\.type))
            #expect(try declared(on: exchange) == known)
        }
    }

    @Test func theChannelsAreThoseOfTheContract() {
        #expect(ChannelName.allCases.map(\.rawValue) == InputChannel.allCases.map(\.rawValue))
    }

    @Test func everyEventOfTheStagesIsDeclared() throws {
        for exchange in [EventSchema.Exchange.dispatch, .dead, .feedback] {
            let known = Set(EventSchema.events.filter { $0.exchange == exchange }.map(\.type))
            #expect(try declared(on: exchange) == known)
        }
    }
}
