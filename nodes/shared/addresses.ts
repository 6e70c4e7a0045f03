/** Where a person's browser finds the services that are set up here, and where we ask them. */
import { addressFor, type ServerAddress } from '../../lib/page';
import { readEnvironment, type Red } from './red';

/** What the config node of a service tells of its address. Throws a MediaError while it is not set up. */
export interface AddressOwner {
    address: () => { service: ServerAddress['service']; name: string; ownUrl: string; publicUrl: string };
}

export interface Addresses {
    servers: readonly ServerAddress[];
    ownOrigins: ReadonlySet<string>;
}

/** What its dialog says, else what the environment does: `JELLYFIN_PUBLIC_URL`. */
export function publicUrlOf(RED: Red, node: object, written: unknown, service: ServerAddress['service']): string {
    const own = typeof written === 'string' ? written.trim() : '';
    return own === '' ? readEnvironment(RED, node, `${service.toUpperCase()}_PUBLIC_URL`) : own;
}

const TYPES = ['media-seerr-server', 'media-arr-server', 'media-jellyfin-server'];

/** Of all that are deployed and set up. */
export function readAddresses(RED: Red): Addresses {
    const servers: ServerAddress[] = [];
    const ownOrigins = new Set<string>();
    RED.nodes.eachNode(({ id, type }) => {
        const owner = TYPES.includes(type) ? RED.nodes.getNode(id) : null;
        if (!isAddressOwner(owner)) return;
        try {
            const { service, name, ownUrl, publicUrl } = owner.address();
            if (URL.canParse(ownUrl)) ownOrigins.add(new URL(ownUrl).origin);
            const url = addressFor(publicUrl, ownUrl);
            if (url !== null) servers.push({ service, name, url });
        } catch {
            // What is not set up has no address; its own nodes say so.
        }
    });
    return { servers, ownOrigins };
}

function isAddressOwner(node: unknown): node is AddressOwner {
    return typeof node === 'object' && node !== null && 'address' in node;
}
