/// The same views with French column names, for the Chamber's own auditors.
enum LedgerViewsFrench {
    static let all = [
        twin(
            "v_demandes", of: "v_requests",
            [
                "id", "received_at AS recue_le", "channel AS canal", "trade AS metier", "quartier",
                "urgency AS urgence", "state AS etat", "assigned_to AS attribuee_a",
                "offers AS offres", "seconds_to_assign AS secondes_avant_attribution",
            ]),
        twin(
            "v_offres", of: "v_offers",
            [
                "id", "request_id AS demande", "artisan", "wave AS vague", "made_at AS faite_le",
                "sent_at AS envoyee_le", "ended_at AS terminee_le", "outcome AS issue",
                "rules_version AS version_des_regles", "accepted_at AS acceptee_le",
            ]),
        twin(
            "v_artisans_fr", of: "v_artisans",
            [
                "register_number AS numero_registre", "kind AS forme", "mode AS mode_exercice",
                "trades AS metiers", "quartiers", "status AS statut",
            ]),
        twin(
            "v_conventions_fr", of: "v_conventions",
            [
                "register_number AS numero_registre", "state AS etat", "from_date AS date_debut",
                "until_date AS date_fin", "reason AS motif",
            ]),
        twin(
            "v_tours", of: "v_turns",
            [
                "artisan", "trade AS metier", "offers AS offres", "accepted AS acceptees",
                "refused AS refusees", "expired AS expirees", "returned AS rendues",
            ]),
        twin(
            "v_dossiers", of: "v_cases",
            [
                "id", "kind AS nature", "opened_at AS ouvert_le", "deadline AS echeance",
                "owner AS responsable", "closed_at AS clos_le", "outcome AS issue",
                "subject AS objet",
            ]),
        twin(
            "v_derogations", of: "v_overrides",
            [
                "at AS date", "operator AS operateur", "command AS commande", "subject AS objet",
                "reason AS motif",
            ]),
        twin(
            "v_rejets", of: "v_rejections",
            [
                "at AS date", "source", "code", "field AS champ", "detail",
                "body_sha256 AS sha256_du_corps",
            ]),
        twin(
            "v_lettres_mortes", of: "v_dead_letters",
            [
                "id", "at AS date", "stage AS etape", "reason AS cause", "error AS erreur",
                "attempts AS tentatives", "state AS etat", "previous AS precedente",
            ]),
    ]

    private static func twin(_ name: String, of view: String, _ columns: [String]) -> String {
        "CREATE VIEW \(name) AS SELECT \(columns.joined(separator: ", ")) FROM \(view)"
    }
}
