import IntakeStage
import Model
import Testing

struct ReplyGrammarTests {
    @Test(
        "Replies in every variety that people write",
        arguments: [
            ("OUI", .yes), ("oui!", .yes), ("Oui, merci.", .yes), ("wi", .yes), ("نعم", .yes),
            ("نَعَم", .yes), ("واه", .yes), ("ih", .yes), ("yes", .yes), ("ok", .yes),
            ("OK OK", .yes), ("OUIIII", .yes), ("d'accord", .yes), ("D’ACCORD svp", .yes),
            ("salam, oui khoya", .yes), ("Oui je suis dispo", .yes), ("واه شكرا", .yes),
            ("NON", .no), ("non merci", .no), ("لا", .no), ("لالا", .no), ("لا لا", .no),
            ("nn", .no), ("لا شكرا", .no), ("Non, pas dispo", .no),
            ("DISPO", .available), ("dispo.", .available), ("متوفر", .available),
            ("Je suis disponible", .available), ("السلام عليكم متوفر", .available),
            ("PAS DISPO", .unavailable), ("INDISPO", .unavailable),
            ("pas disponible", .unavailable),
            ("غير متوفر", .unavailable), ("je ne suis pas dispo", .unavailable),
            ("\u{200F}نعم\u{200F}", .yes), (" \n oui \t", .yes), ("**oui**", .yes),
        ] as [(String, ReplyWord)])
    func words(_ text: String, _ word: ReplyWord) {
        #expect(ReplyGrammar.read(text) == .init(word: word))
    }

    @Test(
        "A reply may name an offer by its four digits, in either script",
        arguments: [
            "OUI 4721", "oui4721", "4721 oui", "oui : 4721 !", "OUI-4721", "oui ٤٧٢١", "نعم ٤٧٢١",
            "واه 4721", "oui code 4721", "oui 47 21", "oui n° 4721 merci", "نعم۴۷۲۱",
        ])
    func codes(_ text: String) {
        #expect(ReplyGrammar.read(text) == .init(word: .yes, code: "4721"))
    }

    @Test(
        "What says more than a reply is a request",
        arguments: [
            "", "   ", "merci", "bonjour", "4721", "oui 472", "oui 47210", "oui 4721 8812",
            "oui non", "non dispo oui", "oui il me faut un plombier", "j'ai une fuite",
            "Fuite d'eau, Maraval", "non ça ne marche pas", "لا يوجد ماء", "dispo plombier ?",
            "oui demain à 1400", "oui 0550000001", "la fuite", "👍", "?", "oui 12h30",
            "ok ok ok ok ok ok ok ok ok ok ok",
        ])
    func requests(_ text: String) {
        #expect(ReplyGrammar.read(text) == nil)
    }
}
