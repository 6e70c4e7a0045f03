/** The admin routes of the doctor: what it found, *Set up for me*, and how folders correspond, for dialogs and the sidebar. */
import type { Consent, FolderMap, Plan } from '../../lib/doctor';
import { toMediaError } from '../../lib/model';
import { consentOf } from './set-up';
import type { Red } from './red';

/** What a running doctor offers. */
export interface DoctorOffers {
    /** How the services call each other's folders, as of the last look. */
    maps: () => readonly FolderMap[];
    /** Null shows only. */
    mend: (serverId: string, consent: Consent | null) => Promise<Plan>;
}

export function addDoctorRoutes(RED: Red): void {
    const mayWrite = RED.auth.needsPermission('media-doctor.write');
    RED.httpAdmin.post('/media-pipeline/media-doctor/set-up', mayWrite, (request, response) => {
        const asked = (request.body ?? {}) as Record<string, unknown>;
        void setUp(RED, asked).then((answer) => response.json(answer));
    });
    const mayRead = RED.auth.needsPermission('media-doctor.read');
    RED.httpAdmin.get('/media-pipeline/media-doctor/folders', mayRead, (_request, response) => {
        response.json(doctorsOf(RED).flatMap(({ maps }) => maps()));
    });
}

async function setUp(RED: Red, asked: Record<string, unknown>): Promise<object> {
    const { server, apply } = asked;
    const [doctor] = doctorsOf(RED);
    try {
        if (doctor === undefined) return { ok: false, code: 'no_doctor', message: 'Deploy a doctor first' };
        const plan = await doctor.mend(String(server), apply === true ? consentOf(asked) : null);
        return { ok: true, code: apply === true ? 'done' : 'shown', plan };
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    }
}

function doctorsOf(RED: Red): DoctorOffers[] {
    const doctors: DoctorOffers[] = [];
    RED.nodes.eachNode(({ id, type }) => {
        const node = type === 'media-doctor' ? RED.nodes.getNode(id) : null;
        if (node) doctors.push(node as DoctorOffers);
    });
    return doctors;
}
