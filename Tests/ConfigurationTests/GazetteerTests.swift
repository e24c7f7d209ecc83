import Configuration
import Foundation
import Model
import Testing

@Suite("Finding places in texts")
struct GazetteerTests {
    let gazetteer: Gazetteer

    private static let oran = Result {
        try #require(Configuration.load(directory: shipped).chambers[ChamberCode("31")!])
    }.map(Gazetteer.init)

    init() throws { gazetteer = try Self.oran.get() }

    @Test(arguments: [
        ("Maraval", "maraval"), ("maraval", "maraval"), ("العثمانية", "maraval"),
        ("M'dina Jdida", "medina-jdida"), ("المدينه الجديده", "medina-jdida"),
        ("St Eugène", "saint-eugene"), ("Les trois cliniques", "usto"),
        ("hay yasmin", "hai-yasmine"), ("Sidi Chami", "sidi-chami-centre"),
    ])
    func aNameIsKnownAfterFolding(_ name: String, _ id: String) {
        #expect(gazetteer.quartier(named: name)?.text == id)
    }

    @Test(arguments: ["Zabana", "Khemisti", "خميستي", "Sidi El Bachir", "Nowhere", ""])
    func aNameOfSeveralOrNoneIsNoQuartier(_ name: String) {
        #expect(gazetteer.quartier(named: name) == nil)
    }

    @Test(arguments: [
        ("Fuite d'eau sous l'évier, Maraval, c'est urgent", "maraval"),
        ("لما راه يسيل، رانا فالحمري قدام الملعب", "el-hamri"),
        ("ana f usto 3and les 3 cliniques", "usto"),
        ("Delmonte avenue Sidi Chahmi", "delmonte"),
        ("رانا للبراية", "el-braya-centre"),
        ("rani flhamri", "el-hamri"), ("j'habite à Maravall", "maraval"),
        ("نص قنوات تروح فحي النور", "hai-ennour"),
        ("7assi benokba, 5 bibane", "hassi-ben-okba-centre"),
        ("المكيف في سيدي معروف", "sidi-maarouf"), ("Haï Ennour, bloc 4", "hai-ennour"),
    ])
    func aTextNamesAPlace(_ text: String, _ id: String) {
        #expect(gazetteer.find(in: text).first?.quartier.text == id)
    }

    @Test(arguments: [
        "il me faut un plombier", "نجي في الصباح", "tailler les palmiers du jardin",
        "la lumière de la chambre", "boulevard Zabana", "شجر الزيتون", "",
    ])
    func anEverydayWordIsNoPlace(_ text: String) {
        #expect(gazetteer.find(in: text) == [])
    }

    @Test func aMentionTellsWhereItStands() {
        let mention = gazetteer.find(in: "À Maraval, vite").first
        #expect(mention?.start == 2)
        #expect(mention?.end == 9)
        #expect(mention?.term == "Maraval")
    }

    @Test func theLongestNameCounts() {
        let found = gazetteer.find(in: "bousfer plage")
        #expect(found.map(\.quartier.text) == ["bousfer-plage"])
    }
}
