import Foundation
import Model
import Testing

struct PepperTests {
    static let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    let chamber = ChamberCode("31")!

    /// `printf '+213550000001' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f`
    @Test("A person is the head of the HMAC of the E.164 number")
    func person() throws {
        let pepper = try #require(Pepper(hex: Self.hex + "\n"))
        let number = try PhoneNumber.read("0550 00 00 01").get()
        #expect(pepper.person(number).text == "p122d9598a60adef60e26c2f67f704785")
        #expect(PersonID(pepper.person(number).text) == pepper.person(e164: "+213550000001"))
    }

    @Test("Anything but 64 hexadecimal digits is no pepper")
    func malformed() {
        #expect(Pepper(hex: "") == nil)
        #expect(Pepper(hex: String(Self.hex.dropLast())) == nil)
        #expect(Pepper(hex: String(Self.hex.dropLast()) + "g") == nil)
        #expect(Pepper(hex: Self.hex.uppercased())?.hex == Self.hex)
    }

    @Test("A pepper does not show in a log")
    func hidden() {
        let pepper = Pepper.generate()
        var dumped = ""
        dump(pepper, to: &dumped)
        #expect(!"\(pepper) \(String(reflecting: pepper)) \(dumped)".contains(pepper.hex))
        #expect(!dumped.contains("bytes"))
    }

    @Test("A pepper is generated once, for its owner alone, and loads again")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pepper-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = Pepper.path(chamber: chamber, dataDirectory: folder.path)
        #expect(throws: PepperError.missing(path: path)) {
            try Peppers.load(chambers: [chamber], dataDirectory: folder.path)
        }
        let made = try Pepper.generate(chamber: chamber, dataDirectory: folder.path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let loaded = try Peppers.load(chambers: [chamber], dataDirectory: folder.path)
        #expect(loaded[chamber] == made)
        #expect(throws: PepperError.exists(path: path)) {
            try Pepper.generate(chamber: chamber, dataDirectory: folder.path)
        }
        try Data("short".utf8).write(to: URL(filePath: path))
        #expect(throws: PepperError.malformed(path: path)) {
            try Peppers.load(chambers: [chamber], dataDirectory: folder.path)
        }
    }
}
