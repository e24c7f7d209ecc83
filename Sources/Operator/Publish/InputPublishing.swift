import AMQP
import Model
import StageKit

/// Connects, publishes with confirms, closes; with a line of progress where there are many.
/// - Throws: `BrokerError`
func publishInputs(_ inputs: [RawInput], url: String) async throws -> InputPublisher.Tally {
    // A person waits: a broker that is not there is told soon.
    let broker = try AMQPBroker(
        url: url, name: "maalem", options: BrokerOptions(startupGrace: .seconds(5)))
    do {
        let tally = try await InputPublisher(try await broker.publisher()).publish(inputs) {
            count in
            if inputs.count > InputPublisher.window {
                Console.note("\(count) of \(inputs.count) published")
            }
        }
        await broker.close()
        return tally
    } catch {
        await broker.close()
        throw error
    }
}
