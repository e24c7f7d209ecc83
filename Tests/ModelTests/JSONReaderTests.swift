import Model
import Testing

struct JSONReaderTests {
    @Test(
        "What is JSON is read",
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("[false]", [false]), ("0", 0),
            ("-0", 0), ("-12", -12), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(0x1p63)),
            ("1.5", 1.5), ("1e2", 100), ("1.0", 1), ("-0.0", 0),
            ("-1.25E-2", -0.0125), ("\"\"", ""),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u00e9\u0645""#, "éم"), (#""\uD83D\uDE00""#, "😀"), ("\"é😀\"", "é😀"),
            ("{}", [:]), ("[]", []), ("[ 1 , 2 ]", [1, 2]),
            ("{\"a\" : {\"b\":[{}]}, \"c\":null}", ["a": ["b": [[:]]], "c": .null]),
        ] as [(String, JSON)])
    func reads(_ text: String, _ value: JSON) throws {
        #expect(try JSONReader.read(text) == value)
    }

    @Test(
        "What is not JSON is refused at its place",
        arguments: [
            ("", 0), (" ", 1), ("{", 1), ("[1,]", 3), ("{\"a\":1,}", 7), ("{a:1}", 1), ("nul", 3),
            ("truex", 4), ("01", 1), ("1.", 2), (".5", 0), ("+1", 0), ("1e", 2), ("--1", 1),
            ("'a'", 0), ("\"a", 2), ("\"a\tb\"", 2), ("[1] 2", 4), ("{\"a\" 1}", 5),
            ("NaN", 0), ("Infinity", 0), ("1e400", 0), ("// x\n1", 0), ("\u{FEFF}\u{FEFF}1", 3),
            (#""\x""#, 3), (#""\u12"#, 5), (#""\u12g4""#, 5), ("[1 2]", 3), ("]", 0),
        ] as [(String, Int)])
    func refuses(_ text: String, _ offset: Int) {
        #expect {
            try JSONReader.read(text)
        } throws: { error in
            guard case .notJSON(let at, _)? = error as? JSONError else { return false }
            return at == offset
        }
    }

    @Test(
        "Lone surrogates and an escaped NUL are refused",
        arguments: [
            #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#, #""\ud800\n""#,
            #""\udc00\ud800""#, #""\u0000""#, #"{"\u0000":1}"#, #""a\u0000b""#,
        ])
    func surrogates(_ text: String) {
        #expect(throws: JSONError.self) { try JSONReader.read(text) }
    }

    @Test("One leading BOM is accepted")
    func byteOrderMark() throws {
        #expect(try JSONReader.read([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == [:])
    }

    @Test(
        "Bytes that are not UTF-8 are refused at their place",
        arguments: [
            [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xE0, 0x80, 0x80, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xE2, 0x82],
            [0x22, 0xF0, 0x9F, 0x98, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func notUTF8(_ bytes: [UInt8]) {
        #expect(throws: JSONError.notUTF8(offset: 1)) { try JSONReader.read(bytes) }
    }

    @Test("Every scalar at the edge of a length of UTF-8 is read")
    func edges() throws {
        let values: [UInt32] = [
            0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF,
        ]
        for value in values {
            let scalar = try #require(Unicode.Scalar(value))
            let text = String(Character(scalar))
            #expect(try JSONReader.read("\"\(text)\"") == .string(text))
        }
    }

    @Test("Thirty-two levels are read, thirty-three are too deep")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONReader.read(nested(32)) }
        #expect(throws: JSONError.tooDeep(limit: 32)) { try JSONReader.read(nested(33)) }
        #expect(throws: JSONError.tooDeep(limit: 32)) {
            try JSONReader.read(String(repeating: "{\"a\":", count: 33))
        }
        #expect(throws: JSONError.tooDeep(limit: 2)) {
            try JSONReader.read(Array("[[[]]]".utf8), nestingLimit: 2)
        }
    }

    @Test("A member named twice is refused, however it is spelled")
    func duplicates() {
        for text in [#"{"a":1,"a":1}"#, #"{"x":{"a":1,"b":2,"\u0061":3}}"#] {
            #expect(throws: JSONError.duplicateMember(name: "a")) { try JSONReader.read(text) }
        }
        #expect(throws: Never.self) { try JSONReader.read(#"[{"a":1},{"a":2}]"#) }
    }
}
