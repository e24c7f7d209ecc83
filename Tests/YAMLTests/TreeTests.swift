import Testing

@testable import YAML

private func errors(_ text: String, limits: YAMLLimits = YAMLLimits()) -> [String] {
    do {
        _ = try YAMLDocument.parse(text: text, file: "a.yaml", limits: limits)
        return []
    } catch {
        return error.diagnostics.map(\.description)
    }
}

@Suite("Reading a file into a tree") struct TreeTests {
    @Test func placesCountFromOneInCharacters() throws {
        let document = try YAMLDocument.parse(text: "été: [a, b]\nb:\n  c: 1\n", file: "a.yaml")
        #expect(document.place(of: "été").description == "a.yaml:1:6")
        #expect(document.place(of: "été", 1).description == "a.yaml:1:10")
        #expect(document.place(of: "b", "c").description == "a.yaml:3:6")
        #expect(document.place(of: "b", "gone").description == "a.yaml:3:3")
    }

    @Test func aRepeatedKeyIsToldEveryTime() {
        #expect(
            errors("a: 1\nb: {c: 1, c: 2}\na: 2\n") == [
                "a.yaml:2:11: error: the key 'c' stands twice in this mapping "
                    + "(the first is on line 2)",
                "a.yaml:3:1: error: the key 'a' stands twice in this mapping "
                    + "(the first is on line 1)",
            ])
    }

    @Test func anAliasInsideItsOwnAnchorIsRefused() {
        #expect(
            errors("a: &x [1, *x]\n") == [
                "a.yaml:1:11: error: the alias '*x' stands inside what it names (write it out)"
            ])
    }

    @Test func anAliasOfNothingIsRefused() {
        #expect(
            errors("a: &wave 1\nb: *wafe\n") == [
                "a.yaml:2:4: error: no anchor '&wafe' stands before this alias "
                    + "(did you mean 'wave'?)"
            ])
    }

    @Test func aliasesCountAsWhatTheyStandFor() {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...8 {
            let element = "*a\(level - 1)"
            let row = Array(repeating: element, count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(row)]\n"
        }
        #expect(errors(text).first?.contains("more than 200000 values") == true)
    }

    @Test func aliasesCannotNestDeeperThanTheLimit() {
        let limits = YAMLLimits(depth: 3)
        #expect(errors("a: &a [[1]]\nb: *a\n", limits: limits) == [])
        #expect(
            errors("a: &a [[1]]\nb: [*a]\n", limits: limits)
                == ["a.yaml:2:5: error: nested deeper than 3 (lists and mappings in each other)"])
        #expect(errors(String(repeating: "[", count: 10_000)).first?.contains("deeper") == true)
    }

    @Test func oneDocumentAFile() {
        #expect(
            errors("a: 1\n---\nb: 2\n")
                == ["a.yaml:2:1: error: a second document begins here (one document a file)"])
    }

    @Test func tabsDoNotIndent() {
        let found = errors("a:\n\tb: 1\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("a.yaml:2:1: error: ") == true)
        #expect(found.first?.hasSuffix("(indent with spaces, not tabs)") == true)
    }

    @Test func bytesThatAreNotUTF8AreFoundWhereTheyStand() {
        let bytes = Array("é: 1\nb: ".utf8) + [0xE9, 0x0A]
        #expect(throws: YAMLErrors.self) {
            try YAMLDocument.parse(bytes: bytes, file: "a.yaml")
        }
        do {
            _ = try YAMLDocument.parse(bytes: bytes, file: "a.yaml")
        } catch {
            #expect(error.description == "a.yaml:2:4: error: not UTF-8 (save the file as UTF-8)")
        }
    }

    @Test func controlCharactersAndUTF16AreRefused() {
        #expect(errors("a: \u{1}b\n").first?.hasPrefix("a.yaml:1:4: error: ") == true)
        #expect(throws: YAMLErrors.self) {
            try YAMLDocument.parse(bytes: [0xFF, 0xFE, 0x61, 0x00], file: "a.yaml")
        }
    }

    @Test func aFileOverTheLimitIsRefusedUnread() {
        #expect(
            errors("a: 1\n", limits: YAMLLimits(bytes: 4))
                == ["a.yaml:1:1: error: larger than 4 bytes (split the file)"])
    }

    @Test func aMissingFileIsToldAtItsTop() {
        do {
            _ = try YAMLDocument.load(path: "/nonexistent/a.yaml")
            Issue.record("a file that is not there was read")
        } catch {
            #expect(error.description.hasPrefix("/nonexistent/a.yaml:1:1: error: cannot be read"))
        }
    }

    @Test func otherTagsAndKeysThatAreNoWordsAreRefused() {
        #expect(errors("a: !!binary abcd\n").first?.contains("the tag") == true)
        #expect(errors("a: !<tag:yaml.org,2002:str> 12\n") == [])
        #expect(errors("[a]: 1\n").first?.contains("a key is a word") == true)
    }

    @Test func anEmptyFileIsNothing() throws {
        #expect(try YAMLDocument.parse(text: "# only words\n", file: "a.yaml").root.isNull)
    }

    @Test(arguments: [
        ("12", "integer"), ("-3", "integer"), ("0x1F", "integer"), ("0o17", "integer"),
        ("1.5", "number"), (".5", "number"), ("1.", "number"), ("1e3", "number"),
        ("-.inf", "number"), (".nan", "number"), ("~", "null"), ("", "null"),
        ("yes", "text"), ("no", "text"), ("on", "text"), ("1_000", "text"), ("1.2.3", "text"),
        (".", "text"), ("e3", "text"), ("+", "text"), ("12 days", "text"), ("0x", "text"),
        ("٣", "text"), ("2026-11-22", "text"),
    ])
    func scalarsFollowTheCoreSchema(text: String, kind: String) {
        let resolved = YAMLScalar(text: text, isPlain: true).resolved
        #expect(String(describing: resolved) == kind)
        #expect(YAMLScalar(text: text, isPlain: false).resolved == .text)
    }
}

@Suite("The word that was meant") struct NearestTests {
    @Test func slipsAreFoundAndStrangersAreNot() {
        #expect(Nearest.word(to: "prefech", among: ["prefetch", "batch"]) == "prefetch")
        #expect(Nearest.word(to: "bacth", among: ["prefetch", "batch"]) == "batch")
        #expect(Nearest.word(to: "colour", among: ["prefetch", "batch"]) == nil)
        #expect(Nearest.word(to: "", among: ["a"]) == "a")
    }

    @Test func swapsOfNeighboursAreOneEdit() {
        #expect(Nearest.distance("abcd", "abdc") == 1)
        #expect(Nearest.distance("", "abc") == 3)
        #expect(Nearest.distance("kitten", "sitting") == 3)
    }
}
