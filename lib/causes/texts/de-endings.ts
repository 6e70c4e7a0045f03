/** German: what is over, and what is said of a request as a whole. */
import type { ENDINGS_EN } from './en-us-endings';
import type { Text } from './text';

export const ENDINGS_DE = {
    playable: 'In Jellyfin abspielbar[ als {shown}].',
    deleted_since: 'War in Jellyfin abspielbar und wurde seither in {arr} gelöscht.',
    declined: 'In Seerr abgelehnt.',
    withdrawn: 'Der Wunsch wurde in Seerr gelöscht.',
    superseded: 'In Seerr noch einmal gewünscht: Ein anderer Wunsch tritt an die Stelle von diesem.',
    deleted: 'In {arr} gelöscht.',
    send_failed: 'Seerr konnte es nicht an {arr} übergeben.',
    download_failed: 'Der Download ist fehlgeschlagen[: {theirs}].',
    download_removed: 'Der Download wurde vor dem Import entfernt.',
    file_deleted: {
        one: 'Die Datei wurde in {arr} gelöscht, bevor Jellyfin sie zeigte.',
        other: 'Die Dateien wurden in {arr} gelöscht, bevor Jellyfin sie zeigte.',
    },
    failed: 'Fehlgeschlagen[: {theirs}].',
    group: '{members}: {sentence}',
    some_playable: {
        by: 'total',
        one: '{available} von 1 Folge abspielbar[, {deleted} seither in {arr} gelöscht].',
        other: '{available} von {total} Folgen abspielbar[, {deleted} seither in {arr} gelöscht].',
    },
    all_playable: {
        by: 'total',
        one: 'Die Folge ist in Jellyfin abspielbar.',
        other: 'Alle {total} Folgen sind in Jellyfin abspielbar.',
    },
    all_so_far: {
        by: 'total',
        one: 'Die bisher einzige Folge ist abspielbar.',
        other: 'Alle {total} bisherigen Folgen sind abspielbar.',
    },
    all_aired_playable: {
        by: 'total',
        one: 'Die einzige Folge, die ausgestrahlt ist, ist in Jellyfin abspielbar.',
        other: 'Alle {total} Folgen, die ausgestrahlt sind, sind in Jellyfin abspielbar.',
    },
    next_airs: '{members} kommt am {airs}[, {later} weitere später].',
    none_aired: {
        by: 'unaired',
        one: 'Die Folge ist noch nicht ausgestrahlt.',
        other: 'Keine der {unaired} Folgen ist bisher ausgestrahlt.',
    },
    for_other_reasons: '{members}: aus anderen Gründen.',
    takes_usually: 'Alles in Ordnung: In der Regel dauert das hier {usual}, neun von zehn Mal höchstens {most}.',
} as const satisfies Record<keyof typeof ENDINGS_EN, Text>;
