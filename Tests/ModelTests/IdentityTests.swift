import Model
import Testing

// The digests were computed with coreutils: printf '11:channel/sms,12:sms-8f14e45f,' | sha256sum

struct IdentityTests {
    static let input = "b95206749674dbce970475a0f94530bcf3402e622ad9a3b95b99eca0c31a85d1"

    @Test("An input is known by the hash of the netstrings of source and id")
    func inputs() {
        #expect(EventID(source: "channel/sms", id: "sms-8f14e45f").hex == Self.input)
        #expect(
            EventID(source: "chaîne/é", id: "نعم").hex
                == "32ffb6d31cddb74db8a9266109113f117f43bcc63754596be7e184ee419b4739")
        #expect(
            EventID(source: "", id: "").hex
                == "78f3ba77faa1ffc62bd2dd7cc8de66fb1c9112793b99729582731a64ee7ae8e4")
        #expect(EventID(source: "a", id: "bc") != EventID(source: "ab", id: "c"))
        #expect(
            EventID(body: Array("{}".utf8)).hex
                == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
    }

    @Test("What is said is known by its cause, its type and its ordinal")
    func derived() throws {
        let cause = try #require(EventID(hex: Self.input))
        #expect(
            EventID(cause: cause, type: "request.accepted", discriminator: "0").hex
                == "6727ba14b98e3e59de9f2f771ebebf910fb191bb77e71b4e65b3aec80b110673")
        #expect(
            EventID(cause: cause, type: "offer.made", discriminator: "wave-2").hex
                == "d9d54953bea1725718cb6999c4388f735453042b367e227df0345a68227d564f")
        #expect(cause.subject("r") == "rb95206749674dbce")
    }

    @Test("An event id is 64 lower-case hexadecimal digits and nothing else")
    func form() {
        #expect(EventID(hex: Self.input.uppercased()) == nil)
        #expect(EventID(hex: String(Self.input.dropLast())) == nil)
        #expect(EventID(hex: String(Self.input.dropLast()) + "g") == nil)
        #expect(throws: DecodingError.self) { try JSON.string("x").decode(EventID.self) }
    }

    @Test("A speaker's ids repeat, and count each type of one cause for itself")
    func speaker() throws {
        let cause = try #require(EventID(hex: Self.input))
        let other = EventID(body: [])
        let trace = Traceparent(startingAt: cause)
        let drafts = [
            Draft(type: "request.accepted", subject: "r1", data: [:]),
            Draft(type: "request.accepted", subject: "r1", data: [:]),
            Draft(type: "offer.made", subject: nil, data: [:], discriminator: "wave-2"),
            Draft(
                type: "offer.made", subject: nil, data: [:], cause: other,
                chamber: ChamberCode("16")),
        ]
        func said(at milliseconds: Int64) -> [Event] {
            Speaker(source: "stage/test").events(
                drafts, cause: cause, chamber: ChamberCode("31")!, traceparent: trace,
                at: Instant(milliseconds: milliseconds))
        }
        let events = said(at: 0)
        #expect(
            events.map(\.id.hex).prefix(3) == [
                "6727ba14b98e3e59de9f2f771ebebf910fb191bb77e71b4e65b3aec80b110673",
                "509c135daaf66e94fe0c841a4a3a50a99e9d7e8e2a154614f67bed9be991fa99",
                "d9d54953bea1725718cb6999c4388f735453042b367e227df0345a68227d564f",
            ])
        #expect(events.map(\.causeID) == [cause, cause, cause, other])
        #expect(events.map(\.chamber.text) == ["31", "31", "31", "16"])
        #expect(events.map(\.id) == said(at: 5000).map(\.id))
        #expect(events.map(\.contentDigest) == said(at: 5000).map(\.contentDigest))
        #expect(events[0].contentDigest != events[3].contentDigest)
        #expect(events.allSatisfy { $0.traceparent.traceID == trace.traceID })
        #expect(events[0].routingKey == "request.accepted.31")
    }

    @Test("A trace context is read by its form and nothing else")
    func traceparents() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        #expect(try #require(Traceparent(text)).text == text)
        for broken in [
            "", "00", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01", text + "-00", text + "0",
        ] {
            #expect(Traceparent(broken) == nil)
        }
        let id = try #require(EventID(hex: Self.input))
        let start = Traceparent(startingAt: id)
        #expect(start.traceID == Self.input.prefix(32) && start.parentID == Self.input.suffix(16))
        #expect(Traceparent(start.text) == start)
        #expect(start.child(id).parentID == "b95206749674dbce")
    }
}

struct EventWireTests {
    @Test("An event reads from its own body, and its body is canonical")
    func roundTrip() throws {
        for sample in try Samples.all() {
            let event = EventSchemaTests.event(sample)
            let read = try Event(body: event.body)
            #expect(read == event)
            #expect(try JSONReader.read(event.body).canonicalBytes == event.body)
        }
    }

    @Test(
        "A body that lacks an attribute, or has it in another form, is no event",
        arguments: [
            "specversion", "id", "source", "type", "time", "chamber", "causeid", "traceparent",
            "data",
        ])
    func attributes(_ name: String) throws {
        let event = EventSchemaTests.event(
            try Sample(RequestJoined(requestId: "r1", into: "r2", person: Samples.person)))
        var json = try JSONReader.read(event.body)
        json[name] = nil
        #expect(throws: EventFormatError.missing(attribute: name)) {
            try Event(body: json.canonicalBytes)
        }
        guard name != "data" else { return }
        for wrong: JSON in [5] + (name == "source" ? [] : ["?"]) {
            json[name] = wrong
            #expect(throws: EventFormatError.invalid(attribute: name)) {
                try Event(body: json.canonicalBytes)
            }
        }
    }

    @Test("A short type is what stands between the prefix and the suffix")
    func shortTypes() {
        #expect(Event.shortType("dz.cam.request.accepted.v1") == "request.accepted")
        for other in [
            "", "request.accepted", "dz.cam..v1", "dz.cam.v1", "dz.cam.x.v2", "xdz.cam.a.v1",
        ] {
            #expect(Event.shortType(other) == nil)
        }
    }
}
