import Model
import Testing

@Suite("Folding texts for comparison")
struct FoldedTextTests {
    @Test(arguments: [
        ("Fuite d'EAU sous l’Évier !", "fuite d eau sous l evier"),
        ("œuvre  Ça\tœil\n\nÎlot", "oeuvre ca oeil ilot"),
        ("URGENT---svp...", "urgent svp"),
        ("ﬁlet ＡＢＣ ①", "filet abc 1"),
        ("   ", ""),
        ("", ""),
        ("Straße Øre", "strasse ore"),
        ("ΑΘΗΝΑ Москва", "αθηνα москва"),
    ])
    func latinLettersLoseCaseAndMarks(_ text: String, _ folded: String) {
        #expect(FoldedText.fold(text) == folded)
    }

    @Test(arguments: [
        ("أرزيو إلى آخره", "ارزيو الي اخره"),
        ("مدرسة", "مدرسه"),
        ("كهرباء", "كهربا"),
        ("مسؤول طائرة", "مسوول طايره"),
        ("مـــاء", "ما"),
        ("سَبَّاكٌ", "سباك"),
        ("٠١٢٣ ۴۵۶", "0123 456"),
        ("ڨمبيطة، ڤيلا؟", "قمبيطه فيلا"),
        ("ﻻﻓﺎﺑﻮ", "لافابو"),
        ("ک ی", "ك ي"),
    ])
    func arabicLettersTakeOneForm(_ text: String, _ folded: String) {
        #expect(FoldedText.fold(text) == folded)
    }

    @Test func composedAndDecomposedTextsFoldAlike() {
        #expect(FoldedText.fold("e\u{301}vier") == FoldedText.fold("\u{E9}vier"))
        #expect(FoldedText.fold("ا\u{654}") == FoldedText.fold("أ"))
    }

    @Test func invisibleCharactersDoNotPartWords() {
        #expect(FoldedText.fold("plom\u{AD}b\u{200D}ier\u{200F}") == "plombier")
    }

    @Test func emojiPartWords() {
        #expect(FoldedText.fold("fuite💧eau") == "fuite eau")
    }

    @Test func foldingTwiceIsFoldingOnce() {
        let texts = ["Où est l'Évier ?", "السَّبَّاكُ في حيّ أول نوفمبر", "ﬃ ½ ²", "wach kayn 3andkom"]
        for text in texts {
            let once = FoldedText.fold(text)
            #expect(FoldedText.fold(once) == once)
        }
    }

    @Test func tokensRememberWhereTheyStood() {
        let folded = FoldedText("À Maraval, vite")
        #expect(folded.tokens.map(\.text) == ["a", "maraval", "vite"])
        #expect(folded.tokens.map(\.start) == [0, 2, 11])
        #expect(folded.tokens.map(\.end) == [1, 9, 15])
    }
}
