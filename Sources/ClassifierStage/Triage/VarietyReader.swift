import Model

/// Tells which of the four varieties a text is written in, by its script, the digits that stand for
/// Arabic letters, and the small words.
enum VarietyReader {
    static func variety(of text: FoldedText) -> LanguageVariety {
        var arabic = 0
        var latin = 0
        var darijaInArabic = 0
        var standard = 0
        var darijaInLatin = 0
        var french = 0
        for token in text.tokens {
            let word = token.text
            if WordForms.isArabic(word) {
                arabic += 1
                if isDarijaInArabic(word) { darijaInArabic += 1 }
                if standardWords.contains(word) { standard += 1 }
            } else if word.utf8.contains(where: { $0 > 0x39 }) {
                latin += 1
                if isDarijaInLatin(word) { darijaInLatin += 1 }
                if frenchWords.contains(word) { french += 1 }
            }
        }
        if isMixed(arabic, latin) { return .mixed }
        if arabic > latin { return darijaInArabic > standard ? .darijaArabic : .standardArabic }
        if darijaInLatin > 0, french >= 2, french >= darijaInLatin * 2 { return .mixed }
        return darijaInLatin > 0 && darijaInLatin * 2 >= french ? .darijaLatin : .french
    }

    /// More than a name or a brand of the other script.
    private static func isMixed(_ arabic: Int, _ latin: Int) -> Bool {
        min(arabic, latin) >= 2 && min(arabic, latin) * 5 >= max(arabic, latin)
    }

    /// `3andna`, `m9toe3`, and the small words.
    private static func isDarijaInLatin(_ word: String) -> Bool {
        if darijaLatinWords.contains(word) { return true }
        let letters = word.utf8.count { (0x61...0x7A).contains($0) }
        guard letters >= 2, word.utf8.contains(where: arabiziDigits.contains) else { return false }
        // `15kg`, `3eme` and `20m3` hold a digit that is no letter, or a unit.
        let isMeasure = frenchUnits.contains { word.hasSuffix($0) && $0.utf8.count == letters }
        return !isMeasure && !word.utf8.contains { plainDigits.contains($0) }
    }

    /// 3, 7 and 9: ع, ح and ق.
    private static let arabiziDigits = Set("379".utf8)
    private static let plainDigits = Set("0146".utf8)

    private static func isDarijaInArabic(_ word: String) -> Bool {
        if darijaArabicWords.contains(word) { return true }
        // ما … ش: the negation of Darija.
        return word.hasSuffix("ش") && word.unicodeScalars.count >= 5
            && ["م", "ي", "ت", "ن", "ا"].contains { word.hasPrefix($0) }
    }

    private static let frenchUnits = ["kg", "m", "cm", "mm", "eme", "er", "da", "h", "w", "kw"]

    private static func list(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static let frenchWords = list(
        """
        le la les de du des un une et est je j nous vous mon ma mes pour dans avec qui que ne pas \
        sur au aux en il elle on ce cette ca c d l depuis chez plus mais ou votre sont ai faut
        """)

    private static let darijaLatinWords = list(
        """
        ta3 nta3 rah rahi raho rahom rani rana nebghi nabghi bghit wach wesh kayen kayn kayna \
        makach makanch lazem drk drok dork bzf bezzaf bezaf ghir khoya khouya lma daw dar f w \
        li mel men mn hadi had hada chkoun kifach kifah win chhal wa7ed wahed lyoum ghedwa fissa \
        ndir ndirou tji yji yjiw jibou 3and machi ki bach bech khasser slm salam nchalah inchallah \
        lbab lhit beit biti tayha tayeh mbouchi msdoud nbedel nrakeb nsebgho
        """)

    private static let darijaArabicWords = list(
        """
        تاع نتاع متاع تاعي تاعنا تاعهم راه راهي راهم راني رانا نبغي نبغو بغيت واش كاين كاينه كاش \
        ماكاش لي دروك ضرك درك دوك بزاف غير خويا خاوتي شكون كيفاش وين شحال واحد هاد هادي هذي ماشي \
        كي باش قدام حدا ليه ليا لينا نتوما عاونونا فيسع جيبو بلاك خاطر علاه اواه لما فالدار مالحيط \
        يجي نجي ندير نديرو تجي خسر خسرت حبس حابس طاح طايح بيبان الضو الكوزينه هنايا هنا زعما صح
        """)

    private static let standardWords = list(
        """
        اريد نريد ارغب نرغب احتاج نحتاج الذي التي الذين هل يرجي الرجاء ارجو نرجو فضلكم فضلك لدي \
        لدينا في الي علي هذا هذه ذلك نحن انا لا لم لن قد لقد كما عند منذ بعد قبل يوجد هناك لان حيث \
        وقد وهو وهي يمكن يمكنكم اليوم غدا حتي اثناء بسبب
        """)
}
