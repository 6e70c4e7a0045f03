/** Looks at a whole house: asks every service what it has set up, and says what is wrong, what is new and what is over. */
import { type Clock, isoNow, MediaError } from '../model';
import type { MediaStore } from '../store';
import { arrivals } from './arrivals';
import { askAll, type Patient } from './ask/patients';
import { type FolderMap, mapsOf } from './decide/folders';
import { ofHouse } from './decide/house';
import { knownFiles, lostDownloads, needsOf } from './files';
import type { HouseFacts } from './facts';
import type { Finding } from './finding';
import { type Difference, findings } from './findings';
import type { Consent, Plan } from './mend/plan';
import type { OwnWebhook } from './own';

export interface DoctorOptions {
    store: MediaStore;
    clock: Clock;
    /** The servers of the house, as they are set up at the moment. */
    patients: () => readonly Patient[];
    /** What the flow takes webhooks by; null when nothing in it does. */
    own: () => OwnWebhook | null;
}

const DAY_MS = 24 * 60 * 60_000;

export class Doctor {
    private looking: Promise<Difference> | null = null;
    private learnt: FolderMap[] = [];

    constructor(private readonly options: DoctorOptions) {}

    /** How the services call each other's folders, as of the last look. */
    get maps(): readonly FolderMap[] {
        return this.learnt;
    }

    /** Looks now; who asks while it is looked gets the same answer. Takes some seconds at most, and never rejects for a service's sake. */
    look(): Promise<Difference> {
        this.looking ??= this.lookNow().finally(() => (this.looking = null));
        return this.looking;
    }

    /**
     * What would be done to set up our own connection in a server. Writes nothing.
     * @throws MediaError `no_server`, `no_webhook_parser`, `no_own_address`, or why it cannot be asked
     */
    plan(serverId: string): Promise<Plan> {
        const { mending, own, isRefused } = this.toMend(serverId);
        return mending.plan(own, isRefused);
    }

    /** Does it. @throws MediaError as `plan`, and `rejected`, `changed_meanwhile`, `slot_taken` */
    async apply(serverId: string, consent: Consent = {}): Promise<Plan> {
        const { mending, own, isRefused } = this.toMend(serverId);
        return mending.apply(own, consent, isRefused);
    }

    private toMend(serverId: string): { mending: NonNullable<Patient['mending']>; own: OwnWebhook; isRefused: boolean } {
        const { patients, own: ownNow, store } = this.options;
        const patient = patients().find(({ id }) => id === serverId);
        if (patient?.mending === undefined)
            throw new MediaError('no_server', 'Name a server node of Sonarr, Radarr or Seerr that is set up', {
                field: 'server',
            });
        const own = ownNow();
        if (own === null) throw new MediaError('no_webhook_parser', 'The flow has no http in node wired to a webhook parser');
        return { mending: patient.mending, own, isRefused: arrivals(store).refused(patient.kind) !== undefined };
    }

    private async lookNow(): Promise<Difference> {
        const { store, clock, patients, own } = this.options;
        const known = findings(store);
        const arrived = arrivals(store);
        const files = knownFiles(store);
        const listening = arrived.listeningSince;
        const since = listening === null ? null : Math.max(listening, clock.now() - DAY_MS);
        const servers = await askAll(patients(), { since, files });
        const house: HouseFacts = {
            now: clock.now(),
            own: own(),
            servers,
            arrivals: arrived,
            files,
            lost: lostDownloads(store),
            needs: needsOf(store),
            mutedSince: (id) => known.list.find((each) => each.id === id)?.since,
        };
        this.learnt = mapsOf(house);
        const away = new Set(servers.filter(({ failure }) => failure !== undefined).map(({ id }) => id));
        const stays = ({ serverId, code }: Finding): boolean => {
            return serverId !== undefined && away.has(serverId) && !ABOUT_ASKING.includes(code);
        };
        return known.take(ofHouse(house), isoNow(clock), stays);
    }
}

/** What is said of a server that cannot be asked: it is over as soon as it can be, or as something else is said. */
const ABOUT_ASKING: readonly Finding['code'][] = [
    'not_set_up',
    'unreachable',
    'wrong_key',
    'wrong_service',
    'wrong_address',
    'not_answering',
];
