"""The words of the pages and of the people, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    language: str
    locale: str
    # The words of the pages.
    sign_in: str
    welcome: str
    link_used: str
    new_job: str
    what_is_to_be_done: str
    site: str
    create: str
    on_it: str
    here: str
    photo: str
    camera_app: str
    gallery: str
    from_gallery: str
    note: str
    note_label: str
    save_note: str
    all_stored: str
    evidence: str
    finish: str
    finished: str
    what_was_wrong: str
    what_did_you_do: str
    make_link: str
    for_whom: str
    copy_link: str
    revoke: str
    revoked: str
    pictures: str
    count: str
    link_closed: str
    # The words of the people.
    title: str
    noted: str
    fault: str
    work: str


ENGLISH = Words(
    language="en",
    locale="en-GB",
    sign_in="Sign in as {}",
    welcome="Welcome, {}",
    link_used="This link has been used or is too old",
    new_job="New job",
    what_is_to_be_done="What is to be done?",
    site="Site",
    create="Create the job",
    on_it="I'm on it",
    here="I'm here",
    photo="Photo",
    camera_app="Use the camera app",
    gallery="From the gallery",
    from_gallery="Chosen from the gallery",
    note="Note",
    note_label="What do you see, what did you do?",
    save_note="Save the note",
    all_stored="{0} of {0} stored and checked",
    evidence="Evidence",
    finish="Finish the job",
    finished="Finished",
    what_was_wrong="What was wrong?",
    what_did_you_do="What did you do?",
    make_link="Make a link",
    for_whom="For whom?",
    copy_link="Copy the link",
    revoke="Revoke",
    revoked="Revoked",
    pictures="Pictures",
    count="{} of {}",
    link_closed="This link no longer opens",
    title="Core switch, no link on port 48",
    noted="Both link lights are off. Reseated the optic once, no change.",
    fault="The optic in port 48 had failed.",
    work="Replaced it with the spare from R3; the link is up.",
)

GERMAN = Words(
    language="de",
    locale="de-DE",
    sign_in="Als {} anmelden",
    welcome="Willkommen, {}",
    link_used="Dieser Link wurde schon benutzt oder ist zu alt",
    new_job="Neuer Auftrag",
    what_is_to_be_done="Was ist zu tun?",
    site="Standort",
    create="Auftrag anlegen",
    on_it="Ich übernehme",
    here="Ich bin da",
    photo="Foto",
    camera_app="Kamera-App benutzen",
    gallery="Aus der Galerie",
    from_gallery="Aus der Galerie gewählt",
    note="Notiz",
    note_label="Was sehen Sie, was haben Sie getan?",
    save_note="Notiz speichern",
    all_stored="{0} von {0} gespeichert und geprüft",
    evidence="Belege",
    finish="Auftrag abschließen",
    finished="Erledigt",
    what_was_wrong="Was war los?",
    what_did_you_do="Was haben Sie getan?",
    make_link="Link erstellen",
    for_whom="Für wen?",
    copy_link="Link kopieren",
    revoke="Widerrufen",
    revoked="Widerrufen",
    pictures="Bilder",
    count="{} von {}",
    link_closed="Dieser Link gilt nicht mehr",
    title="Kernswitch ohne Verbindung an Port 48",
    noted="Beide Lampen sind aus. Optik einmal neu gesteckt, keine Änderung.",
    fault="Die Optik in Port 48 war defekt.",
    work="Ersatz aus R3 eingesetzt, Verbindung steht.",
)
