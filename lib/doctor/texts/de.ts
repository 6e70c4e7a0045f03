/** German. */
import type { FindingCatalogue } from './text';

const SET_UP = '„Für mich einrichten“ drücken, oder in {server} ändern: {where}.';

export const DE: FindingCatalogue = {
    locale: 'de-DE',
    quotes: ['„', '“'],
    and: 'und',
    findings: {
        not_set_up: {
            says: '{server} ist hier nicht eingerichtet[, und {count} {count:offener Wunsch kommt|offene Wünsche kommen} ohne nicht weiter].',
            fix: 'Adresse und Schlüssel im Server-Node eintragen[, oder {variables} setzen].',
        },
        unreachable: {
            says: '{server} ist nicht erreichbar: {theirs}. Von dort ist nichts zu erfahren, und was davon abhängt, wartet.',
            fix: 'Nachsehen, ob es läuft, und die Adresse im Server-Node mit der vergleichen, auf der es hört.',
        },
        wrong_key: {
            says: '{server} weist die Anmeldung ab: {theirs}.',
            fix: 'Schlüssel oder Anmeldung aus seinen Einstellungen in den Server-Node übernehmen.',
        },
        wrong_service: {
            says: 'Unter der Adresse von {server} antwortet ein anderer Dienst: {theirs}.',
            fix: 'Die Adresse im Server-Node berichtigen, meist den Port.',
        },
        wrong_address: {
            says: 'Was unter der Adresse von {server} antwortet, führt woandershin: {theirs}.',
            fix: 'Die Adresse im Server-Node berichtigen.',
        },
        not_answering: {
            says: '{server} antwortet, aber nicht, wie es sollte: {theirs}.',
            fix: 'In sein Protokoll sehen; wurde es eben erst aktualisiert, abwarten und noch einmal nachsehen.',
        },
        too_old: {
            says: '{server} hat die Version {version}. Was älter ist als {needed}, meldet manches spät oder gar nicht.',
            fix: 'Bei Gelegenheit aktualisieren; bis dahin wird es so gefragt, wie es das kennt.',
        },
        clock_off: {
            says: 'Die Uhr von {server} geht {seconds} Sekunden {direction} gegenüber diesem Rechner: Was es meldet, scheint zu einer anderen Zeit geschehen zu sein, und manches gilt zu Unrecht als spät oder alt.',
            fix: 'Beide Rechner ihre Uhr nach dem Netz stellen lassen (NTP); Container bekommen die Zeit ihres Rechners.',
        },
        shared_key: {
            says: 'Noch ein Programm fragt {server} mit demselben API-Schlüssel. Beide teilen sich dort eine Sitzung: Jedes nimmt dem anderen die Änderungen weg, und jede Abfrage bringt die ganze Liste.',
            fix: 'Einem von ihnen eine eigene Anmeldung geben; mehrere Abfragen hier können einen Server-Node verwenden.',
        },
        own_address_unknown: {
            says: 'Es ist nicht bekannt, unter welcher Adresse die Dienste Node-RED erreichen. Der Webhook in {server} lässt sich so weder anlegen noch prüfen.',
            fix: 'Im Doktor eintragen, zum Beispiel http://node-red:1880, oder MEDIA_PUBLIC_URL setzen.',
        },
        own_address_local: {
            says: 'Node-RED soll unter {url} zu erreichen sein, aber {server} läuft auf einem anderen Rechner oder in einem anderen Container, und dort ist das seine eigene Adresse.',
            fix: 'Im Doktor die Adresse eintragen, unter der {server} Node-RED erreicht: den Namen seines Containers oder Rechners.',
        },
        webhook_missing: {
            says: '{server} hat keine Verbindung zu Node-RED. Was dort geschieht, ist nur durch Fragen zu erfahren, und bis zu einigen Minuten später.',
            fix: '„Für mich einrichten“ drücken, oder in {server} eine anlegen: {where}. Die Adresse ist {own}.',
        },
        webhook_local: {
            says: 'Die Verbindung {name} in {server} sendet an {url}. Das ist {server} selbst und nicht Node-RED, also kommt nichts an.',
            fix: '„Für mich einrichten“ drücken: Daneben entsteht eine Verbindung zu {own}. Oder die Adresse in {server} ändern.',
        },
        webhook_elsewhere: {
            says: 'Die Verbindung {name} in {server} sendet an {url}, und das ist nicht dieses Node-RED. Sie bleibt, wie sie ist; hier kommt nichts an.',
            fix: '„Für mich einrichten“ drücken: Daneben entsteht eine Verbindung zu {own}.',
        },
        webhook_moved: {
            says: 'Unsere Verbindung {name} in {server} sendet noch an {url}, wo Node-RED nicht mehr zu erreichen ist.',
            fix: '„Für mich einrichten“ drücken: Sie sendet dann an {own}.',
        },
        webhook_path: {
            says: 'Die Verbindung {name} in {server} sendet an {url}. Dort hört niemand: Die Adresse endet auf {path}.',
            fix: SET_UP,
        },
        webhook_method: {
            says: 'Die Verbindung {name} in {server} sendet mit PUT, was niemand annimmt: Jeder Webhook schlägt fehl, und {server} stellt sie bald stumm.',
            fix: SET_UP,
        },
        webhook_no_secret: {
            says: 'Die Verbindung {name} in {server} sendet kein Geheimnis, und hier wird eines verlangt: Alles wird abgewiesen.',
            fix: SET_UP,
        },
        webhook_wrong_secret: {
            says: 'Die Verbindung {name} in {server} sendet ein anderes Geheimnis als das, das hier verlangt wird: Alles wird abgewiesen.',
            fix: SET_UP,
        },
        webhook_refused: {
            says: 'Webhooks von {server} kommen mit falschem Geheimnis und werden abgewiesen: bisher {count}, der letzte am {at}.',
            fix: SET_UP,
        },
        webhook_off: {
            says: 'Die Verbindung {name} in {server} ist abgeschaltet: Es wird nichts gesendet.',
            fix: SET_UP,
        },
        trigger_missing: {
            says: 'Die Verbindung {name} in {server} meldet nicht: {triggers}.[ {count} davon seit {at} {count:blieb|blieben} ungehört.]',
            fix: SET_UP,
        },
        import_doubled: {
            says: 'Die Verbindung {name} in {server} meldet jeden Import doppelt: On File Import und On Import Complete sind beide angehakt. Falsch wird dadurch nichts; es ist doppelte Arbeit.',
            fix: '„Für mich einrichten“ drücken, oder On Import Complete abwählen.',
        },
        webhook_tags: {
            says: 'Die Verbindung {name} in {server} hat Tags: Nur Titel, die einen davon haben, werden gemeldet.',
            fix: '„Für mich einrichten“ drücken, oder in {server} ihre Tags entfernen.',
        },
        webhook_twice: {
            says: '{server} hat {count} Verbindungen zu diesem Node-RED ({names}): Alles kommt so oft.',
            fix: 'In {server} alle bis auf eine entfernen.',
        },
        webhook_muted: {
            says: '{server} hat seine Verbindung {name} nach Fehlschlägen stumm gestellt: Was inzwischen geschieht, wird nicht gesendet, auch nicht später[, bis etwa {until}].',
            fix: '„Für mich einrichten“ drücken: Ein gelungener Test der Verbindung hebt das sofort auf.',
        },
        nothing_arrives: {
            says: 'In der Historie von {server} stehen seit {at} {what} ({count}), und kein Webhook davon kam[; der letzte überhaupt kam am {last}].',
            fix: 'In der Verbindung von {server} auf Test drücken: Das sagt, was im Weg ist, etwa ein Proxy oder eine Firewall.',
        },
        slot_taken: {
            says: 'Seerr kann nur an eine Adresse senden, und sendet an {url}. Das bleibt so; Wünsche sind deshalb nur durch Fragen zu erfahren.',
            fix: 'Seerr an {own} senden lassen und seine Webhooks von dort mit einem Media-Relay weiterreichen; „Für mich einrichten“ tut das nach Rückfrage.',
        },
        template_changed: {
            says: 'In der JSON-Vorlage des Webhooks in {server} fehlt {missing}: Was er meldet, lässt sich keinem Wunsch zuordnen.',
            fix: '„Für mich einrichten“ drücken, oder dort unter JSON Payload auf Zurücksetzen.',
        },
        root_folder_missing: {
            says: '{server} findet seinen Stammordner {path} nicht: Dorthin wird nichts importiert.',
            fix: 'Nachsehen, ob die Platte eingehängt ist und {server} dort schreiben darf.',
        },
        remote_path_wrong: {
            says: '{server} sieht den Ordner nicht, in den das Download-Programm speichert, und kann von dort nicht importieren: {theirs}.',
            fix: 'Den Ordner in beiden unter demselben Pfad einhängen, oder in {server} unter Einstellungen, Download-Clients die Pfadzuordnung berichtigen.',
        },
        client_unreachable: {
            says: '{server} erreicht sein Download-Programm nicht: {theirs}.',
            fix: 'In {server} unter Einstellungen, Download-Clients auf Test drücken.',
        },
        folder_unseen: {
            says: '{other} hat {file} nach {folder} gelegt. Von keinem Ordner von {server} ist bekannt, dass er dorthin führt, und {server} hat noch nie etwas daraus gesehen.',
            fix: 'Den Ordner in {server} hinzufügen, oder dort einhängen. Ist er dort unter einem anderen Pfad, so wurde von ihm noch nichts gefunden.',
        },
        download_unseen: {
            says: 'Das Download-Programm hat {file} in {folder}, und {server} sucht es in {path}, was ein anderer Ordner ist.',
            fix: 'Den Ordner in beiden unter demselben Pfad einhängen, oder in {server} unter Einstellungen, Download-Clients die Pfadzuordnung berichtigen.',
        },
        mapping_wrong: {
            says: 'Eine Pfadzuordnung sagt, {from} sei {to}, aber {file} liegt dort in {folder}.',
            fix: 'Die Zuordnung im Server-Node berichtigen oder entfernen.',
        },
        library_not_watched: {
            says: '{server} beobachtet seine Bibliotheken {libraries} nicht: Importiertes wird erst beim nächsten Durchsuchen gefunden, von Haus aus alle 12 Stunden.',
            fix: 'In der Bibliothek die Echtzeitüberwachung einschalten, Sonarr und Radarr Jellyfin Bescheid geben lassen, oder im Prüfer „Melden“ anhaken.',
        },
        push_off: {
            says: 'In {server} sind die Live-Ereignisse (SignalR) abgeschaltet: Eine Zuordnung wird spät bemerkt.',
            fix: 'SignalR in den Einstellungen von {server} wieder einschalten und es neu starten.',
        },
        folder_not_watched: {
            says: '{server} beobachtet seine Ordner {folders} nicht: Neue Dateien darin werden erst zugeordnet, wenn jemand sie einliest.',
            fix: 'In {server} beim Ordner das Beobachten neuer Dateien einschalten.',
        },
    },
    words: {
        grab: 'On Grab',
        import: 'On File Import',
        upgrade: 'On File Upgrade',
        rename: 'On Rename',
        file_delete: 'On File Delete',
        delete: 'On Series oder On Movie Delete',
        manual: 'On Manual Interaction Required',
        pending: 'Anfrage ausstehend',
        approved: 'Anfrage genehmigt',
        auto_approved: 'Anfrage automatisch genehmigt',
        available: 'Anfrage verfügbar',
        failed: 'Anfrage fehlgeschlagen',
        declined: 'Anfrage abgelehnt',
        grabs: 'Grabs',
        imports: 'Importe',
        requests: 'Wünsche',
        ahead: 'vor',
        behind: 'nach',
    },
};
