"""What letters of authorization, their signing page and their mails say, in each language that a rule may name.

The texts are written by hand and say one thing in every language; they are no part of the catalogue of the console, for
a letter is in the language of its country and not of its reader. A language that is not here falls back to English.
"""

from typing import Final

EN: Final = {
    "title": "Letter of authorization",
    "to": "To",
    "from": "From",
    "reference": "Reference",
    "made": "Made on",
    "body": (
        "We are the holder of the account named below. We authorise %(operator)s, and the carriers that it works with, to"
        " act for us in moving the telephone numbers of this letter away from your service. Please hand over the customer"
        " records that are needed for it, and release the numbers on the date that is agreed."
    ),
    "duty": (
        "We know that services which depend on these numbers may end when they move, and that what we owe you under our"
        " contract remains. This authorization holds for the numbers below and for nothing else."
    ),
    "account": "Account",
    "account_number": "Account number",
    "billing_number": "Billing number",
    "scope": "What is moved",
    "full": "All numbers of the account",
    "partial": "Some numbers of the account",
    "remaining": "Other numbers",
    "keep": "Stay with the current provider",
    "disconnect": "Are given up",
    "new_billing_number": "New billing number",
    "reseller": "Billed by",
    "organisation": "Organisation",
    "address": "Service address",
    "authorised": "Authorised person",
    "numbers": "Numbers",
    "signature": "Signature",
    "name": "Name",
    "date": "Place and date",
    "page": "Page %(page)s of %(pages)s",
    "consent": (
        "I am the person named above, I may decide for this account, and I sign this letter electronically. My typed or"
        " drawn signature shall count like one on paper."
    ),
    "signed_title": "How this letter was signed",
    "signed_at": "Signed at",
    "signed_from": "Network address",
    "signed_with": "Program",
    "digest": "SHA-256 of the letter",
    "typed": "Typed",
    "drawn": "Drawn",
    "way": "Way of signing",
    "ask_subject": "Please sign the letter of authorization of %(organisation)s",
    "ask": (
        "%(organisation)s wants to move %(count)s telephone number(s) away from %(provider)s and has named you as the"
        " person who may authorise it. Read the letter and sign it here; the link works once and until %(until)s."
    ),
    "copy_subject": "Your copy of the letter of authorization of %(organisation)s",
    "copy": "You have signed the letter %(reference)s. Your copy can be downloaded here for 30 days:",
}

FR: Final = {
    "title": "Mandat de portage",
    "to": "À",
    "from": "De",
    "reference": "Référence",
    "made": "Établi le",
    "body": (
        "Nous sommes titulaire du compte désigné ci-dessous. Nous donnons mandat à %(operator)s, et aux opérateurs avec"
        " lesquels cette société travaille, de demander pour nous le portage des numéros de téléphone de ce mandat. Nous"
        " vous prions de communiquer les données client nécessaires et de libérer les numéros à la date convenue."
    ),
    "duty": (
        "Nous savons que les services liés à ces numéros peuvent prendre fin avec le portage et que nos obligations"
        " contractuelles envers vous demeurent. Ce mandat vaut pour les numéros ci-dessous et pour rien d'autre."
    ),
    "account": "Compte",
    "account_number": "Numéro de compte",
    "billing_number": "Numéro de facturation",
    "scope": "Étendue",
    "full": "Tous les numéros du compte",
    "partial": "Une partie des numéros du compte",
    "remaining": "Autres numéros",
    "keep": "Restent chez l'opérateur actuel",
    "disconnect": "Sont résiliés",
    "new_billing_number": "Nouveau numéro de facturation",
    "reseller": "Facturé par",
    "organisation": "Organisation",
    "address": "Adresse d'installation",
    "authorised": "Personne habilitée",
    "numbers": "Numéros",
    "signature": "Signature",
    "name": "Nom",
    "date": "Lieu et date",
    "page": "Page %(page)s sur %(pages)s",
    "consent": (
        "Je suis la personne nommée ci-dessus, je suis habilité(e) à décider pour ce compte et je signe ce mandat par"
        " voie électronique. Ma signature saisie ou dessinée vaut signature sur papier."
    ),
    "signed_title": "Comment ce mandat a été signé",
    "signed_at": "Signé le",
    "signed_from": "Adresse réseau",
    "signed_with": "Programme",
    "digest": "SHA-256 du mandat",
    "typed": "Saisie",
    "drawn": "Dessinée",
    "way": "Mode de signature",
    "ask_subject": "Merci de signer le mandat de portage de %(organisation)s",
    "ask": (
        "%(organisation)s souhaite porter %(count)s numéro(s) de téléphone depuis %(provider)s et vous a désigné(e) comme"
        " la personne habilitée. Lisez le mandat et signez-le ici ; le lien sert une seule fois, jusqu'au %(until)s."
    ),
    "copy_subject": "Votre copie du mandat de portage de %(organisation)s",
    "copy": "Vous avez signé le mandat %(reference)s. Votre copie peut être téléchargée ici pendant 30 jours :",
}

DE: Final = {
    "title": "Portierungsauftrag",
    "to": "An",
    "from": "Von",
    "reference": "Zeichen",
    "made": "Erstellt am",
    "body": (
        "Wir sind Inhaber des unten genannten Anschlusses. Wir bevollmächtigen %(operator)s und die Netzbetreiber, mit"
        " denen das Unternehmen arbeitet, die Mitnahme der Rufnummern dieses Schreibens für uns zu veranlassen. Bitte"
        " übermitteln Sie die dafür nötigen Kundendaten und geben Sie die Rufnummern zum vereinbarten Termin frei."
    ),
    "duty": (
        "Uns ist bekannt, dass Dienste, die an diesen Rufnummern hängen, mit der Mitnahme enden können und dass unsere"
        " Pflichten aus dem Vertrag mit Ihnen bestehen bleiben. Der Auftrag gilt nur für die unten genannten Rufnummern."
    ),
    "account": "Anschluss",
    "account_number": "Kundennummer",
    "billing_number": "Hauptrufnummer",
    "scope": "Umfang",
    "full": "Alle Rufnummern des Anschlusses",
    "partial": "Ein Teil der Rufnummern",
    "remaining": "Übrige Rufnummern",
    "keep": "Bleiben beim bisherigen Anbieter",
    "disconnect": "Werden aufgegeben",
    "new_billing_number": "Neue Hauptrufnummer",
    "reseller": "Abgerechnet durch",
    "organisation": "Organisation",
    "address": "Anschlussadresse",
    "authorised": "Bevollmächtigte Person",
    "numbers": "Rufnummern",
    "signature": "Unterschrift",
    "name": "Name",
    "date": "Ort und Datum",
    "page": "Seite %(page)s von %(pages)s",
    "consent": (
        "Ich bin die oben genannte Person, darf über diesen Anschluss entscheiden und unterschreibe dieses Schreiben"
        " elektronisch. Meine getippte oder gezeichnete Unterschrift soll wie eine auf Papier gelten."
    ),
    "signed_title": "Wie dieses Schreiben unterschrieben wurde",
    "signed_at": "Unterschrieben am",
    "signed_from": "Netzadresse",
    "signed_with": "Programm",
    "digest": "SHA-256 des Schreibens",
    "typed": "Getippt",
    "drawn": "Gezeichnet",
    "way": "Art der Unterschrift",
    "ask_subject": "Bitte unterschreiben Sie den Portierungsauftrag von %(organisation)s",
    "ask": (
        "%(organisation)s möchte %(count)s Rufnummer(n) von %(provider)s mitnehmen und hat Sie als die Person genannt, die"
        " das erlauben darf. Lesen und unterschreiben Sie das Schreiben hier; der Link gilt einmal und bis %(until)s."
    ),
    "copy_subject": "Ihre Kopie des Portierungsauftrags von %(organisation)s",
    "copy": "Sie haben das Schreiben %(reference)s unterschrieben. Ihre Kopie liegt hier 30 Tage lang bereit:",
}

ES: Final = {
    "title": "Autorización de portabilidad",
    "to": "A",
    "from": "De",
    "reference": "Referencia",
    "made": "Fecha",
    "body": (
        "Somos titulares de la cuenta que se indica abajo. Autorizamos a %(operator)s, y a los operadores con los que"
        " trabaja, a solicitar en nuestro nombre la portabilidad de los números de teléfono de esta carta. Les rogamos que"
        " faciliten los datos de cliente necesarios y liberen los números en la fecha acordada."
    ),
    "duty": (
        "Sabemos que los servicios que dependen de estos números pueden terminar con la portabilidad y que nuestras"
        " obligaciones contractuales con ustedes se mantienen. Esta autorización vale solo para los números de abajo."
    ),
    "account": "Cuenta",
    "account_number": "Número de cuenta",
    "billing_number": "Número de facturación",
    "scope": "Alcance",
    "full": "Todos los números de la cuenta",
    "partial": "Una parte de los números",
    "remaining": "Otros números",
    "keep": "Se quedan con el operador actual",
    "disconnect": "Se dan de baja",
    "new_billing_number": "Nuevo número de facturación",
    "reseller": "Facturado por",
    "organisation": "Organización",
    "address": "Dirección del servicio",
    "authorised": "Persona autorizada",
    "numbers": "Números",
    "signature": "Firma",
    "name": "Nombre",
    "date": "Lugar y fecha",
    "page": "Página %(page)s de %(pages)s",
    "consent": (
        "Soy la persona nombrada arriba, puedo decidir sobre esta cuenta y firmo esta carta por vía electrónica. Mi firma"
        " escrita o dibujada vale como una firma en papel."
    ),
    "signed_title": "Cómo se firmó esta carta",
    "signed_at": "Firmada el",
    "signed_from": "Dirección de red",
    "signed_with": "Programa",
    "digest": "SHA-256 de la carta",
    "typed": "Escrita",
    "drawn": "Dibujada",
    "way": "Forma de firmar",
    "ask_subject": "Firme, por favor, la autorización de portabilidad de %(organisation)s",
    "ask": (
        "%(organisation)s quiere portar %(count)s número(s) de teléfono desde %(provider)s y le ha nombrado como la persona"
        " que puede autorizarlo. Lea la carta y fírmela aquí; el enlace sirve una vez y hasta el %(until)s."
    ),
    "copy_subject": "Su copia de la autorización de portabilidad de %(organisation)s",
    "copy": "Ha firmado la carta %(reference)s. Su copia se puede descargar aquí durante 30 días:",
}

TEXTS: Final = {"en": EN, "fr": FR, "de": DE, "es": ES}


def language_for(wanted: str) -> str:
    """The language in which a letter is written: the wanted one if there are texts in it, else English."""
    short = wanted.lower().replace("_", "-").split("-")[0]
    return short if short in TEXTS else "en"
