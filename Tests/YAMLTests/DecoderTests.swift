import Testing
import YAML

private enum Urgency: String, Codable, CodingKeyRepresentable, CaseIterable {
    case emergency, today, week
}

private struct Rule: Codable, Equatable {
    var name: String
    var minutes: Int
    var factor: Double?
    var urgent: Bool?
}

private struct Rules: Codable, Equatable {
    var rules: [Rule]
    var waits: [Urgency: Int]?
    var codes: [String: String]?
}

private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try YAMLDecoder().decode(type, from: YAMLDocument.parse(text: text, file: "a.yaml"))
}

private func errors<Value: Decodable>(_ type: Value.Type, _ text: String) -> [String] {
    do {
        _ = try decode(type, text)
        return []
    } catch let errors as YAMLErrors {
        return errors.diagnostics.map(\.description)
    } catch {
        return ["another error: \(error)"]
    }
}

@Suite("Decoding values") struct DecoderTests {
    @Test func aWholeFileBecomesAValue() throws {
        let text = """
            rules:
              - {name: first, minutes: 5, factor: 1}
              - {name: "12", minutes: 0x10, factor: 0.5, urgent: true}
            waits: {emergency: 1, today: 2}
            codes: {31: Oran}
            """
        let rules = try decode(Rules.self, text)
        #expect(
            rules
                == Rules(
                    rules: [
                        Rule(name: "first", minutes: 5, factor: 1),
                        Rule(name: "12", minutes: 16, factor: 0.5, urgent: true),
                    ], waits: [.emergency: 1, .today: 2], codes: ["31": "Oran"]))
    }

    @Test func everyErrorOfAFileIsTold() {
        let text = """
            rules:
              - {name: 12, minutes: five}
              - {nmae: x, minutes: "5"}
              - {name: y, minutes: 99999999999999999999, urgent: yes, extra: 1}
            waits: {emergancy: 1, today: [2]}
            """
        #expect(
            errors(Rules.self, text) == [
                "a.yaml:2:12: error: text expected, not the number 12 (quote it: \"12\")",
                "a.yaml:2:25: error: a whole number expected, not the text 'five'",
                "a.yaml:3:6: error: the key 'nmae' is not known here (did you mean 'name'?)",
                "a.yaml:3:24: error: a whole number expected, not the text '5' "
                    + "(write it without quotes)",
                "a.yaml:4:24: error: a whole number from -9223372036854775808 to "
                    + "9223372036854775807 expected, not the number 99999999999999999999",
                "a.yaml:4:54: error: true or false expected, not the text 'yes' "
                    + "(write true or false, unquoted)",
                "a.yaml:4:59: error: the key 'extra' is not known here "
                    + "(known: factor, minutes, name, urgent)",
                "a.yaml:5:9: error: 'emergancy' is not one of the words allowed here "
                    + "(did you mean 'emergency'?)",
                "a.yaml:5:30: error: a whole number expected, not a list",
            ])
    }

    @Test func aMissingKeyIsToldAtItsMapping() {
        #expect(
            errors(Rules.self, "rules:\n  - name: a\n")
                == ["a.yaml:2:5: error: the key 'minutes' is missing (add 'minutes:')"])
        #expect(errors(Rules.self, "") == ["a.yaml:1:1: error: a mapping expected, not nothing"])
    }

    @Test func nothingIsNotText() {
        #expect(
            errors([String: String].self, "a:\nb: x\n")
                == ["a.yaml:1:3: error: text expected, not nothing (empty text is \"\")"])
    }

    @Test func leadingZerosAreACodeAndNotANumber() {
        #expect(
            errors([Int].self, "[007]") == [
                "a.yaml:1:2: error: a whole number expected, not the number 007 "
                    + "(leave the leading zero out, or quote a code)"
            ])
    }

    @Test func aRepeatedElementOfASetIsTold() {
        #expect(
            errors(Set<String>.self, "[a, b, a]")
                == ["a.yaml:1:8: error: the text 'a' stands twice (name it once)"])
    }

    @Test func unknownKeysAreToldEvenWhereDecodingStops() {
        struct Inner: Codable {
            var kind: Kind
            var size: Int
        }
        enum Kind: Codable { case one(Int) }
        let found = errors([Inner].self, "- {kind: 3, size: 1, sise: 2}")
        #expect(found.contains { $0.contains("the key 'sise'") })
        #expect(!found.contains { $0.contains("'size' is missing") })
    }

    @Test func whatATypeThrowsIsToldAtItsPlace() {
        struct Even: Decodable {
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                guard try container.decode(Int.self) % 2 == 0 else {
                    throw DecodingError.dataCorruptedError(
                        in: container, debugDescription: "an even number expected")
                }
            }
        }
        #expect(
            errors([Even].self, "[2, 3, 4, 5]") == [
                "a.yaml:1:5: error: an even number expected",
                "a.yaml:1:11: error: an even number expected",
            ])
    }

    @Test func aTypeMayTryOneShapeAfterAnother() throws {
        struct Loose: Decodable, Equatable {
            var words: [String]
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let word = try? container.decode(String.self) {
                    words = [word]
                } else {
                    words = try container.decode([String].self)
                }
            }
        }
        #expect(try decode([Loose].self, "[a, [b, c]]").map(\.words) == [["a"], ["b", "c"]])
        #expect(
            errors([Loose].self, "[{a: 1}]") == [
                "a.yaml:1:2: error: a list expected, not a mapping "
                    + "(write [ ] around it, or - before each line)"
            ])
    }

    @Test func complaintsAboutStandInsAreKept() {
        struct Positive: Decodable {
            var number: Int
            enum CodingKeys: CodingKey { case number }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                number = try container.decode(Int.self, forKey: .number)
                if number <= 0 {
                    throw DecodingError.dataCorruptedError(
                        forKey: .number, in: container, debugDescription: "more than 0 expected")
                }
            }
        }
        #expect(errors(Positive.self, "number: 0") == ["a.yaml:1:9: error: more than 0 expected"])
        #expect(
            errors(Positive.self, "number: x")
                == ["a.yaml:1:9: error: a whole number expected, not the text 'x'"])
    }

    @Test func placesTravelWithValues() throws {
        struct File: Decodable {
            var name: Located<String>
            var sizes: YAMLMap<String, Located<Int>>
            var last: Located<Int>?
        }
        let file = try decode(File.self, "name: x\nsizes:\n  b: 1\n  a: 2\n")
        #expect(file.name.place.description == "a.yaml:1:7")
        #expect(file.sizes.entries.map(\.key.value) == ["b", "a"])
        #expect(file.sizes.entries[1].key.place.description == "a.yaml:4:3")
        #expect(file.sizes.entries[1].value.value == 2)
        #expect(file.last == nil)
        #expect(
            errors(File.self, "name: 1\nsizes: {a: x}\nlats: 2\n") == [
                "a.yaml:1:7: error: text expected, not the number 1 (quote it: \"1\")",
                "a.yaml:2:12: error: a whole number expected, not the text 'x'",
                "a.yaml:3:1: error: the key 'lats' is not known here (did you mean 'last'?)",
            ])
    }
}
