import pytest

from lms.rosters.headers import Field, field_of_header, is_header

SAYS = {
    Field.FAMILY_NAME: "Nom|NOMS|Nom(s)|Nom de famille|Last name|Surname|Family Name|Patronyme|Name",
    Field.GIVEN_NAMES: "Prénom|Prénoms|Prénom(s)|PRENOM|First name|Given names|Forename",
    Field.FULL_NAME: "Nom et Prénom|Prénom et Nom|Nom & Prénoms|Prénoms et nom|Noms/Prénoms|Nom complet|Full name|"
                     "Participant|Participant(e)s|Identité|"
                     "Nom du participant|Nom et prénom (voir pièce d'identité)|Nom et prénom du participant",
    Field.SEX: "Sexe|SEXE (H/F)|Genre|Gender|S|H/F|F/M|Sex|M ou F",
    Field.PHONE: "Téléphone|Tél.|TEL|Tel1|N° de téléphone|Numéro de téléphone|Contact|Contacts|WhatsApp|N° WhatsApp|Mobile|GSM|Phone|Portable|Cell|"
                 "Téléphone du service",
    Field.EMAIL: "Email|E-mail|E mail|Mail|Adresse e-mail|Courriel|Adresse électronique|Contact e-mail",
    Field.FUNCTION: "Fonction|Profession|Poste|Titre|Titre/Fonction|Qualité|Grade|Position|Job title|Role",
    Field.ORGANISATION: "Structure|Structure d'origine|Institution|Organisation|Organization|Service|Nom de la structure|Employeur|ONG|Ministère",
    Field.INSTITUTION_TYPE: "Type de structure|Catégorie d'institution|Type of institution",
    Field.PLACE: "Région|Cercle|Commune|Localité|Ville|Lieu de travail|Résidence|Place|District",
    Field.BIRTH_YEAR: "Année de naissance|Date de naissance|Né(e) le|Né en|Birth year|Date et lieu de naissance",
    Field.IGNORED: "N°|No|Observations|Émargement|Signature|Age|NINA|Date|Per diem perdiem|Contact d'urgence|"
                   "N° CNI|Pièce d'identité|N° de la pièce|Lieu de naissance|N° d'ordre|Nom du père",
}  # fmt: skip


@pytest.mark.parametrize(("header", "field"), [(header, field) for field, headers in SAYS.items() for header in headers.split("|")])
def test_names_of_columns_say_what_they_hold(header: str, field: Field) -> None:
    assert field_of_header(header) is field


@pytest.mark.parametrize("header", ["", "#", "Numéro", "Qui ?", "Awa Ba", "x" * 70, "12"])
def test_other_texts_say_nothing(header: str) -> None:
    assert field_of_header(header) is None


@pytest.mark.parametrize(
    "cell",
    ["Service local du développement social", "Direction régionale du travail", "Mairie de la commune III", "Awa Ba", "Chargé de mission",
     "Téléphoniste", "Contact de Kayes", "Liste des participants"],
)  # fmt: skip
def test_values_do_not_pass_for_names_of_columns(cell: str) -> None:
    assert not is_header(cell)
    assert is_header("Structure d'origine")
