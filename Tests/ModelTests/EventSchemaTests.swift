import Model
import Testing

struct EventSchemaTests {
    /// What the ledger writes; it has no payloads of Model.
    static let ledgerTypes: Set = [
        "dead.lettered", "dead.recorded", "dead.replayed", "conflict.recorded", "person.erased",
        "checkpoint.signed",
    ]

    @Test("Every payload survives its way over the wire")
    func roundTrips() throws {
        for sample in try Samples.all() { #expect(sample.roundTrips, "\(sample.type)") }
    }

    @Test("Every payload is what its schema says, and its schema says all of it")
    func payloadsValidate() throws {
        for sample in try Samples.all() {
            let schema = try #require(
                EventSchema.events.first { $0.type == sample.type }, "\(sample.type)")
            let event = Self.event(sample)
            let json = try JSONReader.read(event.body)
            #expect(
                try SchemaValidator.problems(
                    json["data"] ?? .null, Self.data(schema), refusesUnknown: true) == [],
                "\(sample.type)")
            #expect(try SchemaValidator.problems(json, schema.jsonSchema) == [])
        }
    }

    @Test("Every optional member of a schema is in a sample, so none is a slip of the pen")
    func everyFieldIsSampled() throws {
        for sample in try Samples.all() {
            let schema = try #require(EventSchema.events.first { $0.type == sample.type })
            for field in schema.fields {
                #expect(sample.data[field.name] != nil, "\(sample.type).\(field.name)")
            }
        }
    }

    @Test("Every type of the contract has a schema, and one only")
    func everyTypeOnce() throws {
        let events = EventSchema.events.map(\.type)
        #expect(Set(events).count == events.count)
        #expect(Set(EventSchema.inputs.map(\.type)).count == EventSchema.inputs.count)
        #expect(Set(events) == Set(try Samples.all().map(\.type)).union(Self.ledgerTypes))
        #expect(EventSchema.inputs.count == 22)
        #expect(EventSchema.named("artisan.registered").map(\.exchange) == [.commands, .dispatch])
        #expect(EventSchema.input("request.accepted") == nil)
    }

    @Test("The contract's own example is a valid input, and each broken one is not")
    func contractExample() throws {
        let example = try JSONReader.read(
            #"""
            {"specversion":"1.0","id":"sms-8f14e45f","source":"channel/sms",
             "type":"dz.cam.request.submitted.v1","time":"2026-11-22T09:00:00Z",
             "datacontenttype":"application/json",
             "data":{"channel":"sms","phone":"+213550000001",
             "text":"Fuite d'eau sous l'évier, Maraval, c'est urgent","chamber":"31"}}
            """#)
        let schema = try #require(EventSchema.input("request.submitted")).jsonSchema
        #expect(try SchemaValidator.problems(example, schema) == [])
        for name in ["specversion", "id", "source", "type", "data"] {
            var broken = example
            broken[name] = nil
            #expect(try SchemaValidator.problems(broken, schema).count == 1, "\(name)")
        }
        var data = example["data"] ?? [:]
        data["channel"] = "fax"
        data["text"] = ""
        data["phone"] = 5
        var broken = example
        broken["data"] = data
        #expect(try SchemaValidator.problems(broken, schema).count == 3)
    }

    static func event(_ sample: Sample) -> Event {
        let cause = EventID(body: [])
        return Event(
            id: EventID(cause: cause, type: sample.type, discriminator: "0"),
            source: "stage/test", type: sample.type, subject: "s", chamber: ChamberCode("31")!,
            time: Samples.time, causeID: cause, traceparent: Traceparent(startingAt: cause),
            data: sample.data)
    }

    private static func data(_ schema: EventSchema) -> JSON {
        schema.jsonSchema["properties"]?["data"] ?? .null
    }
}
