import Model

/// The phrases of the reply grammar, folded.
enum ReplyPhrases {
    enum Meaning: Hashable {
        case reply(ReplyWord)
        case courtesy
    }

    private static let replies: [ReplyWord: [String]] = [
        .yes: [
            "oui", "ouais", "wi", "wé", "yes", "ok", "okay", "d'accord", "daccord", "ih", "wah",
            "naam", "na3am", "mouafek", "j'accepte", "oui j'accepte", "je prends",
            "نعم", "واه", "إيه", "اه", "أجل", "موافق", "وي", "اوكي", "حسنا",
        ],
        .no: [
            "non", "nn", "no", "la", "lala", "la la", "nan", "je refuse", "je ne peux pas",
            "je peux pas", "refuse", "لا", "لالا", "لا لا", "نو", "ما نقدرش", "أرفض",
        ],
        .available: [
            "dispo", "disponible", "je suis dispo", "je suis disponible", "rani dispo",
            "available", "متوفر", "متاح", "ديسبو", "أنا متوفر", "أنا متاح", "راني متوفر",
            "راني ديسبو",
        ],
        .unavailable: [
            "pas dispo", "pas disponible", "indispo", "indisponible", "non dispo",
            "non disponible", "je suis pas dispo", "je ne suis pas dispo",
            "je suis pas disponible", "je ne suis pas disponible", "je suis indisponible",
            "machi dispo", "mech dispo", "manich dispo", "no dispo", "not available",
            "unavailable", "غير متوفر", "غير متاح", "ماشي متوفر", "مش متوفر", "مانيش متوفر",
            "ماشي ديسبو", "مانيش ديسبو", "لست متوفرا", "أنا غير متوفر",
        ],
    ]

    private static let courtesies = [
        "merci", "merci beaucoup", "svp", "stp", "s'il vous plaît", "s'il te plaît", "bonjour",
        "bonsoir", "salut", "salam", "slm", "salam alikoum", "salam alaykoum", "salam alaikoum",
        "azul", "saha", "chokran", "choukran", "inchallah", "inch allah", "khoya", "monsieur",
        "madame", "mr", "mme", "bien sûr", "please", "thanks", "thank you", "sahit", "code", "n°",
        "السلام عليكم", "سلام", "سلام عليكم", "شكرا", "من فضلك", "من فضلكم", "صحا", "صحيت",
        "خويا", "إن شاء الله", "بارك الله فيك", "مرحبا", "سيدي", "رمز", "الرمز",
    ]

    static let meanings: [String: Meaning] = {
        var meanings: [String: Meaning] = [:]
        for courtesy in courtesies { meanings[FoldedText.fold(courtesy)] = .courtesy }
        for (word, phrases) in replies {
            for phrase in phrases { meanings[FoldedText.fold(phrase)] = .reply(word) }
        }
        return meanings
    }()

    /// Words of the longest phrase.
    static let longest = meanings.keys.map { $0.split(separator: " ").count }.max() ?? 1
}
