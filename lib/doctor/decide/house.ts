/** Everything that is wrong in a house, in the order of its servers. Pure: facts are handed in. */
import type { HouseFacts } from '../facts';
import type { Found } from '../finding';
import { ofConnection } from './connection';
import { ofFolders } from './folders';
import { ofHearing } from './hearing';
import { notSetUp, ofServer } from './server';
import { ofSlot } from './slot';

export function ofHouse(house: HouseFacts): Found[] {
    const each = house.servers.flatMap((server) => {
        const { answers } = server;
        const findings = ofServer(server, house);
        if (answers === undefined) return findings;
        if (answers.kind === 'sonarr' || answers.kind === 'radarr') findings.push(...ofConnection(server, answers, house));
        if (answers.kind === 'seerr') findings.push(...ofSlot(server, answers, house));
        return [...findings, ...ofHearing(server, answers)];
    });
    return unique([...each, ...notSetUp(house), ...ofFolders(house)]);
}

/** Two servers may see one fault; what has the same id is the same. */
function unique(findings: readonly Found[]): Found[] {
    return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}
