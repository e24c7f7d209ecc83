import PipelineSpec
import Testing

@Suite("The picture of the topology") struct GraphTests {
    @Test func everyPartStandsInIt() throws {
        let topology = try Files.topology()
        let lines = topology.mermaid.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.first == "flowchart LR")
        for exchange in topology.exchanges {
            #expect(lines.contains { $0.contains("{{\"\(exchange.name)\"}}") })
        }
        for queue in topology.queues {
            #expect(lines.contains { $0.contains("[(\"\(queue.name)") })
        }
        #expect(lines.contains("channels -- 5 events --> maalem_in"))
        #expect(lines.contains("maalem_in -- \"all\" --> q_intake_requests"))
        #expect(lines.contains("q_intake_requests --> intake"))
        #expect(
            lines.contains(
                "maalem_dispatch -- \"request.accepted<br>triage.requested\" "
                    + "--> q_classifier"))
        #expect(lines.contains("q_matcher -. dead letters .-> maalem_dead"))
        #expect(lines.contains("maalem_dead -. unrouted .-> maalem_unrouted"))
    }

    @Test func namesAreFitForMermaid() throws {
        let ids = try Files.topology().mermaid.split(separator: "\n").dropFirst()
            .compactMap { $0.split(separator: " ").first?.prefix { !"[{(".contains($0) } }
        #expect(ids.allSatisfy { $0.allSatisfy { $0.isLetter || $0 == "_" } })
    }
}
