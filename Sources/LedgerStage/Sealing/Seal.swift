import Crypto
import Foundation
import Model

/// Why something sealed cannot be read.
public enum SealError: Error, Hashable, Sendable {
    /// The person was erased: the key is gone, on purpose and for good.
    case erased(keyID: String)
    /// The vault has never seen this key.
    case unknownKey(keyID: String)
    /// Not what was sealed: altered, or of another event.
    case altered
}

/// A key of the vault: 256 bits for AES-GCM, drawn at random.
struct VaultKey: Sendable {
    /// 16 hexadecimal digits, drawn at random; stands beside what the key has sealed.
    let id: String
    /// Whose data it seals: a person, or an event about nobody known.
    let holder: String
    let secret: SymmetricKey

    init(id: String, holder: String, secret: SymmetricKey) {
        self.id = id
        self.holder = holder
        self.secret = secret
    }

    /// A new key.
    init(holder: String) {
        let id = SymmetricKey(size: .init(bitCount: 64)).withUnsafeBytes { Array($0).hex }
        self.init(id: id, holder: holder, secret: SymmetricKey(size: .bits256))
    }

    /// Nonce (12 bytes), ciphertext, tag (16 bytes).
    func seal(_ plain: [UInt8], for binding: SealBinding) throws -> [UInt8] {
        let nonce = AES.GCM.Nonce()
        let box = try AES.GCM.seal(
            plain, using: secret, nonce: nonce, authenticating: binding.bytes)
        return Array(nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// - Throws: `SealError.altered`
    func open(_ sealed: [UInt8], for binding: SealBinding) throws -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return Array(try AES.GCM.open(box, using: secret, authenticating: binding.bytes))
        } catch is CryptoKitError {
            throw SealError.altered
        }
    }
}

/// What something sealed is bound to, so that it cannot be moved to another entry: the associated
/// data of AES-GCM.
struct SealBinding {
    let bytes: [UInt8]

    /// The member `personal` of an entry's data.
    static func personal(of eventID: String) -> SealBinding {
        SealBinding(bytes: Array("maalem-personal-1:\(eventID)".utf8))
    }

    /// The body of a dead letter.
    static func deadLetter(_ eventID: String) -> SealBinding {
        SealBinding(bytes: Array("maalem-dead-letter-1:\(eventID)".utf8))
    }
}

/// The form of a sealed `personal`: `{"key": id, "sealed": base64}`.
struct SealedPersonal {
    let keyID: String
    let bytes: [UInt8]

    init(keyID: String, bytes: [UInt8]) {
        self.keyID = keyID
        self.bytes = bytes
    }

    init?(_ json: JSON?) {
        guard let keyID = json?["key"]?.string, let text = json?["sealed"]?.string,
            let bytes = Data(base64Encoded: text)
        else { return nil }
        self.init(keyID: keyID, bytes: Array(bytes))
    }

    var json: JSON {
        ["key": .string(keyID), "sealed": .string(Data(bytes).base64EncodedString())]
    }
}
