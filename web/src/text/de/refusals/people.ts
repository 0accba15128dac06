/** The German of refusals about signing in, people and what their roles allow. */
export const people: Record<string, string> = {
  // Sign-in
  "You are signed out. Sign in again, or ask for a new link.":
    "Sie sind abgemeldet. Melden Sie sich wieder an, oder bitten Sie um einen neuen Link.",
  "That address and password do not fit together. Try again, or ask for a new link.":
    "E-Mail und Passwort passen nicht zusammen. Versuchen Sie es noch einmal, oder bitten Sie um einen neuen Link.",
  "Many people are signing in at this moment. Try again.":
    "Gerade melden sich viele Menschen an. Versuchen Sie es noch einmal.",
  "That password is easy to guess: many people use it, or it is close to your name or your firm's. Use a few words in a row that have nothing to do with you.":
    "Dieses Passwort ist leicht zu erraten: Viele benutzen es, oder es ähnelt Ihrem Namen oder dem Ihrer Firma. Nehmen Sie ein paar Wörter hintereinander, die nichts mit Ihnen zu tun haben.",
  "Show that it is you: give your password once more.":
    "Zeigen Sie, dass Sie es sind: Geben Sie Ihr Passwort noch einmal ein.",
  "That is not the code that the app shows now. Wait for the next.":
    "Das ist nicht der Code, den die App gerade zeigt. Warten Sie auf den nächsten.",
  "That passkey can't be taken. Try again.":
    "Dieser Passkey geht nicht. Versuchen Sie es noch einmal.",
  "This passkey is set up already.": "Dieser Passkey ist schon eingerichtet.",
  "Set up a second factor first. Recovery codes stand in for one.":
    "Richten Sie zuerst einen zweiten Faktor ein. Ersatzcodes treten an seine Stelle.",
  "Ten second factors are the most. Remove one that you no longer have.":
    "Mehr als zehn zweite Faktoren gehen nicht. Entfernen Sie einen, den Sie nicht mehr haben.",
  "That took too long, or another window began anew. Try again.":
    "Das hat zu lange gedauert, oder ein anderes Fenster hat neu begonnen. Versuchen Sie es noch einmal.",
  "That code does not fit. Wait for the next one, or use a recovery code.":
    "Dieser Code passt nicht. Warten Sie auf den nächsten, oder nehmen Sie einen Ersatzcode.",
  "That passkey does not fit. Try again, or use a code.":
    "Dieser Passkey passt nicht. Versuchen Sie es noch einmal, oder nehmen Sie einen Code.",
  "You are signed in already.": "Sie sind schon angemeldet.",
  "Your password was changed at this moment. Sign in again.":
    "Ihr Passwort wurde gerade geändert. Melden Sie sich wieder an.",
  "That is not your current password.": "Das ist nicht Ihr jetziges Passwort.",
  "Use at least {count} characters.": "Nehmen Sie mindestens {count} Zeichen.",
  "You came by a link, and it is your only door. A password opens nothing.":
    "Sie kamen über einen Link, und nur er führt herein. Ein Passwort öffnet nichts.",
  "A guest keeps the name that the desk knows. Ask it to change it.":
    "Als Gast behalten Sie den Namen, den die Disposition kennt. Bitten Sie sie, ihn zu ändern.",
  "This link has ended. What was done by it keeps its name.":
    "Dieser Link gilt nicht mehr. Was darüber geschah, behält seinen Namen.",
  "Send either a link, or an email and a password.":
    "Senden Sie einen Link, oder E-Mail und Passwort.",
  "There is no such link. Check that it was copied whole.":
    "Diesen Link gibt es nicht. Prüfen Sie, ob er ganz kopiert ist.",
  "This link was used already or has expired. Ask your dispatcher for a new one.":
    "Dieser Link wurde schon benutzt oder ist zu alt. Bitten Sie die Disposition um einen neuen.",
  "Someone has joined by this link already. Ask for one of your own.":
    "Über diesen Link ist schon jemand dazugekommen. Bitten Sie um einen eigenen.",
  "This link {end}. Ask whoever sent it for a new one.":
    "Dieser Link {end}. Bitten Sie den Absender um einen neuen.",
  "This link {end}. Ask {whom} for a new one.":
    "Dieser Link {end}. Einen neuen bekommen Sie von {whom}.",
  "There is no such share. Check that the link is whole.":
    "Diesen Link gibt es nicht. Prüfen Sie, ob er ganz ist.",
  "{tries} Try again in {wait}.":
    "{tries} Bitte ein paar Minuten warten, dann noch einmal versuchen.",
  "This page is not ours. Reload it.": "Diese Seite ist nicht von uns. Laden Sie sie neu.",
  "This request did not come from our own pages. Reload the page.":
    "Diese Anfrage kam nicht von unseren eigenen Seiten. Laden Sie die Seite neu.",

  // What may be seen and done
  "Your role may not do this. Ask a dispatcher.":
    "Ihre Rolle darf das nicht. Fragen Sie die Disposition.",
  "Your role may not {verb}. Ask a dispatcher.":
    "Mit Ihrer Rolle dürfen Sie {verb}. Fragen Sie die Disposition.",
  "There is no such {what}, or you may not see it.": "{what} nicht sehen.",

  // People
  "Someone with this address is here already.": "Jemand mit dieser Adresse ist schon da.",
  "Someone with this address is here, but is not an administrator.":
    "Jemand mit dieser Adresse ist schon da, aber nicht in der Verwaltung.",
  "Give an address such as ada@example.com.": "Geben Sie eine Adresse an wie ada@example.com.",
  "This person is deactivated. Reactivate her first.":
    "Diese Person ist gesperrt. Entsperren Sie sie erst.",
  "Guests come by a join link, and stay guests.":
    "Gäste kommen über einen Einstiegslink und bleiben Gäste.",
  "Choose the client's organization.": "Wählen Sie die Organisation des Kunden.",
  "A client can't become one of the team, or the other way round.":
    "Wer beim Kunden ist, kann nicht ins Team wechseln, und umgekehrt.",
  "This is the last administrator. Make another one first.":
    "Sonst ist niemand in der Verwaltung. Geben Sie erst jemand anderem diese Rolle.",
};
