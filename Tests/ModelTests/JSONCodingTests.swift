import Model
import Testing

struct JSONCodingTests {
    struct Everything: Codable, Hashable {
        enum Word: String, Codable, CodingKeyRepresentable, Hashable { case one, two }
        struct Inner: Codable, Hashable {
            var numbers: [Double] = [0.5, 2]
            var nothing: [Int] = []
        }

        var flag = true
        var small: Int8 = -5
        var large: UInt64 = 9_007_199_254_740_993
        var ratio = 1.5
        var float: Float = 0.25
        var text = "é\n😀"
        var absent: String?
        var present: String? = "x"
        var inner = Inner()
        var inners: [Inner] = [Inner(), Inner(numbers: [], nothing: [1])]
        var words: [Word: [Int]] = [.one: [1], .two: []]
        var names: [String: Inner] = ["a": Inner()]
        var holes: [Int?] = [1, nil, 3]
        var json: JSON = ["a": [1, 1.5, .null, "x", true, [:]]]
        var optionalJSON: JSON?
        var set: Set<String> = ["only"]
        var letter = Word.two
    }

    @Test("Whatever is Codable survives the way through a value and through text")
    func roundTrip() throws {
        let value = Everything()
        let json = try JSON(encoding: value)
        #expect(try json.decode(Everything.self) == value)
        #expect(try JSONReader.read(json.canonicalBytes).decode(Everything.self) == value)
        #expect(json["absent"] == nil && json["optionalJSON"] == nil)
        #expect(json["words"] == ["one": [1], "two": []])
        #expect(json["holes"] == [1, .null, 3])
        #expect(json["json"] == value.json)
    }

    @Test("Null where a member is optional is absent")
    func nulls() throws {
        var json = try JSON(encoding: Everything())
        json["present"] = .null
        #expect(try json.decode(Everything.self).present == nil)
    }

    @Test("What does not fit says where")
    func errors() throws {
        func path(_ change: (inout JSON) -> Void) throws -> String {
            var json = try JSON(encoding: Everything())
            change(&json)
            do {
                _ = try json.decode(Everything.self)
                return "decoded"
            } catch DecodingError.keyNotFound(let key, let context) {
                return (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            } catch DecodingError.typeMismatch(_, let context) {
                return context.codingPath.map(\.stringValue).joined(separator: ".")
            } catch DecodingError.dataCorrupted(let context) {
                return context.codingPath.map(\.stringValue).joined(separator: ".")
            }
        }
        #expect(try path { _ in } == "decoded")
        #expect(try path { $0["flag"] = nil } == "flag")
        #expect(try path { $0["flag"] = 1 } == "flag")
        #expect(try path { $0["small"] = 128 } == "small")
        #expect(try path { $0["small"] = 1.5 } == "small")
        #expect(try path { $0["ratio"] = 2 } == "decoded")
        #expect(try path { $0["text"] = .null } == "text")
        #expect(try path { $0["inner"] = ["nothing": []] } == "inner.numbers")
        #expect(
            try path { $0["inners"] = [["numbers": [1, "x"], "nothing": []]] }
                == "inners.[0].numbers.[1]")
        #expect(try path { $0["letter"] = "three" } == "letter")
        #expect(try path { $0 = [] } == "")
    }

    @Test("A whole number beyond 64 bits, signed, cannot be encoded")
    func beyond() {
        #expect(throws: EncodingError.self) { try JSON(encoding: [UInt64.max]) }
    }
}

struct IdentifierTests {
    @Test("Identifiers hold only their own form")
    func forms() {
        #expect(ChamberCode("31") != nil && ChamberCode("3") == nil && ChamberCode("3a") == nil)
        #expect(ChamberCode("٣١") == nil)
        #expect(TradeID("menuisier-alu-pvc") != nil && TradeID("") == nil)
        #expect(TradeID("-a") == nil && TradeID("a-") == nil && TradeID("Plombier") == nil)
        #expect(PersonID("p" + String(repeating: "0f", count: 16)) != nil)
        #expect(PersonID("p" + String(repeating: "0F", count: 16)) == nil)
        #expect(PersonID("q" + String(repeating: "0f", count: 16)) == nil)
        #expect(RegisterNumber("31-A-012345") != nil && RegisterNumber("31 A") == nil)
        #expect(RegisterNumber(String(repeating: "1", count: 65)) == nil)
        #expect(throws: DecodingError.self) { try JSON.string("x").decode(ChamberCode.self) }
    }

    @Test("Opening hours are one span for all days, or days by number")
    func hours() {
        #expect(HoursReader.read("08:00-17:30")?.days.count == 7)
        #expect(HoursReader.read("08:00-17:30")?.days["7"] == .init(from: 480, until: 1050))
        let days: JSON = ["days": ["1": ["from": "22:00", "until": 120]]]
        #expect(HoursReader.read(days)?.days == ["1": .init(from: 1320, until: 120)])
        let broken: [JSON] = [
            "8-17", "08:00", "08:00-08:00", "08:60-09:00", "24:01-09:00", "08:00-17:00-18:00", 5,
            ["days": ["0": ["from": 0, "until": 1]]], ["days": ["1": ["from": 0]]],
            ["days": ["1": ["from": -1, "until": 5]]], ["days": []], [:],
        ]
        for json in broken { #expect(HoursReader.read(json) == nil, "\(json.canonicalText)") }
    }
}
